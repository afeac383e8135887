/* Bytes that may be no case: every step of a walk through them is made here once, within bounds. */

#include "metrics/case_body_internal.h"
#include "metrics/event_check.h"

static void skip_text(SzStateReader *reader, guint64 n_texts)
{
    guint64 value = sz_state_take_number(reader, G_MAXUINT64);
    if ((value & 1) == TEXT_INLINE) {
        (void)sz_state_take_bytes(reader, (gsize)(value >> 1));
    } else if (value >> 1 > n_texts) {
        sz_state_spoil(reader);
    }
}

static guint8 take_byte(SzStateReader *reader)
{
    SzSlice byte = sz_state_take_bytes(reader, 1);
    return byte.len == 1 ? (guint8)byte.data[0] : 0;
}

static void skip_more(SzStateReader *reader, guint64 n_texts)
{
    const SzEventLayout *layout = sz_case_event_layout();
    for (guint8 number = take_byte(reader); number != FIELD_END; number = take_byte(reader)) {
        bool is_identity = number == FIELD_SRC || number == FIELD_EID;
        if (!is_identity && number > layout->n_fields) {
            sz_state_spoil(reader);
        } else if (is_identity || sz_event_field_is_text(layout, number)) {
            skip_text(reader, n_texts);
        } else {
            (void)sz_state_take_number(reader, G_MAXUINT64);
        }
    }
}

static void skip_mark(SzStateReader *reader)
{
    guint8 mark = take_byte(reader);
    if (mark != SZ_MARK_VOID && mark != SZ_MARK_SHADOWED) {
        sz_state_spoil(reader);
    }
}

static void skip_event(SzStateReader *reader, guint64 n_texts)
{
    guint8 head = take_byte(reader);
    if ((head & HEAD_MARKED) != 0) {
        skip_mark(reader);
    }
    (void)sz_state_take_number(reader, G_MAXUINT64);
    if ((head & HEAD_SAME) == 0) {
        (void)sz_state_take_number(reader, n_texts);
        (void)sz_state_take_number(reader, n_texts);
        (void)take_byte(reader);
    }
    if ((head & HEAD_MORE) != 0) {
        skip_more(reader, n_texts);
    }
}

/* Of a body that is whole: do its events say something? */
static bool is_sound(const SzCaseBody *body, const SzTexts *texts)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    while (sz_case_walk_next_of_all(&walk)) {
        if (!sz_case_event_is_sound(&walk.event)) {
            return false;
        }
    }
    return true;
}

static bool is_whole(SzSlice bytes, guint64 n_texts)
{
    const gsize n_head = offsetof(SzCaseBody, bytes) - offsetof(SzCaseBody, n_events);
    guint16 counts[2]; /* events, bytes of the id */
    if (bytes.len < n_head) {
        return false;
    }
    memcpy(counts, bytes.data, sizeof counts);
    SzStateReader reader = sz_state_reader((SzSlice){bytes.data + n_head, bytes.len - n_head});
    SzSlice id = sz_state_take_bytes(&reader, (gsize)counts[1] + 1);
    if (reader.is_bad || id.data[counts[1]] != '\0') {
        return false;
    }
    for (guint i = 0; i < counts[0] && !reader.is_bad; i++) {
        skip_event(&reader, n_texts);
    }
    return counts[0] > 0 && counts[0] <= SZ_CASE_EVENTS_MAX && sz_state_is_done(&reader);
}

SzCaseBody *sz_case_body_load_checked(SzSlice bytes, const SzTexts *texts)
{
    if (!is_whole(bytes, sz_texts_n(texts))) {
        return NULL;
    }
    g_autoptr(SzCaseBody) body = sz_case_body_load(bytes);
    return is_sound(body, texts) ? g_steal_pointer(&body) : NULL;
}
