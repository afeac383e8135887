#include "collector/history_rebuild.h"

#include "collector/error.h"
#include "collector/history_keeper.h"
#include "collector/sqlite_auto.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
    const SzHistoryRebuildOptions *options;
    SzHistoryReplay *replay; /* owned, as the next */
    SzHistoryKeeper *keeper;
    char *old_path;
    char *new_path;
    SzHistoryRebuilt done;
} Rebuild;

static void rebuild_clear(Rebuild *rebuild)
{
    g_clear_pointer(&rebuild->replay, sz_history_replay_free);
    g_clear_pointer(&rebuild->keeper, sz_history_keeper_free);
    g_clear_pointer(&rebuild->old_path, g_free);
    g_clear_pointer(&rebuild->new_path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rebuild, rebuild_clear)

static bool has_changed(SzDay day, SzWallTime cutoff, void *user)
{
    const Rebuild *rebuild = user;
    return sz_history_replay_has_changed(rebuild->replay, day, cutoff);
}

static gboolean on_minute(SzIndexTable *table, void *user, GError **error)
{
    Rebuild *rebuild = user;
    const SzHistoryRebuildOptions *options = rebuild->options;
    SzHistoryReach *reach = &rebuild->done.reach;
    const SzHistoryKnown known = {reach->received, reach->batch, has_changed, rebuild};
    guint64 minute_ns = SZ_HISTORY_MINUTE_S * (guint64)SZ_NS_PER_S;
    if (!sz_history_keeper_put(rebuild->keeper, table, &known, error)) {
        return FALSE;
    }
    rebuild->done.n_minutes++;
    if (options->on_progress != NULL) {
        guint64 n = sz_ns_between(reach->first, reach->last) / minute_ns + 1;
        options->on_progress(rebuild->done.n_minutes, n, options->user);
    }
    return TRUE;
}

/* --- what stays of the old file -------------------------------------------------------------- */

static gboolean copy(sqlite3 *db, const char *old_path, gint64 before_s, GError **error)
{
    char *sql = sqlite3_mprintf("ATTACH %Q AS old; BEGIN IMMEDIATE;"
                                "INSERT INTO definitions SELECT * FROM old.definitions;"
                                "INSERT INTO places SELECT * FROM old.places;"
                                "INSERT INTO days SELECT * FROM old.days;"
                                "INSERT INTO blocks SELECT * FROM old.blocks"
                                " WHERE kind = 2 AND start < %lld;"
                                "COMMIT; DETACH old",
                                old_path, (long long)before_s);
    bool is_copied = sz_history_execute(db, sql, error);
    sqlite3_free(sql);
    return is_copied;
}

/* One that is of no use has nothing to give. */
static gboolean begin_file(const Rebuild *rebuild, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (!sz_history_delete(rebuild->new_path, error)) {
        return FALSE;
    }
    g_autoptr(sqlite3) db = sz_history_open(rebuild->new_path, error);
    if (db == NULL || access(rebuild->old_path, F_OK) != 0) {
        return db != NULL;
    }
    g_autoptr(sqlite3) old = sz_history_open_readonly(rebuild->old_path, &problem);
    if (old == NULL) {
        rebuild->options->on_damage(problem->message, rebuild->options->user);
        return TRUE;
    }
    gint64 first_s = rebuild->done.reach.first.ns / SZ_NS_PER_S;
    return copy(db, rebuild->old_path, sz_history_day_start_s(sz_history_day_of_s(first_s)), error);
}

/* --- the whole ----------------------------------------------------------------------------- */

static gboolean fill(Rebuild *rebuild, GError **error)
{
    const SzHistoryKeeperOptions keeper = {rebuild->new_path, rebuild->options->rules->registry,
                                           false};
    rebuild->keeper = sz_history_keeper_new(&keeper, error);
    return rebuild->keeper != NULL && sz_history_replay_run(rebuild->replay, error) &&
           sz_history_keeper_finish(rebuild->keeper, error);
}

static gboolean replace(Rebuild *rebuild, GError **error)
{
    g_clear_pointer(&rebuild->keeper, sz_history_keeper_free);
    if (!sz_history_delete(rebuild->old_path, error)) {
        return FALSE;
    }
    if (rename(rebuild->new_path, rebuild->old_path) != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "rename '%s': %s",
                    rebuild->new_path, g_strerror(errno));
        return FALSE;
    }
    return TRUE;
}

gboolean sz_history_rebuild(const SzHistoryRebuildOptions *options, SzHistoryRebuilt *out,
                            GError **error)
{
    g_auto(Rebuild) rebuild = {
        .options = options,
        .old_path = sz_history_path(options->data_dir, SZ_HISTORY_NAME),
        .new_path = sz_history_path(options->data_dir, SZ_HISTORY_NEW_NAME),
    };
    const SzHistoryReplayOptions replay = {
        .data_dir = options->data_dir,
        .rules = options->rules,
        .index = options->index,
        .not_before = options->not_before,
        .on_minute = on_minute,
        .on_damage = options->on_damage,
        .user = &rebuild,
    };
    rebuild.replay = sz_history_replay_new(&replay);
    if (!sz_history_replay_scan(rebuild.replay, &rebuild.done.reach, error)) {
        return FALSE;
    }
    if (!rebuild.done.reach.is_empty &&
        (!begin_file(&rebuild, error) || !fill(&rebuild, error) || !replace(&rebuild, error))) {
        (void)sz_history_delete(rebuild.new_path, NULL);
        return FALSE;
    }
    *out = rebuild.done;
    return TRUE;
}
