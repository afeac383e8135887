#include "metrics/device_lines.h"

/* Of the tail: when it is full, the older half is packed. */
#define TAIL_MIN 4
#define TAIL_MAX 64

typedef SzDeviceLine Line;

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

static void append(SzDeviceLines *lines, Line line)
{
    if (lines->runs == NULL) {
        lines->runs = new_runs();
    }
    GArray *runs = lines->runs;
    SzDeviceRun *last = runs->len > 0 ? &g_array_index(runs, SzDeviceRun, runs->len - 1) : NULL;
    if (last != NULL && last->said == line.said) {
        put_step(last, sz_ns_between(last->last, line.at));
        last->last = line.at;
        last->n++;
        return;
    }
    SzDeviceRun run = {.said = line.said, .first = line.at, .last = line.at, .n = 1};
    g_array_append_val(runs, run);
}

static int compare(const Line *a, const Line *b)
{
    if (a->at.ns != b->at.ns) {
        return a->at.ns < b->at.ns ? -1 : 1;
    }
    return a->said == b->said ? 0 : g_bytes_compare(a->said, b->said);
}

/* --- a line that comes late, among the packed ones ----------------------------------------- */

static void flatten(const SzDeviceRun *run, GArray *out)
{
    Line line = {run->first, run->said};
    gsize at = 0;
    g_array_append_val(out, line);
    for (guint32 i = 1; i < run->n; i++) {
        line.at.ns = take_step(line.at.ns, run, &at);
        g_array_append_val(out, line);
    }
}

static void repack(SzDeviceLines *lines, const GArray *flat)
{
    g_clear_pointer(&lines->runs, g_array_unref);
    for (guint i = 0; i < flat->len; i++) {
        append(lines, g_array_index(flat, Line, i));
    }
}

/* Returns: false when it changes nothing. */
static bool insert_packed(SzDeviceLines *lines, Line line)
{
    g_autoptr(GArray) flat = g_array_sized_new(FALSE, FALSE, sizeof(Line), lines->n + 1);
    for (guint i = 0; i < lines->runs->len; i++) {
        flatten(&g_array_index(lines->runs, SzDeviceRun, i), flat);
    }
    guint place = flat->len;
    while (place > 0 && compare(&g_array_index(flat, Line, place - 1), &line) > 0) {
        place--;
    }
    bool is_repeat = place > 0 && compare(&g_array_index(flat, Line, place - 1), &line) == 0;
    if (is_repeat || (place == 0 && lines->has_dropped)) {
        return false; /* before the last ones known: it never counts */
    }
    g_array_insert_val(flat, place, line);
    repack(lines, flat);
    return true;
}

/* --- the tail ------------------------------------------------------------------------------ */

static void pack_tail(SzDeviceLines *lines, guint n)
{
    for (guint i = 0; i < n; i++) {
        append(lines, lines->tail[i]);
    }
    memmove(lines->tail, lines->tail + n, (lines->n_tail - n) * sizeof(Line));
    lines->n_tail = (guint16)(lines->n_tail - n);
}

static void make_room(SzDeviceLines *lines)
{
    if (lines->n_tail < lines->n_room) {
        return;
    }
    lines->n_room = (guint16)MAX(TAIL_MIN, 2 * lines->n_room);
    lines->tail = g_renew(Line, lines->tail, lines->n_room);
}

static bool insert_tail(SzDeviceLines *lines, Line line)
{
    guint place = lines->n_tail;
    while (place > 0 && compare(&lines->tail[place - 1], &line) > 0) {
        place--;
    }
    if (place > 0 && compare(&lines->tail[place - 1], &line) == 0) {
        return false;
    }
    make_room(lines);
    memmove(lines->tail + place + 1, lines->tail + place, (lines->n_tail - place) * sizeof(Line));
    lines->tail[place] = line;
    lines->n_tail++;
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

GBytes *sz_statements_intern_encoded(GHashTable *statements, SzSlice encoded)
{
    g_autoptr(GBytes) said = g_bytes_new(encoded.data, encoded.len);
    gpointer known = NULL;
    if (!g_hash_table_lookup_extended(statements, said, &known, NULL)) {
        known = said;
        g_hash_table_add(statements, g_steal_pointer(&said));
    }
    return known;
}

GBytes *sz_statements_intern(GHashTable *statements, const SzEventLayout *layout, const void *event)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(layout, event, &encoded);
    return sz_statements_intern_encoded(statements,
                                        (SzSlice){(const char *)encoded.bytes, encoded.n_bytes});
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
    g_free(lines->tail);
}

/* Exactly the last ones count: one too many, one goes.  So many do not fit into the tail. */
static void drop_first(SzDeviceLines *lines)
{
    g_assert(lines->runs != NULL);
    lines->has_dropped = true;
    lines->n--;
    SzDeviceRun *run = &g_array_index(lines->runs, SzDeviceRun, 0);
    if (run->n == 1) {
        g_array_remove_index(lines->runs, 0);
        return;
    }
    gsize at = 0;
    run->first.ns = take_step(run->first.ns, run, &at);
    run->n--;
    if (run->steps != NULL) { /* there are, with more than one line */
        g_byte_array_remove_range(run->steps, 0, (guint)at);
    }
}

static bool is_behind_packed(const SzDeviceLines *lines, const Line *line)
{
    if (lines->runs == NULL || lines->runs->len == 0) {
        return true;
    }
    const SzDeviceRun *run = &g_array_index(lines->runs, SzDeviceRun, lines->runs->len - 1);
    const Line last = {run->last, run->said};
    return compare(&last, line) < 0;
}

bool sz_device_lines_add(SzDeviceLines *lines, SzWallTime at, GBytes *said)
{
    Line line = {at, said};
    if (lines->n_tail == TAIL_MAX) { /* first, for then the line may belong among the packed ones */
        pack_tail(lines, TAIL_MAX / 2);
    }
    bool has_changed =
        is_behind_packed(lines, &line) ? insert_tail(lines, line) : insert_packed(lines, line);
    if (!has_changed) {
        return false;
    }
    lines->n++;
    if (lines->n > SZ_DEVICE_LINES_MAX) {
        drop_first(lines);
    }
    return true;
}

SzApplied sz_device_lines_apply(SzDeviceLines *lines, SzWallTime at, GBytes *said)
{
    if (sz_device_lines_add(lines, at, said)) {
        return SZ_APPLIED_NEW;
    }
    bool is_packed = lines->runs != NULL && lines->runs->len > 0;
    SzWallTime oldest =
        is_packed ? g_array_index(lines->runs, SzDeviceRun, 0).first : lines->tail[0].at;
    return at.ns < oldest.ns ? SZ_APPLIED_UNJUDGED : SZ_APPLIED_REPEAT;
}

/* --- walking ------------------------------------------------------------------------------- */

SzDeviceWalk sz_device_walk(const SzDeviceLines *lines)
{
    return (SzDeviceWalk){
        .lines = lines,
        .n_tail = lines->n_tail,
        .n_runs = lines->runs != NULL ? lines->runs->len : 0,
    };
}

static void walk_tail(SzDeviceWalk *walk)
{
    const Line *tail = walk->lines->tail;
    while (walk->n_tail > 0 && (walk->n == 0 || tail[walk->n_tail - 1].said == walk->said)) {
        const Line *line = &tail[--walk->n_tail];
        walk->said = line->said;
        walk->last = walk->n == 0 ? line->at : walk->last;
        walk->first = line->at;
        walk->n++;
    }
}

bool sz_device_walk_next(SzDeviceWalk *walk)
{
    walk->n = 0;
    walk_tail(walk);
    const GArray *runs = walk->lines->runs;
    const SzDeviceRun *run =
        walk->n_runs > 0 ? &g_array_index(runs, SzDeviceRun, walk->n_runs - 1) : NULL;
    bool is_part = run != NULL && walk->n_tail == 0 && (walk->n == 0 || run->said == walk->said);
    if (is_part) {
        walk->said = run->said;
        walk->last = walk->n == 0 ? run->last : walk->last;
        walk->first = run->first;
        walk->n += run->n;
        walk->n_runs--;
    }
    walk->is_oldest = walk->n_tail == 0 && walk->n_runs == 0;
    return walk->n > 0;
}
