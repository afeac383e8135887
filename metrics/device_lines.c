#include "metrics/device_lines.h"

typedef struct {
    gint64 ns;
    GBytes *said;
} Line;

/* --- steps: whole seconds take one number, anything else a zero and the nanoseconds --------- */

static void put_step(SzDeviceRun *run, guint64 step_ns)
{
    if (run->steps == NULL) {
        run->steps = g_byte_array_new();
    }
    if (step_ns % SZ_NS_PER_S == 0) {
        sz_varint_put(run->steps, step_ns / SZ_NS_PER_S + 1);
    } else {
        sz_varint_put(run->steps, 0);
        sz_varint_put(run->steps, step_ns);
    }
}

static gint64 take_step(gint64 from_ns, const SzDeviceRun *run, gsize *at)
{
    guint64 whole = sz_varint_take(run->steps->data, at);
    guint64 step_ns = whole != 0 ? (whole - 1) * SZ_NS_PER_S : sz_varint_take(run->steps->data, at);
    return (gint64)((guint64)from_ns + step_ns);
}

static void clear_run(gpointer data)
{
    SzDeviceRun *run = data;
    if (run->steps != NULL) {
        g_byte_array_unref(run->steps);
    }
}

static GArray *new_runs(void)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(SzDeviceRun));
    g_array_set_clear_func(runs, clear_run);
    return runs;
}

static void append(GArray *runs, Line line)
{
    SzDeviceRun *last = runs->len > 0 ? &g_array_index(runs, SzDeviceRun, runs->len - 1) : NULL;
    if (last != NULL && last->said == line.said) {
        put_step(last, sz_ns_between(last->last, (SzWallTime){line.ns}));
        last->last.ns = line.ns;
        last->n++;
        return;
    }
    SzDeviceRun run = {.said = line.said, .first = {line.ns}, .last = {line.ns}, .n = 1};
    g_array_append_val(runs, run);
}

/* --- flat: how lines that come late are put in their place --------------------------------- */

static void flatten(const SzDeviceRun *run, GArray *out)
{
    Line line = {run->first.ns, run->said};
    gsize at = 0;
    g_array_append_val(out, line);
    for (guint32 i = 1; i < run->n; i++) {
        line.ns = take_step(line.ns, run, &at);
        g_array_append_val(out, line);
    }
}

static GArray *flatten_all(const SzDeviceLines *lines)
{
    GArray *flat = g_array_sized_new(FALSE, FALSE, sizeof(Line), lines->n + 1);
    for (guint i = 0; i < lines->runs->len; i++) {
        flatten(&g_array_index(lines->runs, SzDeviceRun, i), flat);
    }
    return flat;
}

static int compare(const Line *a, const Line *b)
{
    if (a->ns != b->ns) {
        return a->ns < b->ns ? -1 : 1;
    }
    return a->said == b->said ? 0 : g_bytes_compare(a->said, b->said);
}

static void rebuild(SzDeviceLines *lines, const GArray *flat)
{
    GArray *runs = new_runs();
    for (guint i = 0; i < flat->len; i++) {
        append(runs, g_array_index(flat, Line, i));
    }
    g_array_unref(lines->runs);
    lines->runs = runs;
    lines->n = flat->len;
}

static bool insert(SzDeviceLines *lines, Line line)
{
    g_autoptr(GArray) flat = flatten_all(lines);
    guint place = flat->len;
    while (place > 0 && compare(&g_array_index(flat, Line, place - 1), &line) > 0) {
        place--;
    }
    bool is_repeat = place > 0 && compare(&g_array_index(flat, Line, place - 1), &line) == 0;
    if (is_repeat || (place == 0 && lines->has_dropped)) {
        return false; /* before the last ones known: it never counts */
    }
    g_array_insert_val(flat, place, line);
    rebuild(lines, flat);
    return true;
}

/* --- statements ---------------------------------------------------------------------------- */

static void free_statement(gpointer data)
{
    g_bytes_unref(data);
}

GHashTable *sz_statements_new(void)
{
    return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, free_statement, NULL);
}

/* @said_take: encoded */
static GBytes *intern(GHashTable *statements, GBytes *said_take)
{
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(statements, said_take, &known, NULL)) {
        g_bytes_unref(said_take);
        return known;
    }
    g_hash_table_add(statements, said_take);
    return said_take;
}

GBytes *sz_statements_intern(GHashTable *statements, const SzEventLayout *layout, const void *event)
{
    gsize n_identity = 0;
    return intern(statements,
                  g_byte_array_free_to_bytes(sz_event_encode(layout, event, &n_identity)));
}

GBytes *sz_statements_intern_encoded(GHashTable *statements, SzSlice encoded)
{
    return intern(statements, g_bytes_new(encoded.data, encoded.len));
}

void sz_statement_read(GBytes *said, const SzEventLayout *layout, void *out)
{
    gsize len = 0;
    const char *bytes = g_bytes_get_data(said, &len);
    sz_event_decode(layout, (SzSlice){bytes, len}, out);
}

/* --- the lines ------------------------------------------------------------------------ */

void sz_device_lines_clear(SzDeviceLines *lines)
{
    if (lines->runs != NULL) {
        g_array_unref(lines->runs);
    }
}

/* Exactly the last ones count: one too many, one goes. */
static void drop_first(SzDeviceLines *lines)
{
    SzDeviceRun *run = &g_array_index(lines->runs, SzDeviceRun, 0);
    lines->has_dropped = true;
    lines->n--;
    if (run->n == 1) {
        g_array_remove_index(lines->runs, 0);
        return;
    }
    gsize at = 0;
    run->first.ns = take_step(run->first.ns, run, &at);
    run->n--;
    g_byte_array_remove_range(run->steps, 0, (guint)at);
}

bool sz_device_lines_add(SzDeviceLines *lines, SzWallTime at, GBytes *said)
{
    Line line = {at.ns, said};
    if (lines->runs == NULL) {
        lines->runs = new_runs();
    }
    const SzDeviceRun *newest = sz_device_lines_back(lines, 0);
    bool is_newest = true;
    if (newest != NULL) {
        Line last = {newest->last.ns, newest->said};
        int order = compare(&last, &line);
        if (order == 0) {
            return false;
        }
        is_newest = order < 0;
    }
    if (is_newest) {
        append(lines->runs, line);
        lines->n++;
    } else if (!insert(lines, line)) {
        return false;
    }
    if (lines->n > SZ_DEVICE_LINES_MAX) {
        drop_first(lines);
    }
    return true;
}

const SzDeviceRun *sz_device_lines_back(const SzDeviceLines *lines, guint i)
{
    if (lines->runs == NULL || i >= lines->runs->len) {
        return NULL;
    }
    return &g_array_index(lines->runs, SzDeviceRun, lines->runs->len - 1 - i);
}
