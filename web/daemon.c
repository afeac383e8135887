#include "web/daemon.h"

#include "collector/compactor.h"
#include "collector/feeds.h"
#include "collector/history_writer.h"
#include "web/answer_pool.h"
#include "web/screens.h"

/* A start reads at most 3,000,000 lines: this many, and what comes while a checkpoint is written. */
#define CHECKPOINT_LINES 2000000
#define CHECKPOINT_US (600 * G_GINT64_CONSTANT(1000000))
#define CHECKPOINTS_KEPT 2
#define CHECKPOINT_DAYS_BYTES_MAX (G_GUINT64_CONSTANT(2) << 30)
#define TOKEN_USES_SAVED_EVERY_S 60

/* Settings that were taken into use while it ran: moments may still stand on them, so they stay. */
typedef struct {
    SzSettings *settings; /* owned */
    SzCaseRules rules;    /* borrows from it, but for the registry */
} Reloaded;

struct SzDaemon {
    const SzSettings *settings; /* borrowed; of the start */
    GPtrArray *reloaded;        /* Reloaded, owned */
    SzCaseRules rules;          /* borrows from the settings */
    SzLive *live;               /* owned, as the next */
    SzJournal *journal;
    SzCompactor *compactor; /* NULL: pulses stay for ever */
    SzRefusedCounts *refused;
    SzCorrections *corrections;
    SzQuarantine *quarantine; /* NULL: it cannot be written; refused lines are only counted */
    SzHistoryWriter *history_writer; /* NULL: what the index was is not kept */
    SzHistory *history;
    SzTokensWatch *tokens;
    SzTokenUsesKeeper *token_uses; /* NULL: nobody keeps when they wrote */
    SzAnswerPool *pool;
    SzFeeds *feeds;
    SzScreens *screens;
    char *screens_url;
    char *where;
};

/* --- questions of the feeds listener -------------------------------------------------------- */

static void on_answer(SzAnswer *answer, void *user)
{
    SzResponse *response = &answer->response;
    SzFeedsReply reply = {
        .status = (guint)response->status,
        .content_type = response->content_type,
        .body = g_steal_pointer(&response->body),
        .body_len = response->body_len,
        .etag = g_steal_pointer(&answer->etag),
        .headers = g_steal_pointer(&response->headers),
        .batch = answer->batch,
        .has_index = answer->has_index,
        .index_batch = answer->index_batch,
        .retry_after_s = answer->retry_after_s,
    };
    sz_answer_clear(answer);
    sz_feeds_reply(user, &reply);
}

static bool answer_feeds(const char *target, const char *if_none_match, SzFeedsQuestion *question,
                         void *user)
{
    SzDaemon *daemon = user;
    SzAsk ask = {.target = target, .if_none_match = if_none_match};
    return sz_answer_pool_ask(daemon->pool, &ask, on_answer, question);
}

static bool is_ready(void *user)
{
    SzDaemon *daemon = user;
    return sz_live_figures(daemon->live).is_ready;
}

static bool is_behind(void *user)
{
    SzDaemon *daemon = user;
    return sz_live_is_behind(daemon->live);
}

/* The engine comes first, at the start and whenever it has a lot to do. */
static bool is_occupied(void *user)
{
    return !is_ready(user) || is_behind(user);
}

/* --- together and apart --------------------------------------------------------------------- */

static void on_moment(void *user)
{
    const SzDaemon *daemon = user;
    sz_screens_wake(daemon->screens);
}

static void on_index(SzIndexTable *table, void *user)
{
    const SzDaemon *daemon = user;
    if (daemon->history_writer != NULL) {
        sz_history_writer_give(daemon->history_writer, table);
    }
}

/* A daemon without it is a daemon that forgets what the index was. */
static void start_history(SzDaemon *daemon, const SzDaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    daemon->history = sz_history_new(options->data_dir);
    daemon->history_writer =
        sz_history_writer_start(options->data_dir, options->settings->registry, &error);
    if (error != NULL) {
        g_message("history: %s; it is not kept", error->message);
    }
}

/* A daemon without it is a daemon that forgets what it refused. */
static void start_quarantine(SzDaemon *daemon, const char *data_dir)
{
    g_autoptr(GError) error = NULL;
    daemon->quarantine = sz_quarantine_open(data_dir, NULL, &error);
    if (error != NULL) {
        g_message("quarantine: %s; refused lines are only counted", error->message);
    }
}

static bool start_state(SzDaemon *daemon, const SzDaemonOptions *options, GError **error)
{
    SzLiveOptions live = {
        .rules = &daemon->rules,
        .index = options->settings->index,
        .clock = options->clock,
        .data_dir = options->data_dir,
        .files = options->settings->files,
        .refused = daemon->refused,
        .corrections = daemon->corrections,
        .case_stay_ns = options->settings->daemon.archive_after_days * SZ_S_PER_DAY * SZ_NS_PER_S,
        .checkpoint_lines = CHECKPOINT_LINES,
        .checkpoint_us = CHECKPOINT_US,
        .checkpoints_kept = {.n_newest = CHECKPOINTS_KEPT,
                             .n_days = (guint)options->settings->daemon.retention_checkpoint_days,
                             .days_bytes_max = CHECKPOINT_DAYS_BYTES_MAX},
        .uses_checkpoints = true,
        .on_moment = on_moment,
        .on_index = on_index,
        .user = daemon,
    };
    daemon->live = sz_live_new(&live);
    SzJournalOptions journal = {
        .on_batch = sz_live_take, .has_room = sz_live_has_room, .on_batch_user = daemon->live};
    daemon->journal = sz_journal_open(options->data_dir, &journal, error);
    if (daemon->journal == NULL) {
        return false;
    }
    start_quarantine(daemon, options->data_dir);
    start_history(daemon, options);
    sz_clock_not_before(options->clock, sz_journal_begun_after(daemon->journal));
    const char *note = sz_journal_recovery_note(daemon->journal);
    if (note != NULL) {
        g_message("%s", note);
    }
    SzAnswerPoolOptions pool = {
        .live = daemon->live,
        .clock = options->clock,
        .data_dir = options->data_dir,
        .quarantine = daemon->quarantine,
        .history = daemon->history,
    };
    daemon->pool = sz_answer_pool_new(&pool, error);
    return daemon->pool != NULL;
}

static bool start_listeners(SzDaemon *daemon, const SzDaemonOptions *options, GError **error)
{
    const SzSettings *settings = options->settings;
    daemon->tokens = sz_tokens_watch_new(options->data_dir);
    daemon->token_uses = sz_token_uses_keeper_start(options->data_dir, sz_clock_now(options->clock),
                                                    TOKEN_USES_SAVED_EVERY_S);
    SzFeedsOptions feeds = {
        .address = options->feeds,
        .databases = (const char *const *)settings->daemon.databases,
        .clock = options->clock,
        .quarantine = daemon->quarantine,
        .refused = daemon->refused,
        .corrections = daemon->corrections,
        .tokens = daemon->tokens,
        .uses = daemon->token_uses,
        .registry = settings->registry,
        .answerer = answer_feeds,
        .is_ready = is_ready,
        .is_behind = is_behind,
        .user = daemon,
    };
    daemon->feeds = sz_feeds_start(&feeds, daemon->journal, error);
    return daemon->feeds != NULL;
}

static bool start_screens(SzDaemon *daemon, const SzDaemonOptions *options, GError **error)
{
    SzScreensOptions screens = {
        .address = options->screens,
        .pool = daemon->pool,
        .live = daemon->live,
        .clock = options->clock,
        .registry = options->settings->registry,
    };
    daemon->screens = sz_screens_start(&screens, error);
    return daemon->screens != NULL;
}

/* A daemon without it is a daemon whose journal grows faster. */
static void start_compactor(SzDaemon *daemon, const SzDaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    gint64 days = options->settings->daemon.retention_pulse_days;
    SzCompactorOptions compactor = {
        .data_dir = options->data_dir,
        .clock = options->clock,
        .keep_ns = days * SZ_S_PER_DAY * SZ_NS_PER_S,
        .is_busy = is_occupied,
        .user = daemon,
    };
    daemon->compactor = days > 0 ? sz_compactor_start(&compactor, &error) : NULL;
    if (error != NULL) {
        g_message("journal: %s; pulses stay", error->message);
    }
}

/* "127.0.0.1" of "127.0.0.1:0", "[::1]" of "[::1]:0". (transfer full) */
static char *host_of(const char *address)
{
    return g_strndup(address, (gsize)(strrchr(address, ':') - address));
}

static void free_reloaded(gpointer data)
{
    Reloaded *reloaded = data;
    sz_settings_free(reloaded->settings);
    g_free(reloaded);
}

bool sz_daemon_reload(SzDaemon *daemon, SzSettings *settings)
{
    const SzConfigFile *halls = sz_file_set_find(settings->files, "halls.yaml");
    const SzConfigFile *before = sz_file_set_find(daemon->settings->files, "halls.yaml");
    if (!g_str_equal(halls->sha256, before->sha256)) {
        sz_settings_free(settings);
        return false;
    }
    Reloaded *reloaded = g_new0(Reloaded, 1);
    reloaded->settings = settings;
    reloaded->rules = sz_settings_rules(settings);
    reloaded->rules.registry = daemon->settings->registry;
    g_ptr_array_add(daemon->reloaded, reloaded);
    const SzLiveReload reload = {&reloaded->rules, settings->index, settings->files};
    sz_live_reload(daemon->live, &reload);
    return true;
}

SzDaemon *sz_daemon_start(const SzDaemonOptions *options, GError **error)
{
    g_autoptr(SzDaemon) daemon = g_new0(SzDaemon, 1);
    daemon->settings = options->settings;
    daemon->reloaded = g_ptr_array_new_with_free_func(free_reloaded);
    daemon->rules = sz_settings_rules(options->settings);
    daemon->refused = sz_refused_counts_new();
    daemon->corrections = sz_corrections_new(options->data_dir, options->clock);
    if (!start_state(daemon, options, error) || !sz_corrections_start(daemon->corrections, error) ||
        !start_listeners(daemon, options, error) || !start_screens(daemon, options, error) ||
        !sz_live_start(daemon->live, daemon->journal, error)) {
        return NULL;
    }
    start_compactor(daemon, options);
    g_autofree char *feeds = host_of(options->feeds);
    g_autofree char *screens = host_of(options->screens);
    daemon->screens_url =
        g_strdup_printf("http://%s:%u", screens, sz_screens_port(daemon->screens));
    daemon->where = g_strdup_printf("screens=%s feeds=http://%s:%u", daemon->screens_url, feeds,
                                    sz_feeds_port(daemon->feeds));
    return g_steal_pointer(&daemon);
}

void sz_daemon_stop(SzDaemon *daemon)
{
    if (daemon == NULL) {
        return;
    }
    g_clear_pointer(&daemon->compactor,
                    sz_compactor_stop); /* while there is a lock, and an engine to ask */
    /* Who asks goes before who answers: feeds wait for the journal and the pool, the engine writes to the journal,
     * which hands its batches to the engine, screens wait for the pool and the engine's moments.  What nobody has
     * begun to answer is not waited for. */
    if (daemon->pool != NULL) {
        sz_answer_pool_stop(daemon->pool);
    }
    sz_corrections_stop(daemon->corrections);
    g_clear_pointer(&daemon->feeds, sz_feeds_stop);
    g_clear_pointer(&daemon->tokens, sz_tokens_watch_free);
    g_clear_pointer(&daemon->token_uses, sz_token_uses_keeper_stop);
    if (daemon->live != NULL) {
        sz_live_end(daemon->live);
    }
    g_clear_pointer(&daemon->journal, sz_journal_close);
    g_clear_pointer(&daemon->screens, sz_screens_stop);
    g_clear_pointer(&daemon->pool, sz_answer_pool_free);
    g_clear_pointer(&daemon->quarantine, sz_quarantine_close);
    g_clear_pointer(&daemon->history_writer, sz_history_writer_stop);
    g_clear_pointer(&daemon->history, sz_history_free);
    g_clear_pointer(&daemon->live, sz_live_free);
    g_clear_pointer(&daemon->corrections, sz_corrections_free);
    g_clear_pointer(&daemon->refused, sz_refused_counts_free);
    g_ptr_array_unref(daemon->reloaded);
    g_free(daemon->screens_url);
    g_free(daemon->where);
    g_free(daemon);
}

const char *sz_daemon_where(const SzDaemon *daemon)
{
    return daemon->where;
}

const char *sz_daemon_screens_url(const SzDaemon *daemon)
{
    return daemon->screens_url;
}

SzJournal *sz_daemon_journal(SzDaemon *daemon)
{
    return daemon->journal;
}
