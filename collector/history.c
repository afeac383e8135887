#include "collector/history.h"

#include "collector/history_reader.h"

#include <pthread.h>

struct SzHistory {
    char *path; /* owned */
    pthread_mutex_t mutex;
    GPtrArray *idle; /* owned; SzHistoryReader, owned; under the mutex */
};

/* A question while it is answered. */
typedef struct {
    SzHistoryReader *reader; /* borrowed, as the next */
    const SzHistoryQuestion *question;
    gint64 place;
    gint64 first_s; /* of the instants */
    GArray *points; /* borrowed */
} Asking;

/* --- connections --------------------------------------------------------------------------- */

static void free_reader(gpointer reader)
{
    sz_history_reader_free(reader);
}

static SzHistoryReader *take_reader(SzHistory *history, GError **error)
{
    (void)pthread_mutex_lock(&history->mutex);
    guint n = history->idle->len;
    SzHistoryReader *reader = n > 0 ? g_ptr_array_steal_index(history->idle, n - 1) : NULL;
    (void)pthread_mutex_unlock(&history->mutex);
    return reader != NULL ? reader : sz_history_reader_open(history->path, error);
}

static void give_reader(SzHistory *history, SzHistoryReader *reader_take)
{
    (void)pthread_mutex_lock(&history->mutex);
    g_ptr_array_add(history->idle, reader_take);
    (void)pthread_mutex_unlock(&history->mutex);
}

SzHistory *sz_history_new(const char *data_dir)
{
    SzHistory *history = g_new0(SzHistory, 1);
    history->path = sz_history_path(data_dir, SZ_HISTORY_NAME);
    history->idle = g_ptr_array_new_with_free_func(free_reader);
    (void)pthread_mutex_init(&history->mutex, NULL);
    return history;
}

void sz_history_free(SzHistory *history)
{
    if (history == NULL) {
        return;
    }
    g_ptr_array_unref(history->idle);
    (void)pthread_mutex_destroy(&history->mutex);
    g_free(history->path);
    g_free(history);
}

/* --- instants ------------------------------------------------------------------------------ */

/* The first multiple of the step, which parts a day evenly, from midnight on that is not before @at_s. */
static gint64 align_up(gint64 at_s, gint64 step_s)
{
    gint64 midnight_s = sz_history_day_start_s(sz_history_day_of_s(at_s));
    return midnight_s + (at_s - midnight_s + step_s - 1) / step_s * step_s;
}

gint64 sz_history_question_n(const SzHistoryQuestion *question)
{
    gint64 step_s = question->step_s;
    gint64 first_s = align_up(question->from_s, step_s);
    return first_s < question->to_s ? (question->to_s - first_s + step_s - 1) / step_s : 0;
}

static void list_instants(Asking *asking)
{
    gint64 step_s = asking->question->step_s;
    asking->first_s = align_up(asking->question->from_s, step_s);
    for (gint64 at_s = asking->first_s; at_s < asking->question->to_s; at_s += step_s) {
        const SzHistoryPoint point = {.at_s = at_s};
        g_array_append_val(asking->points, point);
    }
}

/* NULL when @at_s is none of the instants. */
static SzHistoryPoint *point_at(const Asking *asking, gint64 at_s)
{
    gint64 i = (at_s - asking->first_s) / asking->question->step_s;
    if (at_s < asking->first_s || i >= asking->points->len) {
        return NULL;
    }
    SzHistoryPoint *point = &g_array_index(asking->points, SzHistoryPoint, i);
    return point->at_s == at_s ? point : NULL;
}

/* What stands at an instant by one definition; another may have said more. */
static void set_point(SzHistoryPoint *point, gint64 definition, const SzMaybeReal *value,
                      const SzMaybeReal *beside)
{
    if (value->known) {
        point->value = *value;
    }
    if (beside->known) {
        point->beside = *beside;
    }
    if (value->known || beside->known) {
        point->definition = definition;
    }
}

/* --- blocks -------------------------------------------------------------------------------- */

/* What makes no sense is a hole. */
static void read_block(const Asking *asking, const SzHistoryDefinition *definition,
                       SzHistoryBlockKind kind, sqlite3_stmt *row)
{
    gsize i_figure = 0;
    gsize n = sz_history_n_instants(kind);
    gint64 start_s = sqlite3_column_int64(row, 0);
    g_auto(SzHistoryBlock) block = {0};
    g_autoptr(GArray) both = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    g_array_set_size(both, (guint)(2 * n));
    SzMaybeReal *beside = &g_array_index(both, SzMaybeReal, 0);
    SzMaybeReal *values = beside + n;
    if (!sz_history_columns_find(definition->columns, asking->question->figure, &i_figure) ||
        !sz_history_block_open(sz_history_blob(row, 2), n, &block)) {
        return;
    }
    sz_history_block_skip(&block, sz_history_beside_column(i_figure));
    if (!sz_history_block_next(&block, NULL, beside) ||
        !sz_history_block_next(&block, beside, values)) {
        return;
    }
    for (gsize i = 0; i < n; i++) {
        SzHistoryPoint *point = point_at(asking, start_s + (gint64)i * sz_history_step_s(kind));
        if (point != NULL) {
            set_point(point, definition->id, &values[i], &beside[i]);
        }
    }
}

static gboolean read_blocks(const Asking *asking, SzHistoryBlockKind kind, GError **error)
{
    const SzHistoryQuestion *question = asking->question;
    sqlite3_stmt *blocks = asking->reader->blocks;
    gint64 span_s = (gint64)sz_history_n_instants(kind) * sz_history_step_s(kind);
    (void)sqlite3_reset(blocks); /* it was asked for another kind */
    (void)sqlite3_bind_int(blocks, 1, (int)kind);
    (void)sqlite3_bind_int64(blocks, 2, asking->place);
    (void)sqlite3_bind_int64(blocks, 3, question->from_s - span_s);
    (void)sqlite3_bind_int64(blocks, 4, question->to_s);
    int status = SQLITE_OK;
    while ((status = sqlite3_step(blocks)) == SQLITE_ROW) {
        const SzHistoryDefinition *definition = sz_history_definitions_get(
            asking->reader->definitions, sqlite3_column_int64(blocks, 1), error);
        if (definition == NULL) {
            return FALSE;
        }
        read_block(asking, definition, kind, blocks);
    }
    return status == SQLITE_DONE || sz_history_set_error(error, asking->reader->db);
}

/* --- minutes of hours that are not over ------------------------------------------------------ */

/* @row: definition and sample, from @column on */
static gboolean read_sample(const Asking *asking, sqlite3_stmt *row, int column_definition,
                            int column_whole, SzHistoryPoint *point, GError **error)
{
    gsize i = 0;
    const SzHistoryDefinition *definition = sz_history_definitions_get(
        asking->reader->definitions, sqlite3_column_int64(row, column_definition), error);
    if (definition == NULL) {
        return FALSE;
    }
    guint n = (guint)sz_history_columns_n(definition->columns);
    g_autoptr(GArray) sample = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    g_array_set_size(sample, n);
    SzMaybeReal *values = &g_array_index(sample, SzMaybeReal, 0);
    if (sz_history_columns_find(definition->columns, asking->question->figure, &i) &&
        sz_history_take_sample(sz_history_blob(row, column_whole), values, n)) {
        set_point(point, definition->id, &values[sz_history_value_column(i)],
                  &values[sz_history_beside_column(i)]);
    }
    return TRUE;
}

static gboolean read_minute(const Asking *asking, SzHistoryPoint *point, GError **error)
{
    sqlite3_stmt *minute = asking->reader->minute;
    (void)sqlite3_bind_int64(minute, 1, point->at_s);
    (void)sqlite3_bind_int64(minute, 2, asking->place);
    int status = sqlite3_step(minute);
    gboolean is_read = status == SQLITE_ROW ? read_sample(asking, minute, 0, 1, point, error)
                                            : status == SQLITE_DONE ||
                                                  sz_history_set_error(error, asking->reader->db);
    (void)sqlite3_reset(minute);
    return is_read;
}

static gboolean read_minutes(const Asking *asking, GError **error)
{
    sqlite3_stmt *reach = asking->reader->minutes_reach;
    if (sqlite3_step(reach) != SQLITE_ROW) {
        return sz_history_set_error(error, asking->reader->db);
    }
    bool is_any = sqlite3_column_type(reach, 0) != SQLITE_NULL;
    gint64 first_s = sqlite3_column_int64(reach, 0);
    gint64 last_s = sqlite3_column_int64(reach, 1);
    for (guint i = 0; is_any && i < asking->points->len; i++) {
        SzHistoryPoint *point = &g_array_index(asking->points, SzHistoryPoint, i);
        if (point->at_s >= first_s && point->at_s <= last_s && !read_minute(asking, point, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* --- days ---------------------------------------------------------------------------------- */

static gboolean read_days(const Asking *asking, GError **error)
{
    const SzHistoryQuestion *question = asking->question;
    sqlite3_stmt *days = asking->reader->days;
    (void)sqlite3_bind_int64(days, 1, asking->place);
    (void)sqlite3_bind_int64(days, 2, sz_history_day_of_s(question->from_s));
    (void)sqlite3_bind_int64(days, 3, sz_history_day_of_s(question->to_s));
    (void)sqlite3_bind_int64(days, 4, question->revision);
    int status = SQLITE_OK;
    while ((status = sqlite3_step(days)) == SQLITE_ROW) {
        gint64 start_s = sz_history_day_start_s((SzDay)sqlite3_column_int64(days, 0));
        SzHistoryPoint *point = point_at(asking, start_s);
        if (point == NULL) {
            continue;
        }
        *point = (SzHistoryPoint){.at_s = start_s,
                                  .has_revision = true,
                                  .revision = sqlite3_column_int64(days, 1),
                                  .cutoff = {sqlite3_column_int64(days, 3)}};
        if (!read_sample(asking, days, 2, 4, point, error)) {
            return FALSE;
        }
    }
    return status == SQLITE_DONE || sz_history_set_error(error, asking->reader->db);
}

/* --- the whole ----------------------------------------------------------------------------- */

static gboolean find_place(Asking *asking, SzHistorySeries *out, GError **error)
{
    sqlite3_stmt *place = asking->reader->place;
    (void)sqlite3_bind_text(place, 1, asking->question->code, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int(place, 2, asking->question->is_area ? 1 : 0);
    int status = sqlite3_step(place);
    out->has_place = status == SQLITE_ROW;
    asking->place = out->has_place ? sqlite3_column_int64(place, 0) : 0;
    return status == SQLITE_ROW || status == SQLITE_DONE ||
           sz_history_set_error(error, asking->reader->db);
}

/* As the newest definition has it that does. */
static gboolean find_figure(const Asking *asking, SzHistorySeries *out, GError **error)
{
    sqlite3_stmt *all = asking->reader->all_definitions;
    int status = SQLITE_OK;
    while (!out->has_figure && (status = sqlite3_step(all)) == SQLITE_ROW) {
        gsize i = 0;
        const SzHistoryDefinition *definition = sz_history_definitions_get(
            asking->reader->definitions, sqlite3_column_int64(all, 0), error);
        if (definition == NULL) {
            return FALSE;
        }
        out->has_figure =
            sz_history_columns_find(definition->columns, asking->question->figure, &i);
        if (out->has_figure) {
            const SzHistoryFigure *figure = sz_history_columns_figure(definition->columns, i);
            out->unit = g_strdup(figure->unit);
            out->is_score = figure->rule == SZ_DAY_SCORE;
        }
    }
    return status == SQLITE_ROW || status == SQLITE_DONE ||
           sz_history_set_error(error, asking->reader->db);
}

static gboolean read_points(Asking *asking, GError **error)
{
    list_instants(asking);
    if (asking->points->len == 0) {
        return TRUE;
    }
    if (asking->question->step_s == SZ_S_PER_DAY) {
        return read_days(asking, error);
    }
    bool is_of_quarters = asking->question->step_s % SZ_HISTORY_QUARTER_S == 0;
    return (!is_of_quarters || read_blocks(asking, SZ_BLOCK_QUARTERS, error)) &&
           read_blocks(asking, SZ_BLOCK_MINUTES, error) &&
           read_blocks(asking, SZ_BLOCK_HOUR, error) && read_minutes(asking, error);
}

static bool has_maker(const SzHistorySeries *series, gint64 id)
{
    bool has = false;
    for (guint i = 0; i < series->makers->len; i++) {
        has = has || g_array_index(series->makers, SzHistoryMaker, i).id == id;
    }
    return has;
}

static gboolean name_makers(const Asking *asking, SzHistorySeries *out, GError **error)
{
    gint64 before = 0;
    for (guint i = 0; i < out->points->len; i++) {
        gint64 id = g_array_index(out->points, SzHistoryPoint, i).definition;
        if (id == 0 || id == before || has_maker(out, id)) {
            continue;
        }
        const SzHistoryDefinition *definition =
            sz_history_definitions_get(asking->reader->definitions, id, error);
        if (definition == NULL) {
            return FALSE;
        }
        const SzHistoryMaker maker = {id, g_strdup(definition->version),
                                      g_strdup(definition->hash)};
        g_array_append_val(out->makers, maker);
        before = id;
    }
    return TRUE;
}

static gboolean answer(Asking *asking, SzHistorySeries *out, GError **error)
{
    return find_place(asking, out, error) && find_figure(asking, out, error) &&
           (!out->has_place || !out->has_figure || read_points(asking, error)) &&
           name_makers(asking, out, error);
}

gboolean sz_history_end(SzHistory *history, gint64 *out_s, GError **error)
{
    SzHistoryReader *reader = take_reader(history, error);
    if (reader == NULL) {
        return FALSE;
    }
    if (!sz_history_read_end(reader->db, out_s, error)) {
        sz_history_reader_free(reader);
        return FALSE;
    }
    give_reader(history, reader);
    return TRUE;
}

static void clear_maker(gpointer data)
{
    SzHistoryMaker *maker = data;
    g_free(maker->version);
    g_free(maker->hash);
}

gboolean sz_history_ask(SzHistory *history, const SzHistoryQuestion *question, SzHistorySeries *out,
                        GError **error)
{
    SzHistoryReader *reader = take_reader(history, error);
    if (reader == NULL) {
        return FALSE;
    }
    g_auto(SzHistorySeries) series = {
        .points = g_array_new(FALSE, FALSE, sizeof(SzHistoryPoint)),
        .makers = g_array_new(FALSE, FALSE, sizeof(SzHistoryMaker)),
    };
    g_array_set_clear_func(series.makers, clear_maker);
    Asking asking = {.reader = reader, .question = question, .points = series.points};
    /* One state of the file, whatever is put together meanwhile. */
    bool is_answered =
        sz_history_execute(reader->db, "BEGIN", error) && answer(&asking, &series, error);
    sz_history_reader_reset(reader);
    if (!is_answered || !sz_history_execute(reader->db, "COMMIT", error)) {
        sz_history_reader_free(reader);
        return FALSE;
    }
    give_reader(history, reader);
    *out = series;
    series = (SzHistorySeries){0};
    return TRUE;
}

void sz_history_series_clear(SzHistorySeries *series)
{
    g_clear_pointer(&series->unit, g_free);
    g_clear_pointer(&series->points, g_array_unref);
    g_clear_pointer(&series->makers, g_array_unref);
}
