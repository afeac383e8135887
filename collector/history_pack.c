#include "collector/history_pack.h"

#include "collector/history_days.h"
#include "collector/sqlite_auto.h"

/* One place by one definition, while its rows are read. */
typedef struct {
    gint64 place;
    const SzHistoryDefinition *definition; /* borrowed; NULL: none yet */
    GArray *values;                        /* SzMaybeReal, column by column */
    gsize n_instants;
} Grid;

struct SzHistoryPacker {
    sqlite3 *db;                       /* borrowed */
    SzHistoryDefinitions *definitions; /* borrowed */
    sqlite3_stmt *insert;              /* owned */
    SzHistoryDays *days;               /* owned */
};

/* --- blocks -------------------------------------------------------------------------------- */

static gboolean put_block(const SzHistoryPacker *packer, const Grid *grid, SzHistoryBlockKind kind,
                          gint64 start_s, GError **error)
{
    gsize n_columns = sz_history_columns_n(grid->definition->columns);
    g_autoptr(GByteArray) block =
        sz_history_block(&g_array_index(grid->values, SzMaybeReal, 0), n_columns, grid->n_instants);
    sqlite3_stmt *to = packer->insert;
    (void)sqlite3_bind_int(to, 1, (int)kind);
    (void)sqlite3_bind_int64(to, 2, start_s);
    (void)sqlite3_bind_int64(to, 3, grid->place);
    (void)sqlite3_bind_int64(to, 4, grid->definition->id);
    (void)sqlite3_bind_blob(to, 5, block->data, (int)block->len, SQLITE_STATIC);
    return sz_history_run(to, error);
}

static gboolean put_quarters(const SzHistoryPacker *packer, const Grid *day, gint64 start_s,
                             GError **error)
{
    const guint every = SZ_HISTORY_QUARTER_S / SZ_HISTORY_MINUTE_S;
    Grid quarters = {day->place, day->definition, NULL, day->n_instants / every};
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(SzMaybeReal));
    for (guint i = 0; i < day->values->len; i += every) {
        g_array_append_val(values, g_array_index(day->values, SzMaybeReal, i));
    }
    quarters.values = values;
    return put_block(packer, &quarters, SZ_BLOCK_QUARTERS, start_s, error);
}

/* What was gathered is written, and the next place begins. */
static gboolean finish(const SzHistoryPacker *packer, Grid *grid, SzHistoryBlockKind kind,
                       gint64 start_s, GError **error)
{
    if (grid->definition == NULL) {
        return TRUE;
    }
    return put_block(packer, grid, kind, start_s, error) &&
           (kind != SZ_BLOCK_MINUTES || put_quarters(packer, grid, start_s, error));
}

static gboolean begin(const SzHistoryPacker *packer, Grid *grid, gint64 place, gint64 definition,
                      GError **error)
{
    grid->place = place;
    grid->definition = sz_history_definitions_get(packer->definitions, definition, error);
    if (grid->definition == NULL) {
        return FALSE;
    }
    gsize n = sz_history_columns_n(grid->definition->columns) * grid->n_instants;
    g_array_set_size(grid->values, 0);
    g_array_set_size(grid->values, (guint)n); /* zeroed: not known */
    return TRUE;
}

static SzMaybeReal *column_of(const Grid *grid, gsize i)
{
    return &g_array_index(grid->values, SzMaybeReal, i * grid->n_instants);
}

/* What makes no sense is a hole. */
static void add_minute(Grid *grid, SzSlice whole, gsize at)
{
    gsize n = sz_history_columns_n(grid->definition->columns);
    g_autoptr(GArray) sample = g_array_sized_new(FALSE, TRUE, sizeof(SzMaybeReal), (guint)n);
    g_array_set_size(sample, (guint)n);
    if (!sz_history_take_sample(whole, &g_array_index(sample, SzMaybeReal, 0), n)) {
        return;
    }
    for (gsize i = 0; i < n; i++) {
        column_of(grid, i)[at] = g_array_index(sample, SzMaybeReal, i);
    }
}

static void add_hour(Grid *grid, SzSlice whole, gsize at)
{
    gsize n = sz_history_columns_n(grid->definition->columns);
    g_auto(SzHistoryBlock) hour = {0};
    bool is_good = sz_history_block_open(whole, sz_history_n_instants(SZ_BLOCK_HOUR), &hour);
    for (gsize i = 0; is_good && i < n; i++) {
        is_good = sz_history_block_next(&hour, i > 0 ? column_of(grid, i - 1) + at : NULL,
                                        column_of(grid, i) + at);
    }
}

/* @select: place, definition, second, bytes; by place and definition.  Of each pair one block. */
static gboolean gather(const SzHistoryPacker *packer, sqlite3_stmt *select, SzHistoryBlockKind kind,
                       gint64 start_s, GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    Grid grid = {.values = values, .n_instants = sz_history_n_instants(kind)};
    int status = SQLITE_OK;
    while ((status = sqlite3_step(select)) == SQLITE_ROW) {
        gint64 place = sqlite3_column_int64(select, 0);
        gint64 definition = sqlite3_column_int64(select, 1);
        bool is_other =
            grid.definition == NULL || grid.place != place || grid.definition->id != definition;
        if (is_other && (!finish(packer, &grid, kind, start_s, error) ||
                         !begin(packer, &grid, place, definition, error))) {
            return FALSE;
        }
        gsize at = (gsize)((sqlite3_column_int64(select, 2) - start_s) / SZ_HISTORY_MINUTE_S);
        if (kind == SZ_BLOCK_HOUR) {
            add_minute(&grid, sz_history_blob(select, 3), at);
        } else {
            add_hour(&grid, sz_history_blob(select, 3), at);
        }
    }
    return status == SQLITE_DONE ? finish(packer, &grid, kind, start_s, error)
                                 : sz_history_set_error(error, packer->db);
}

/* Of @sql with the span from @start_s to @end_s. */
static gboolean gather_span(const SzHistoryPacker *packer, const char *sql, SzHistoryBlockKind kind,
                            gint64 start_s, GError **error)
{
    g_autoptr(sqlite3_stmt) select = NULL;
    gint64 span_s = (gint64)sz_history_n_instants(kind) * SZ_HISTORY_MINUTE_S;
    if (!sz_history_prepare(packer->db, sql, &select, error)) {
        return FALSE;
    }
    (void)sqlite3_bind_int64(select, 1, start_s);
    (void)sqlite3_bind_int64(select, 2, start_s + span_s);
    return gather(packer, select, kind, start_s, error);
}

static gboolean delete_before(const SzHistoryPacker *packer, const char *sql, gint64 at_s,
                              GError **error)
{
    g_autoptr(sqlite3_stmt) statement = NULL;
    if (!sz_history_prepare(packer->db, sql, &statement, error)) {
        return FALSE;
    }
    (void)sqlite3_bind_int64(statement, 1, at_s);
    return sz_history_run(statement, error);
}

/* The least that @sql tells.  *out_is_any: false when there is none. */
static gboolean first_of(const SzHistoryPacker *packer, const char *sql, bool *out_is_any,
                         gint64 *out_s, GError **error)
{
    g_autoptr(sqlite3_stmt) select = NULL;
    if (!sz_history_prepare(packer->db, sql, &select, error)) {
        return FALSE;
    }
    if (sqlite3_step(select) != SQLITE_ROW) {
        return sz_history_set_error(error, packer->db);
    }
    *out_is_any = sqlite3_column_type(select, 0) != SQLITE_NULL;
    *out_s = sqlite3_column_int64(select, 0);
    return TRUE;
}

static gboolean pack_hours(const SzHistoryPacker *packer, gint64 now_s, GError **error)
{
    for (;;) {
        bool is_any = false;
        gint64 at_s = 0;
        if (!first_of(packer, "SELECT min(at) FROM minutes", &is_any, &at_s, error)) {
            return FALSE;
        }
        gint64 start_s = at_s - at_s % SZ_HISTORY_HOUR_S;
        if (!is_any || start_s + SZ_HISTORY_HOUR_S > now_s) {
            return TRUE;
        }
        if (!gather_span(packer,
                         "SELECT place, definition, at, whole FROM minutes"
                         " WHERE at >= ?1 AND at < ?2 ORDER BY place, definition, at",
                         SZ_BLOCK_HOUR, start_s, error) ||
            !delete_before(packer, "DELETE FROM minutes WHERE at < ?1", start_s + SZ_HISTORY_HOUR_S,
                           error)) {
            return FALSE;
        }
    }
}

static gboolean pack_days(const SzHistoryPacker *packer, gint64 now_s, GError **error)
{
    for (;;) {
        bool is_any = false;
        gint64 at_s = 0;
        if (!first_of(packer, "SELECT min(start) FROM blocks WHERE kind = 0", &is_any, &at_s,
                      error)) {
            return FALSE;
        }
        gint64 start_s = sz_history_day_start_s(sz_history_day_of_s(at_s));
        if (!is_any || start_s + SZ_S_PER_DAY > now_s) {
            return TRUE;
        }
        if (!gather_span(packer,
                         "SELECT place, definition, start, whole FROM blocks"
                         " WHERE kind = 0 AND start >= ?1 AND start < ?2"
                         " ORDER BY place, definition, start",
                         SZ_BLOCK_MINUTES, start_s, error) ||
            !delete_before(packer, "DELETE FROM blocks WHERE kind = 0 AND start < ?1",
                           start_s + SZ_S_PER_DAY, error)) {
            return FALSE;
        }
    }
}

static gboolean forget(const SzHistoryPacker *packer, gint64 now_s, GError **error)
{
    return delete_before(packer, "DELETE FROM blocks WHERE kind = 1 AND start <= ?1",
                         now_s - SZ_HISTORY_MINUTES_STAY_S - SZ_S_PER_DAY, error) &&
           delete_before(packer, "DELETE FROM blocks WHERE kind = 2 AND start <= ?1",
                         now_s - SZ_HISTORY_QUARTERS_STAY_S - SZ_S_PER_DAY, error);
}

gboolean sz_history_pack(SzHistoryPacker *packer, gint64 now_s, const SzHistoryKnown *known,
                         GError **error)
{
    G_STATIC_ASSERT(SZ_BLOCK_HOUR == 0 && SZ_BLOCK_MINUTES == 1 && SZ_BLOCK_QUARTERS == 2);
    return pack_hours(packer, now_s, error) && pack_days(packer, now_s, error) &&
           sz_history_days_fix(packer->days, now_s, known, error) && forget(packer, now_s, error);
}

SzHistoryPacker *sz_history_packer_new(sqlite3 *db, SzHistoryDefinitions *definitions,
                                       GError **error)
{
    SzHistoryPacker *packer = g_new0(SzHistoryPacker, 1);
    packer->db = db;
    packer->definitions = definitions;
    packer->days = sz_history_days_new(db, definitions, error);
    if (packer->days == NULL ||
        !sz_history_prepare(db, "INSERT OR IGNORE INTO blocks VALUES (?1, ?2, ?3, ?4, ?5)",
                            &packer->insert, error)) {
        sz_history_packer_free(packer);
        return NULL;
    }
    return packer;
}

void sz_history_packer_free(SzHistoryPacker *packer)
{
    if (packer != NULL) {
        (void)sqlite3_finalize(packer->insert);
        sz_history_days_free(packer->days);
        g_free(packer);
    }
}
