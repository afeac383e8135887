#include "metrics/device_lines_state.h"

#include "metrics/event_check.h"
#include "metrics/state_writer.h"

static void put_said(GBytes *said, GByteArray *out)
{
    gsize len = 0;
    const char *bytes = g_bytes_get_data(said, &len);
    sz_state_put_text(out, (SzSlice){bytes, len});
}

static void put_run(const SzDeviceRun *run, GByteArray *out)
{
    SzSlice steps = SZ_SLICE("");
    if (run->steps != NULL) {
        steps = (SzSlice){(const char *)run->steps->data, run->steps->len};
    }
    put_said(run->said, out);
    sz_state_put_time(out, run->first);
    sz_state_put_number(out, run->n);
    sz_state_put_text(out, steps);
}

/* The flat ones are written as runs of one. */
void sz_device_lines_save(const SzDeviceLines *lines, GByteArray *out)
{
    guint n_runs = lines->runs != NULL ? lines->runs->len : 0;
    sz_state_put_bool(out, lines->has_dropped);
    sz_state_put_number(out, n_runs + lines->n_tail);
    for (guint i = 0; i < n_runs; i++) {
        put_run(&g_array_index(lines->runs, SzDeviceRun, i), out);
    }
    for (guint i = 0; i < lines->n_tail; i++) {
        const SzDeviceRun one = {.said = lines->tail[i].said, .first = lines->tail[i].at, .n = 1};
        put_run(&one, out);
    }
}

/* A step as device_lines.c packs it. */
static guint64 take_step_ns(SzStateReader *steps)
{
    const guint64 ns_per_s = SZ_NS_PER_S;
    guint64 whole = sz_state_take_number(steps, G_MAXUINT64 / ns_per_s);
    return whole != 0 ? (whole - 1) * ns_per_s : sz_state_take_number(steps, G_MAXUINT64);
}

/* Every line is told again: those of one run follow one another. */
static void take_run(SzDeviceLines *lines, SzStateReader *reader, GBytes *said)
{
    SzWallTime at = sz_state_take_time(reader);
    guint64 n = sz_state_take_number(reader, SZ_DEVICE_LINES_MAX);
    SzStateReader steps = sz_state_reader(sz_state_take_text(reader));
    bool is_good = n > 0 && !reader->is_bad && sz_device_lines_add(lines, at, said);
    for (guint64 i = 1; i < n && is_good; i++) {
        at.ns = (gint64)((guint64)at.ns + take_step_ns(&steps));
        is_good = !steps.is_bad && sz_device_lines_add(lines, at, said);
    }
    if (!is_good || !sz_state_is_done(&steps)) {
        sz_state_spoil(reader);
    }
}

void sz_device_lines_load(SzDeviceLines *lines, SzStateReader *reader, GHashTable *statements,
                          const SzEventLayout *layout, bool (*is_sound)(SzSlice said))
{
    bool has_dropped = sz_state_take_bool(reader);
    guint64 n = sz_state_take_number(reader, SZ_DEVICE_LINES_MAX);
    for (guint64 i = 0; i < n && !reader->is_bad; i++) {
        SzSlice said = sz_state_take_text(reader);
        if (reader->is_bad || !sz_event_is_whole(layout, said) || !is_sound(said)) {
            sz_state_spoil(reader);
            return;
        }
        take_run(lines, reader, sz_statements_intern_encoded(statements, said));
    }
    if (lines->has_dropped) {
        sz_state_spoil(reader); /* more than any device has */
    }
    lines->has_dropped = has_dropped;
}
