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

int sz_replay_view(const SzCommandInfo *info, const SzSettings *settings,
                   const SzReplayViewOptions *options, SzReplayView *out)
{
    g_autoptr(GError) error = NULL;
    out->rules = (SzCaseRules){&settings->deadlines, settings->calendar, settings->registry,
                               settings->items};
    g_autoptr(SzEngine) engine = sz_engine_new(&out->rules);
    Replaying replaying = {info, engine};
    SzReplayScope scope = {
        .at = options->at.known ? options->at.at : SZ_WALL_TIME_MAX,
        .known_at = options->known_at.known ? options->known_at.at : SZ_WALL_TIME_MAX,
        .batch = options->batch > 0 ? options->batch : G_MAXUINT64,
    };
    SzReplaySink sink = {.lines = {.on_event = on_event, .user = &replaying},
                         .on_damage = on_damage};
    SzReplaySummary summary;
    if (!sz_replay(options->data, &scope, &sink, &summary, &error)) {
        return sz_command_fail(info, error);
    }
    if (summary.lines.n_refused > 0) {
        sz_command_complain(
            info, "warning: %" G_GUINT64_FORMAT " lines of the journal were not understood",
            summary.lines.n_refused);
    }
    out->state = sz_engine_publish(engine);
    out->view = (SzView){.rules = &out->rules, .state = out->state, .batch = summary.last_batch};
    out->view.now.known = options->at.known || summary.lines.has_events;
    out->view.now.at = options->at.known ? options->at.at : summary.lines.last_event;
    return SZ_EXIT_DONE;
}

void sz_replay_view_clear(SzReplayView *replayed)
{
    g_clear_pointer(&replayed->state, sz_snapshot_unref);
}
