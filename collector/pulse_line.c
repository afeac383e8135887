#include "collector/pulse_line.h"

#include "collector/action_line.h"
#include "collector/telemetry.h"
#include "metrics/revisions.h"

static SzPulseKind kind_of(const SzKioskEvent *event)
{
    switch (event->kind) {
    case SZ_KIOSK_HEARTBEAT:
        return SZ_PULSE_HEARTBEAT;
    case SZ_KIOSK_STATE:
        return SZ_PULSE_STATE;
    case SZ_KIOSK_TXN:
    case SZ_KIOSK_REPAIR:
    case SZ_KIOSK_N_EVENTS:
        break;
    }
    return SZ_PULSE_NEVER;
}

static SzPulseLine window_line(const SzWindowEvent *event)
{
    return (SzPulseLine){
        .is_window = true,
        .hall = event->hall,
        .device = event->window,
        .occurred = event->occurred,
        .kind = SZ_PULSE_WINDOW,
        .is_alive = true,
        .states = {[SZ_PULSE_TOPIC_WINDOW] = 0, [SZ_PULSE_TOPIC_FAULTS] = SZ_PULSE_SILENT},
    };
}

static SzPulseLine kiosk_line(const SzKioskEvent *event)
{
    bool has_state = event->state != SZ_KIOSK_STATE_NONE;
    return (SzPulseLine){
        .hall = event->hall,
        .device = event->kiosk,
        .occurred = event->occurred,
        .kind = kind_of(event),
        .is_alive = event->kind != SZ_KIOSK_REPAIR && event->state != SZ_KIOSK_OFFLINE,
        .states = {[SZ_PULSE_TOPIC_STATE] = has_state ? (gint32)event->state : SZ_PULSE_SILENT,
                   [SZ_PULSE_TOPIC_FAULTS] = event->faults},
    };
}

/* A text may have line feeds in it: such a record is no single line, and none that could be dropped. */
static bool is_short(const SzLpPoint *point)
{
    return point->n_fields <= SZ_PULSE_FIELDS_MAX &&
           memchr(point->raw.data, '\n', point->raw.len) == NULL;
}

bool sz_pulse_line_read(const SzLpPoint *point, SzWallTime received, SzPulseLine *out)
{
    SzReading reading;
    SzEvent event;
    bool is_device =
        sz_slice_is(point->measurement, "window") || sz_slice_is(point->measurement, "kiosk");
    if (!is_device || !sz_telemetry_read(point, &reading, NULL)) {
        return false;
    }
    sz_telemetry_event(&reading, received, &event);
    *out = event.entity == SZ_EVENT_WINDOW ? window_line(&event.as.window)
                                           : kiosk_line(&event.as.kiosk);
    /* One that comes late is a revision of its day. */
    bool may_go = is_short(point) && !sz_is_late_for_index(out->occurred, received);
    out->kind = may_go ? out->kind : SZ_PULSE_NEVER;
    return true;
}

bool sz_pulse_line_is_telemetry(const SzLpPoint *point)
{
    return !sz_action_is(point) && sz_telemetry_check(point, NULL, NULL);
}

/* --- words: measurement and tags, then each field, all with their lengths before them ------------ */

static void put_text(GByteArray *out, SzSlice text)
{
    guint32 len = (guint32)text.len;
    g_byte_array_append(out, (const guint8 *)&len, sizeof len);
    g_byte_array_append(out, (const guint8 *)text.data, len);
}

/* The next of them, from *at on. */
static SzSlice take_text(SzSlice words, gsize *at)
{
    guint32 len = 0;
    memcpy(&len, words.data + *at, sizeof len);
    SzSlice text = {words.data + *at + sizeof len, len};
    *at += sizeof len + len;
    return text;
}

static SzSlice bytes_of(const SzLpValue *value)
{
    switch (value->type) {
    case SZ_LP_FLOAT:
        return (SzSlice){(const char *)&value->as.f, sizeof value->as.f};
    case SZ_LP_INT:
        return (SzSlice){(const char *)&value->as.i, sizeof value->as.i};
    case SZ_LP_UINT:
        return (SzSlice){(const char *)&value->as.u, sizeof value->as.u};
    case SZ_LP_BOOL:
        return (SzSlice){(const char *)&value->as.b, sizeof value->as.b};
    case SZ_LP_STRING:
        break;
    }
    return value->as.s;
}

/* Puts the length of what was appended since @from, where there is room for it. */
static void close_text(GByteArray *out, guint from)
{
    guint32 len = out->len - from - (guint32)sizeof len;
    memcpy(out->data + from, &len, sizeof len);
}

static guint open_text(GByteArray *out)
{
    guint from = out->len;
    g_byte_array_set_size(out, from + (guint)sizeof(guint32));
    return from;
}

void sz_pulse_line_words(const SzLpPoint *point, GByteArray *out)
{
    guint series = open_text(out);
    put_text(out, point->measurement);
    for (gsize i = 0; i < point->n_tags; i++) {
        put_text(out, point->tags[i].key);
        put_text(out, point->tags[i].value);
    }
    close_text(out, series);
    for (gsize i = 0; i < point->n_fields; i++) {
        const SzLpField *field = &point->fields[i];
        if (sz_slice_is(field->key, "seq") || sz_slice_is(field->key, "eid")) {
            continue;
        }
        guint8 type = (guint8)field->value.type;
        guint from = open_text(out);
        put_text(out, field->key);
        g_byte_array_append(out, &type, sizeof type);
        put_text(out, bytes_of(&field->value));
        close_text(out, from);
    }
}

static bool has_text(SzSlice words, gsize from, SzSlice wanted)
{
    while (from < words.len) {
        if (sz_slice_equal(take_text(words, &from), wanted)) {
            return true;
        }
    }
    return false;
}

bool sz_pulse_words_repeat(SzSlice words, SzSlice before)
{
    if (sz_slice_equal(words, before)) {
        return true;
    }
    gsize at = 0;
    gsize at_before = 0;
    bool repeats = sz_slice_equal(take_text(words, &at), take_text(before, &at_before));
    while (repeats && at < words.len) {
        repeats = has_text(before, at_before, take_text(words, &at));
    }
    return repeats;
}
