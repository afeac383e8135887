#include "collector/early_lines.h"

#include "metrics/state_writer.h"

typedef struct {
    SzWallTime received;
    SzWallTime occurred;
    GString *line; /* owned; strings of a line may hold any byte */
} EarlyLine;

struct SzEarlyLines {
    GSequence *lines; /* EarlyLine (owned), by occurrence */
};

static void free_early(gpointer data)
{
    EarlyLine *early = data;
    if (early->line != NULL) {
        g_string_free(early->line, TRUE);
    }
    g_free(early);
}

static int compare(gconstpointer left, gconstpointer right, gpointer user)
{
    gint64 a = ((const EarlyLine *)left)->occurred.ns;
    gint64 b = ((const EarlyLine *)right)->occurred.ns;
    (void)user;
    return (a > b) - (a < b);
}

SzEarlyLines *sz_early_lines_new(void)
{
    SzEarlyLines *lines = g_new0(SzEarlyLines, 1);
    lines->lines = g_sequence_new(free_early);
    return lines;
}

void sz_early_lines_free(SzEarlyLines *lines)
{
    if (lines != NULL) {
        g_sequence_free(lines->lines);
        g_free(lines);
    }
}

void sz_early_lines_add(SzEarlyLines *lines, SzSlice raw, SzWallTime received, SzWallTime occurred)
{
    EarlyLine *early = g_new(EarlyLine, 1);
    *early = (EarlyLine){received, occurred, g_string_new_len(raw.data, (gssize)raw.len)};
    (void)g_sequence_insert_sorted(lines->lines, early, compare, NULL);
}

guint64 sz_early_lines_n(const SzEarlyLines *lines)
{
    return (guint64)g_sequence_get_length(lines->lines);
}

SzWallTime sz_early_lines_next(const SzEarlyLines *lines)
{
    GSequenceIter *first = g_sequence_get_begin_iter(lines->lines);
    if (g_sequence_iter_is_end(first)) {
        return SZ_WALL_TIME_MAX;
    }
    const EarlyLine *early = g_sequence_get(first);
    return early->occurred;
}

GString *sz_early_lines_take(SzEarlyLines *lines, SzWallTime *out_received)
{
    GSequenceIter *first = g_sequence_get_begin_iter(lines->lines);
    if (g_sequence_iter_is_end(first)) {
        return NULL;
    }
    EarlyLine *early = g_sequence_get(first);
    GString *line = g_steal_pointer(&early->line);
    *out_received = early->received;
    g_sequence_remove(first);
    return line;
}

/* In their order, so that those of one instant keep theirs. */
void sz_early_lines_save(const SzEarlyLines *lines, GByteArray *out)
{
    sz_state_put_number(out, sz_early_lines_n(lines));
    for (GSequenceIter *iter = g_sequence_get_begin_iter(lines->lines);
         !g_sequence_iter_is_end(iter); iter = g_sequence_iter_next(iter)) {
        const EarlyLine *early = g_sequence_get(iter);
        sz_state_put_time(out, early->received);
        sz_state_put_time(out, early->occurred);
        sz_state_put_text(out, (SzSlice){early->line->str, early->line->len});
    }
}

void sz_early_lines_load(SzEarlyLines *lines, SzStateReader *reader)
{
    for (gsize n = sz_state_take_count(reader, 2 * sizeof(gint64)); n > 0 && !reader->is_bad; n--) {
        SzWallTime received = sz_state_take_time(reader);
        SzWallTime occurred = sz_state_take_time(reader);
        sz_early_lines_add(lines, sz_state_take_text(reader), received, occurred);
    }
}
