#include "web/replay_view.h"

#include "collector/replay.h"

typedef struct {
    const SzCommandInfo *info;
    SzEngine *engine; /* borrowed */
} Replaying;

static void on_event(const SzEvent *event, void *user)
{
    Replaying *replaying = user;
    sz_engine_apply(replaying->engine, event);
}

static void on_damage(const char *message, void *user)
{
    const Replaying *replaying = user;
    sz_command_complain(replaying->info, "warning: %s", message);
}

/* Folds what is within @scope.  Returns: NULL, said, when it cannot. */
static SzSnapshot *fold(const SzCommandInfo *info, const SzReplayViewOptions *options,
                        const SzCaseRules *rules, SzMaybeTime at, SzReplaySummary *out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzEngine) engine = sz_engine_new(rules);
    Replaying replaying = {info, engine};
    SzReplayScope scope = {
        .at = at.known ? at.at : SZ_WALL_TIME_MAX,
        .known_at = options->known_at.known ? options->known_at.at : SZ_WALL_TIME_MAX,
        .batch = options->batch > 0 ? options->batch : G_MAXUINT64,
    };
    SzReplaySink sink = {.lines = {.on_event = on_event, .user = &replaying},
                         .on_damage = on_damage};
    if (!sz_replay(options->data, &scope, &sink, out, &error)) {
        (void)sz_command_fail(info, error);
        return NULL;
    }
    return sz_engine_publish(engine);
}

/* The index stands at a multiple of 10 s, and is that of the state of then: what came since is no part of
 * it. */
static SzIndexTable *index_of(const SzCommandInfo *info, const SzReplayViewOptions *options,
                              const SzSettings *settings, const SzView *view)
{
    SzReplaySummary summary = {0};
    SzView then = *view;
    if (!view->now.known) {
        return sz_index_compute(settings->index, view);
    }
    then.now.at = sz_index_grid(view->now.at);
    g_autoptr(SzSnapshot) state = fold(info, options, view->rules, then.now, &summary);
    then.state = state;
    then.batch = summary.last_batch;
    return state != NULL ? sz_index_compute(settings->index, &then) : NULL;
}

int sz_replay_view(const SzCommandInfo *info, const SzSettings *settings,
                   const SzReplayViewOptions *options, SzReplayView *out)
{
    SzReplaySummary summary = {0};
    out->rules = (SzCaseRules){&settings->deadlines, settings->calendar, settings->registry,
                               settings->items};
    out->state = fold(info, options, &out->rules, options->at, &summary);
    if (out->state == NULL) {
        return SZ_EXIT_FAILED;
    }
    if (summary.lines.n_refused > 0) {
        sz_command_complain(
            info, "warning: %" G_GUINT64_FORMAT " lines of the journal were not understood",
            summary.lines.n_refused);
    }
    out->view = (SzView){.rules = &out->rules, .state = out->state, .batch = summary.last_batch};
    out->view.now.known = options->at.known || summary.lines.has_events;
    out->view.now.at = options->at.known ? options->at.at : summary.lines.last_event;
    out->index = options->wants_index ? index_of(info, options, settings, &out->view) : NULL;
    out->view.index = out->index;
    return options->wants_index && out->index == NULL ? SZ_EXIT_FAILED : SZ_EXIT_DONE;
}

void sz_replay_view_clear(SzReplayView *replayed)
{
    g_clear_pointer(&replayed->state, sz_snapshot_unref);
    g_clear_pointer(&replayed->index, sz_index_table_unref);
}
