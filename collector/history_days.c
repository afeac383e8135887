#include "collector/history_days.h"

#include "collector/sqlite_auto.h"

#define NO_DAY ((SzDay)-1000000) /* before any */

/* What a day comes to, of one place. */
typedef struct {
    gint64 place;
    gint64 definition;
    gsize last_minute; /* that was kept */
    gsize n_published; /* minutes */
    GByteArray *whole; /* owned; NULL: none yet */
} Value;

struct SzHistoryDays {
    sqlite3 *db; /* borrowed, as the next */
    SzHistoryDefinitions *definitions;
    sqlite3_stmt *starts; /* owned, as the next */
    sqlite3_stmt *blocks;
    sqlite3_stmt *latest;
    sqlite3_stmt *insert;
    const SzHistoryKnown *known; /* borrowed, while days are fixed */
    SzDay done;                  /* not looked at again, in this life */
};

static void value_clear(Value *value)
{
    g_clear_pointer(&value->whole, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Value, value_clear)

/* --- one place ------------------------------------------------------------------------------ */

/* What a block of minutes comes to.  Returns: false when its bytes make no sense, or nothing is in it. */
static bool read_block(const SzHistoryDefinition *definition, SzSlice whole, Value *out)
{
    gsize n_minutes = sz_history_n_instants(SZ_BLOCK_MINUTES);
    gsize n = sz_history_columns_n(definition->columns);
    g_auto(SzHistoryBlock) block = {0};
    g_autoptr(GArray) minutes = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    g_autoptr(GArray) day = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    g_array_set_size(minutes, (guint)(n * n_minutes));
    g_array_set_size(day, (guint)n);
    SzMaybeReal *values = &g_array_index(minutes, SzMaybeReal, 0);
    if (!sz_history_block_open(whole, n_minutes, &block)) {
        return false;
    }
    for (gsize i = 0; i < n; i++) {
        SzMaybeReal *own = values + i * n_minutes;
        if (!sz_history_block_next(&block, i > 0 ? own - n_minutes : NULL, own)) {
            return false;
        }
    }
    for (gsize i = 0; i < n_minutes; i++) {
        out->last_minute = values[i].known ? i : out->last_minute; /* SZ_HISTORY_OPEN comes first */
    }
    SzMaybeReal *of_day = &g_array_index(day, SzMaybeReal, 0);
    out->n_published = sz_history_columns_day(definition->columns, values, n_minutes, of_day);
    out->definition = definition->id;
    out->whole = g_byte_array_new();
    sz_history_put_sample(out->whole, of_day, n);
    return true;
}

static bool is_different(sqlite3_stmt *latest, const Value *value)
{
    SzSlice whole = sz_history_blob(latest, 3);
    SzSlice ours = {(const char *)value->whole->data, value->whole->len};
    return sqlite3_column_int64(latest, 2) != value->definition || !sz_slice_equal(whole, ours);
}

/* Which revision @value is to be.  *out_is_wanted: false when what stands is to stay. */
static gboolean next_revision(const SzHistoryDays *days, SzDay day, const Value *value, gint64 *out,
                              bool *out_is_wanted, GError **error)
{
    const SzHistoryKnown *known = days->known;
    sqlite3_stmt *latest = days->latest;
    (void)sqlite3_bind_int64(latest, 1, value->place);
    (void)sqlite3_bind_int64(latest, 2, day);
    int status = sqlite3_step(latest);
    *out = 0;
    *out_is_wanted = status == SQLITE_DONE;
    if (status == SQLITE_ROW) {
        SzWallTime cutoff = {sqlite3_column_int64(latest, 1)};
        *out = sqlite3_column_int64(latest, 0) + 1;
        *out_is_wanted = known->has_changed != NULL && is_different(latest, value) &&
                         known->has_changed(day, cutoff, known->user);
    }
    bool is_read =
        status == SQLITE_ROW || status == SQLITE_DONE || sz_history_set_error(error, days->db);
    (void)sqlite3_reset(latest);
    return is_read;
}

static gboolean put(const SzHistoryDays *days, SzDay day, const Value *value, GError **error)
{
    gint64 revision = 0;
    bool is_wanted = false;
    if (value->whole == NULL) {
        return TRUE;
    }
    if (!next_revision(days, day, value, &revision, &is_wanted, error)) {
        return FALSE;
    }
    if (!is_wanted) {
        return TRUE;
    }
    sqlite3_stmt *to = days->insert;
    (void)sqlite3_bind_int64(to, 1, value->place);
    (void)sqlite3_bind_int64(to, 2, day);
    (void)sqlite3_bind_int64(to, 3, revision);
    (void)sqlite3_bind_int64(to, 4, value->definition);
    (void)sqlite3_bind_int64(to, 5, days->known->cutoff.ns);
    (void)sqlite3_bind_int64(to, 6, (gint64)days->known->batch);
    (void)sqlite3_bind_int64(to, 7, (gint64)value->n_published);
    (void)sqlite3_bind_blob(to, 8, value->whole->data, (int)value->whole->len, SQLITE_STATIC);
    return sz_history_run(to, error);
}

/* --- one day -------------------------------------------------------------------------------- */

/* Of several definitions that one whose minutes reach further. */
static gboolean fix_day(SzHistoryDays *days, gint64 start_s, GError **error)
{
    SzDay day = sz_history_day_of_s(start_s);
    g_auto(Value) best = {0};
    int status = SQLITE_OK;
    (void)sqlite3_bind_int64(days->blocks, 1, start_s);
    while ((status = sqlite3_step(days->blocks)) == SQLITE_ROW) {
        const SzHistoryDefinition *definition = sz_history_definitions_get(
            days->definitions, sqlite3_column_int64(days->blocks, 1), error);
        g_auto(Value) value = {.place = sqlite3_column_int64(days->blocks, 0)};
        if (definition == NULL) {
            return FALSE;
        }
        if (best.place != value.place) {
            if (!put(days, day, &best, error)) {
                return FALSE;
            }
            value_clear(&best);
            best = (Value){.place = value.place};
        }
        bool is_read = read_block(definition, sz_history_blob(days->blocks, 2), &value);
        if (is_read && (best.whole == NULL || value.last_minute > best.last_minute)) {
            value_clear(&best);
            best = value;
            value.whole = NULL; /* now owned by best */
        }
    }
    return status == SQLITE_DONE ? put(days, day, &best, error)
                                 : sz_history_set_error(error, days->db);
}

gboolean sz_history_days_fix(SzHistoryDays *days, gint64 now_s, const SzHistoryKnown *known,
                             GError **error)
{
    g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(gint64));
    int status = SQLITE_OK;
    days->known = known;
    (void)sqlite3_bind_int64(days->starts, 1, now_s - SZ_S_PER_DAY - SZ_HISTORY_FIXED_AFTER_S);
    (void)sqlite3_bind_int64(days->starts, 2, sz_history_day_start_s(days->done));
    while ((status = sqlite3_step(days->starts)) == SQLITE_ROW) {
        gint64 start_s = sqlite3_column_int64(days->starts, 0);
        g_array_append_val(due, start_s);
    }
    (void)sqlite3_reset(days->starts);
    if (status != SQLITE_DONE) {
        return sz_history_set_error(error, days->db);
    }
    for (guint i = 0; i < due->len; i++) {
        gint64 start_s = g_array_index(due, gint64, i);
        bool is_fixed = fix_day(days, start_s, error);
        (void)sqlite3_reset(days->blocks);
        if (!is_fixed) {
            return FALSE;
        }
        days->done = sz_history_day_of_s(start_s);
    }
    return TRUE;
}

/* --- together and apart ---------------------------------------------------------------------- */

SzHistoryDays *sz_history_days_new(sqlite3 *db, SzHistoryDefinitions *definitions, GError **error)
{
    g_autoptr(SzHistoryDays) days = g_new0(SzHistoryDays, 1);
    days->db = db;
    days->definitions = definitions;
    days->done = NO_DAY;
    if (!sz_history_prepare(db,
                            "SELECT DISTINCT start FROM blocks"
                            " WHERE kind = 1 AND start <= ?1 AND start > ?2 ORDER BY start",
                            &days->starts, error) ||
        !sz_history_prepare(db,
                            "SELECT place, definition, whole FROM blocks"
                            " WHERE kind = 1 AND start = ?1 ORDER BY place, definition",
                            &days->blocks, error) ||
        !sz_history_prepare(db,
                            "SELECT revision, cutoff, definition, whole FROM days"
                            " WHERE place = ?1 AND day = ?2 ORDER BY revision DESC LIMIT 1",
                            &days->latest, error) ||
        !sz_history_prepare(db, "INSERT INTO days VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                            &days->insert, error)) {
        return NULL;
    }
    return g_steal_pointer(&days);
}

void sz_history_days_free(SzHistoryDays *days)
{
    if (days == NULL) {
        return;
    }
    (void)sqlite3_finalize(days->starts);
    (void)sqlite3_finalize(days->blocks);
    (void)sqlite3_finalize(days->latest);
    (void)sqlite3_finalize(days->insert);
    g_free(days);
}
