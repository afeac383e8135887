#include "metrics/case_body_internal.h"

/* --- references ---------------------------------------------------------------------------- */

SzCaseBody *sz_case_body_alloc(SzSlice id, guint n_events, gsize n_bytes)
{
    gsize n_id = MIN(id.len, G_MAXUINT16 - 1);
    SzCaseBody *body = g_malloc(sizeof *body + n_id + 1 + n_bytes);
    body->n_refs = 1;
    body->n_events = (guint16)n_events;
    body->n_id = (guint16)n_id;
    memcpy(body->bytes, id.data, n_id);
    body->bytes[n_id] = '\0';
    return body;
}

SzCaseBody *sz_case_body_new(SzSlice id)
{
    return sz_case_body_alloc(id, 0, 0);
}

/* To change the count, which is no part of the value. */
static SzCaseBody *counted_of(const SzCaseBody *body)
{
    const union {
        const SzCaseBody *value;
        SzCaseBody *counted;
    } same = {.value = body};
    return same.counted;
}

SzCaseBody *sz_case_body_ref(const SzCaseBody *body)
{
    SzCaseBody *counted = counted_of(body);
    g_atomic_int_inc(&counted->n_refs);
    return counted;
}

void sz_case_body_unref(const SzCaseBody *body)
{
    SzCaseBody *counted = counted_of(body);
    if (counted != NULL && g_atomic_int_dec_and_test(&counted->n_refs)) {
        g_free(counted);
    }
}

const char *sz_case_body_id(const SzCaseBody *body)
{
    return (const char *)body->bytes;
}

guint sz_case_body_n_events(const SzCaseBody *body)
{
    return body->n_events;
}

/* --- reading ------------------------------------------------------------------------------- */

static SzSlice text_at(const SzCaseWalk *walk, guint64 number)
{
    return walk->texts != NULL ? sz_texts_slice_at(walk->texts, (guint32)number) : SZ_SLICE("");
}

static SzSlice take_text(SzCaseWalk *walk)
{
    guint64 value = sz_varint_take(walk->body->bytes, &walk->at);
    if ((value & 1) == TEXT_NUMBER) {
        return text_at(walk, value >> 1);
    }
    SzSlice text = {(const char *)walk->body->bytes + walk->at, (gsize)(value >> 1)};
    walk->at += text.len;
    return text;
}

static void take_repeated(SzCaseWalk *walk)
{
    const guint8 *bytes = walk->body->bytes;
    walk->event.item = text_at(walk, sz_varint_take(bytes, &walk->at));
    walk->event.org = text_at(walk, sz_varint_take(bytes, &walk->at));
    guint8 both = bytes[walk->at++];
    walk->event.channel = (SzChannel)(both & 0x0f);
    walk->event.case_kind = (SzCaseKind)(both >> 4);
}

static void take_more(SzCaseWalk *walk)
{
    const SzEventLayout *layout = sz_case_event_layout();
    const guint8 *bytes = walk->body->bytes;
    guint8 number = 0;
    while ((number = bytes[walk->at++]) != FIELD_END) {
        if (number == FIELD_SRC) {
            walk->event.src = take_text(walk);
        } else if (number == FIELD_EID) {
            walk->event.eid = take_text(walk);
        } else if (sz_event_field_is_text(layout, number)) {
            sz_event_set_text(layout, number, take_text(walk), &walk->event);
        } else {
            gint64 value = sz_case_body_unzigzag(sz_varint_take(bytes, &walk->at));
            sz_event_set_number(layout, number, value, &walk->event);
        }
    }
}

SzCaseWalk sz_case_walk(const SzCaseBody *body, const SzTexts *texts)
{
    SzCaseWalk walk = {.body = body, .texts = texts, .at = (gsize)body->n_id + 1};
    return walk;
}

bool sz_case_walk_next_of_all(SzCaseWalk *walk)
{
    const guint8 *bytes = walk->body->bytes;
    if (walk->i_event == walk->body->n_events) {
        return false;
    }
    const SzCaseEvent before = walk->event;
    guint8 head = bytes[walk->at++];
    walk->mark = (head & HEAD_MARKED) != 0 ? (SzEventMark)bytes[walk->at++] : SZ_MARK_NONE;
    guint64 step = sz_varint_take(bytes, &walk->at);
    guint64 unit_ns = (head & HEAD_SECONDS) != 0 ? (guint64)SZ_NS_PER_S : 1;
    guint64 from_ns = walk->i_event == 0 ? 0 : (guint64)before.occurred.ns;
    guint64 by = walk->i_event == 0 ? (guint64)sz_case_body_unzigzag(step) : step;
    sz_event_clear(sz_case_event_layout(), &walk->event);
    walk->event.occurred.ns = (gint64)(from_ns + by * unit_ns);
    walk->event.kind = (SzCaseEventKind)(head & HEAD_KIND);
    if ((head & HEAD_SAME) != 0) {
        walk->event.item = before.item;
        walk->event.org = before.org;
        walk->event.channel = before.channel;
        walk->event.case_kind = before.case_kind;
    } else {
        take_repeated(walk);
    }
    if ((head & HEAD_MORE) != 0) {
        take_more(walk);
    }
    walk->i_event++;
    return true;
}

bool sz_case_walk_next(SzCaseWalk *walk)
{
    while (sz_case_walk_next_of_all(walk)) {
        if (walk->mark == SZ_MARK_NONE) {
            return true;
        }
    }
    return false;
}

bool sz_case_body_is_empty(const SzCaseBody *body)
{
    SzCaseWalk walk = sz_case_walk(body, NULL);
    return !sz_case_walk_next(&walk);
}

/* --- bytes --------------------------------------------------------------------------------- */

static gsize n_bytes_of(const SzCaseBody *body)
{
    SzCaseWalk walk = sz_case_walk(body, NULL);
    while (sz_case_walk_next_of_all(&walk)) {
    }
    return walk.at;
}

GByteArray *sz_case_body_save(const SzCaseBody *body)
{
    const gsize from = offsetof(SzCaseBody, n_events);
    gsize n = offsetof(SzCaseBody, bytes) - from + n_bytes_of(body);
    GByteArray *out = g_byte_array_sized_new((guint)n);
    return g_byte_array_append(out, (const guint8 *)body + from, (guint)n);
}

SzCaseBody *sz_case_body_load(SzSlice bytes)
{
    const gsize from = offsetof(SzCaseBody, n_events);
    SzCaseBody *body = g_malloc(from + bytes.len);
    body->n_refs = 1;
    memcpy((guint8 *)body + from, bytes.data, bytes.len);
    return body;
}
