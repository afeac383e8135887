#include "metrics/device_runs.h"

/* Of the tail: when it is full, the older half is packed. */
#define TAIL_MIN 4
#define TAIL_MAX 64

typedef SzDeviceLine Line;

/* --- the tail ------------------------------------------------------------------------------ */

static void pack_tail(SzDeviceLines *lines, guint n)
{
    for (guint i = 0; i < n; i++) {
        sz_device_runs_append(lines, lines->tail[i]);
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
    while (place > 0 && sz_device_line_compare(&lines->tail[place - 1], &line) > 0) {
        place--;
    }
    if (place > 0 && sz_device_line_compare(&lines->tail[place - 1], &line) == 0) {
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

static bool is_behind_packed(const SzDeviceLines *lines, const Line *line)
{
    if (lines->runs == NULL || lines->runs->len == 0) {
        return true;
    }
    const SzDeviceRun *run = &g_array_index(lines->runs, SzDeviceRun, lines->runs->len - 1);
    const Line last = {run->last, run->said};
    return sz_device_line_compare(&last, line) < 0;
}

bool sz_device_lines_add(SzDeviceLines *lines, SzWallTime at, GBytes *said)
{
    Line line = {at, said};
    if (lines->n_tail == TAIL_MAX) { /* first, for then the line may belong among the packed ones */
        pack_tail(lines, TAIL_MAX / 2);
    }
    bool has_changed = is_behind_packed(lines, &line) ? insert_tail(lines, line)
                                                      : sz_device_runs_insert(lines, line);
    if (!has_changed) {
        return false;
    }
    lines->n++;
    if (lines->n > SZ_DEVICE_LINES_MAX) { /* so many do not fit into the tail */
        sz_device_runs_drop_first(lines);
        lines->has_dropped = true;
        lines->n--;
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
