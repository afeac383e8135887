#include "metrics/device_runs.h"

#define STEP_BYTES_MAX (1 + SZ_VARINT_BYTES_MAX)

typedef SzDeviceLine Line;
typedef SzDeviceRun Run;

int sz_device_line_compare(const Line *a, const Line *b)
{
    if (a->at.ns != b->at.ns) {
        return a->at.ns < b->at.ns ? -1 : 1;
    }
    return a->said == b->said ? 0 : g_bytes_compare(a->said, b->said);
}

/* --- steps: whole seconds take one number, anything else a zero and the nanoseconds --------- */

static gsize write_step(guint8 out[STEP_BYTES_MAX], SzWallTime from, SzWallTime to)
{
    guint64 step_ns = sz_ns_between(from, to);
    if (step_ns % SZ_NS_PER_S == 0) {
        return sz_varint_write(out, step_ns / SZ_NS_PER_S + 1);
    }
    out[0] = 0;
    return 1 + sz_varint_write(out + 1, step_ns);
}

static SzWallTime take_step(SzWallTime from, const Run *run, gsize *at)
{
    guint64 whole = sz_varint_take(run->steps->data, at);
    guint64 step_ns = whole != 0 ? (whole - 1) * SZ_NS_PER_S : sz_varint_take(run->steps->data, at);
    return (SzWallTime){(gint64)((guint64)from.ns + step_ns)};
}

/* @bytes take the place of @n_old bytes at @at. */
static void splice(Run *run, gsize at, gsize n_old, const guint8 *bytes, gsize n_bytes)
{
    if (run->steps == NULL) {
        run->steps = g_byte_array_new();
    }
    GByteArray *steps = run->steps;
    gsize n_behind = steps->len - at - n_old;
    guint n_before = steps->len;
    g_byte_array_set_size(steps, (guint)MAX(n_before, n_before - n_old + n_bytes));
    memmove(steps->data + at + n_bytes, steps->data + at + n_old, n_behind);
    memcpy(steps->data + at, bytes, n_bytes);
    g_byte_array_set_size(steps, (guint)(at + n_bytes + n_behind));
}

/* --- runs ---------------------------------------------------------------------------------- */

static void clear_run(gpointer data)
{
    Run *run = data;
    if (run->steps != NULL) {
        g_byte_array_unref(run->steps);
    }
}

static GArray *new_runs(void)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(Run));
    g_array_set_clear_func(runs, clear_run);
    return runs;
}

static Run *run_at(const SzDeviceLines *lines, guint i)
{
    return &g_array_index(lines->runs, Run, i);
}

/* Borrowed by nobody until a run is added or taken away. */
static Run *insert_run(SzDeviceLines *lines, guint i, Line line)
{
    Run run = {.said = line.said, .first = line.at, .last = line.at, .n = 1};
    g_array_insert_val(lines->runs, i, run);
    return run_at(lines, i);
}

static void append_to(Run *run, SzWallTime at)
{
    guint8 step[STEP_BYTES_MAX];
    gsize n_step = write_step(step, run->last, at);
    splice(run, run->steps != NULL ? run->steps->len : 0, 0, step, n_step);
    run->last = at;
    run->n++;
}

static void prepend_to(Run *run, SzWallTime at)
{
    guint8 step[STEP_BYTES_MAX];
    splice(run, 0, 0, step, write_step(step, at, run->first));
    run->first = at;
    run->n++;
}

void sz_device_runs_append(SzDeviceLines *lines, Line line)
{
    if (lines->runs == NULL) {
        lines->runs = new_runs();
    }
    guint n = lines->runs->len;
    if (n > 0 && run_at(lines, n - 1)->said == line.said) {
        append_to(run_at(lines, n - 1), line.at);
    } else {
        (void)insert_run(lines, n, line);
    }
}

/* --- a line that comes late ---------------------------------------------------------------- */

/* A place in a run: between two instants of it that follow one another. */
typedef struct {
    SzWallTime before;
    SzWallTime after;
    gsize step_from; /* offset of the step from the one to the other, and behind it */
    gsize step_to;
    guint32 n_before; /* instants up to `before` */
} Place;

/* @line lies behind the first of @run and before the last, in the order of lines.
 * Returns: false when it is one of them. */
static bool find_in_run(const Run *run, const Line *line, Place *out)
{
    *out = (Place){.after = run->first};
    int order = -1;
    while (order < 0) {
        out->before = out->after;
        out->step_from = out->step_to;
        out->after = take_step(out->before, run, &out->step_to);
        out->n_before++;
        const Line next = {out->after, run->said};
        order = sz_device_line_compare(&next, line);
    }
    return order > 0;
}

static void insert_into(Run *run, const Place *place, SzWallTime at)
{
    guint8 steps[2 * STEP_BYTES_MAX];
    gsize n = write_step(steps, place->before, at);
    n += write_step(steps + n, at, place->after);
    splice(run, place->step_from, place->step_to - place->step_from, steps, n);
    run->n++;
}

/* The run @i says one thing, then @line, then goes on. */
static void split(SzDeviceLines *lines, guint i, const Place *place, Line line)
{
    Run *run = run_at(lines, i);
    Run behind = {
        .said = run->said,
        .first = place->after,
        .last = run->last,
        .n = run->n - place->n_before,
        .steps = g_byte_array_new(),
    };
    g_byte_array_append(behind.steps, run->steps->data + place->step_to,
                        run->steps->len - (guint)place->step_to);
    run->last = place->before;
    run->n = place->n_before;
    g_byte_array_set_size(run->steps, (guint)place->step_from);
    (void)insert_run(lines, i + 1, line);
    g_array_insert_val(lines->runs, i + 2, behind);
}

/* Between the run before @i and that one; either may be missing. */
static void insert_between(SzDeviceLines *lines, guint i, Line line)
{
    if (i > 0 && run_at(lines, i - 1)->said == line.said) {
        append_to(run_at(lines, i - 1), line.at);
    } else if (i < lines->runs->len && run_at(lines, i)->said == line.said) {
        prepend_to(run_at(lines, i), line.at);
    } else {
        (void)insert_run(lines, i, line);
    }
}

/* The first run that begins behind @line. */
static guint find_behind(const SzDeviceLines *lines, const Line *line)
{
    guint i = lines->runs->len;
    while (i > 0) {
        const Line first = {run_at(lines, i - 1)->first, run_at(lines, i - 1)->said};
        if (sz_device_line_compare(&first, line) <= 0) {
            break;
        }
        i--;
    }
    return i;
}

bool sz_device_runs_insert(SzDeviceLines *lines, Line line)
{
    guint i = find_behind(lines, &line);
    if (i == 0) {
        if (lines->has_dropped) {
            return false; /* before the last ones known: it never counts */
        }
        insert_between(lines, 0, line);
        return true;
    }
    Run *run = run_at(lines, i - 1);
    const Line first = {run->first, run->said};
    const Line last = {run->last, run->said};
    int order = sz_device_line_compare(&last, &line);
    if (order == 0 || sz_device_line_compare(&first, &line) == 0) {
        return false;
    }
    if (order < 0) {
        insert_between(lines, i, line);
        return true;
    }
    Place place;
    if (!find_in_run(run, &line, &place)) {
        return false;
    }
    if (run->said == line.said) {
        insert_into(run, &place, line.at);
    } else {
        split(lines, i - 1, &place, line);
    }
    return true;
}

void sz_device_runs_drop_first(SzDeviceLines *lines)
{
    Run *run = run_at(lines, 0);
    if (run->n == 1) {
        g_array_remove_index(lines->runs, 0);
        return;
    }
    gsize at = 0;
    run->first = take_step(run->first, run, &at);
    run->n--;
    g_byte_array_remove_range(run->steps, 0, (guint)at);
}
