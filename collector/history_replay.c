#include "collector/history_replay.h"

#include "collector/early_lines.h"
#include "collector/journal_reader.h"

#define MINUTE_NS (60 * SZ_NS_PER_S)
#define DAYS_DEFAULT 90

/* When the last of the late lines of a day came. */
typedef struct {
    SzDay day;
    SzWallTime received;
} LateDay;

struct SzHistoryReplay {
    SzHistoryReplayOptions options;
    SzWallTime not_before;
    SzEngine *engine;      /* owned, as the next */
    SzSnapshot *state;     /* NULL: the engine has changed since */
    SzEarlyLines *waiting; /* lines whose minute has not come */
    SzEventLines *taking;  /* reads them, when it has */
    GArray *late_days;     /* LateDay, each day once */
    SzWallTime earliest;   /* occurrence that was seen */
    SzWallTime begun;      /* reception of the first batch */
    bool is_late_wanted;   /* of lines that are to wait: those that came late, or the others */
    SzHistoryReach reach;
    SzWallTime next; /* minute */
};

static SzWallTime minute_from(SzWallTime at)
{
    gint64 into_ns = at.ns % MINUTE_NS;
    gint64 more_ns = into_ns > 0 ? MINUTE_NS - into_ns : -into_ns;
    return (SzWallTime){at.ns + more_ns};
}

static bool is_late(SzWallTime occurred, SzWallTime received)
{
    return minute_from(occurred).ns < received.ns;
}

/* --- lines --------------------------------------------------------------------------------- */

static void note_late(SzHistoryReplay *replay, SzWallTime occurred, SzWallTime received)
{
    SzDay day = sz_day_of(occurred);
    for (guint i = 0; i < replay->late_days->len; i++) {
        LateDay *late = &g_array_index(replay->late_days, LateDay, i);
        if (late->day == day) {
            late->received.ns = MAX(late->received.ns, received.ns);
            return;
        }
    }
    const LateDay late = {day, received};
    g_array_append_val(replay->late_days, late);
}

static void note(SzHistoryReplay *replay, SzWallTime occurred, SzWallTime received)
{
    replay->earliest.ns = MIN(replay->earliest.ns, occurred.ns);
    if (is_late(occurred, received)) {
        note_late(replay, occurred, received);
    }
}

static void apply(SzHistoryReplay *replay, const SzEvent *event)
{
    (void)sz_engine_apply(replay->engine, event);
    g_clear_pointer(&replay->state, sz_snapshot_unref);
}

static void correct(SzHistoryReplay *replay, const SzEvent *voided, const SzEvent *instead)
{
    (void)sz_engine_correct(replay->engine, voided, instead);
    g_clear_pointer(&replay->state, sz_snapshot_unref);
}

/* What occurred before the first minute is let in at once. */
static void on_scanned(const SzEvent *event, void *user)
{
    note(user, event->envelope.occurred, event->envelope.received);
    apply(user, event);
}

static void on_scanned_correction(const SzEvent *voided, const SzEvent *instead, void *user)
{
    const SzEvent *events[] = {voided, instead};
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        if (events[i] != NULL) {
            note(user, events[i]->envelope.occurred, events[i]->envelope.received);
        }
    }
    correct(user, voided, instead);
}

/* Of both readings. */
static void on_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user)
{
    SzHistoryReplay *replay = user;
    note(replay, occurred, received);
    if (is_late(occurred, received) == replay->is_late_wanted) {
        sz_early_lines_add(replay->waiting, raw, received, occurred);
    }
}

static void on_taken(const SzEvent *event, void *user)
{
    apply(user, event);
}

static void on_taken_correction(const SzEvent *voided, const SzEvent *instead, void *user)
{
    correct(user, voided, instead);
}

/* A correction has a second event, which still waits. */
static void on_taken_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user)
{
    SzHistoryReplay *replay = user;
    note(replay, occurred, received);
    sz_early_lines_add(replay->waiting, raw, received, occurred);
}

static void on_known(const SzEvent *event, void *user)
{
    (void)event;
    (void)user;
}

static void on_known_correction(const SzEvent *voided, const SzEvent *instead, void *user)
{
    (void)voided;
    (void)instead;
    (void)user;
}

/* --- scan ---------------------------------------------------------------------------------- */

/* Reads all frames, without their lines. */
static gboolean measure(SzHistoryReplay *replay, GError **error)
{
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(replay->options.data_dir, error);
    SzFrame frame;
    SzReadResult result = SZ_READ_FRAME;
    while (reader != NULL &&
           (result = sz_journal_reader_next(reader, &frame, error)) != SZ_READ_END &&
           result != SZ_READ_ERROR) {
        if (result == SZ_READ_FRAME) {
            replay->begun = replay->reach.batch == 0 ? frame.received : replay->begun;
            replay->reach.batch = frame.batch;
            replay->reach.received = frame.received;
        }
    }
    return reader != NULL && result == SZ_READ_END;
}

gboolean sz_history_replay_scan(SzHistoryReplay *replay, SzHistoryReach *out, GError **error)
{
    if (!measure(replay, error)) {
        return FALSE;
    }
    SzHistoryReach *reach = &replay->reach;
    SzMaybeTime wanted = replay->options.not_before;
    replay->not_before =
        wanted.known ? wanted.at : sz_wall_time_at(sz_day_of(reach->received) - DAYS_DEFAULT, 0);
    const SzReplayScope scope = {
        .at = replay->not_before,
        .known_at = SZ_WALL_TIME_MAX,
        .batch = reach->batch,
    };
    const SzReplaySink sink = {
        .lines = {.on_event = on_scanned,
                  .on_later = on_later,
                  .on_correct = on_scanned_correction,
                  .user = replay},
        .on_damage = replay->options.on_damage,
    };
    SzReplaySummary summary = {0};
    replay->is_late_wanted = true;
    replay->earliest = replay->begun;
    if (reach->batch > 0 && !sz_replay(replay->options.data_dir, &scope, &sink, &summary, error)) {
        return FALSE;
    }
    SzWallTime begun = {MAX(replay->earliest.ns, replay->not_before.ns)};
    reach->first = minute_from(begun);
    reach->last.ns = reach->received.ns - reach->received.ns % MINUTE_NS;
    reach->is_empty = reach->batch == 0 || reach->first.ns > reach->last.ns;
    replay->next = reach->first;
    *out = *reach;
    return TRUE;
}

bool sz_history_replay_has_changed(const SzHistoryReplay *replay, SzDay day, SzWallTime cutoff)
{
    bool has_changed = false;
    for (guint i = 0; i < replay->late_days->len; i++) {
        const LateDay *late = &g_array_index(replay->late_days, LateDay, i);
        has_changed = has_changed || (late->day <= day && late->received.ns > cutoff.ns);
    }
    return has_changed;
}

/* --- run ----------------------------------------------------------------------------------- */

static void take_waiting(SzHistoryReplay *replay, SzWallTime until)
{
    for (SzWallTime at; (at = sz_early_lines_next(replay->waiting)).ns <= until.ns;) {
        SzEventLinesScope scope = {.until = at, .have_waited = true};
        g_autoptr(GString) line = sz_early_lines_take(replay->waiting, &scope.received);
        sz_event_lines_read(replay->taking, (SzSlice){line->str, line->len}, &scope);
    }
}

static gboolean do_minute(SzHistoryReplay *replay, GError **error)
{
    take_waiting(replay, replay->next);
    if (replay->state == NULL) {
        replay->state = sz_engine_publish(replay->engine);
    }
    const SzView view = {
        .rules = replay->options.rules,
        .state = replay->state,
        .now = {true, replay->next},
        .batch = replay->reach.batch,
    };
    g_autoptr(SzIndexTable) table = sz_index_compute(replay->options.index, &view);
    replay->next.ns += MINUTE_NS;
    return replay->options.on_minute(table, replay->options.user, error);
}

/* All minutes before @received. */
static gboolean do_minutes(SzHistoryReplay *replay, SzWallTime received, GError **error)
{
    while (replay->next.ns < received.ns && replay->next.ns <= replay->reach.last.ns) {
        if (!do_minute(replay, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_history_replay_run(SzHistoryReplay *replay, GError **error)
{
    const SzEventLinesSink sink = {.on_event = on_known,
                                   .on_later = on_later,
                                   .on_correct = on_known_correction,
                                   .user = replay};
    g_autoptr(SzEventLines) lines = sz_event_lines_new(&sink);
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(replay->options.data_dir, error);
    SzFrame frame = {0};
    SzReadResult result = SZ_READ_FRAME;
    replay->is_late_wanted = false;
    while (reader != NULL && frame.batch < replay->reach.batch &&
           (result = sz_journal_reader_next(reader, &frame, error)) != SZ_READ_END &&
           result != SZ_READ_ERROR) {
        if (result != SZ_READ_FRAME) {
            continue; /* damage was told by the scan */
        }
        if (!do_minutes(replay, frame.received, error)) {
            return FALSE;
        }
        const SzEventLinesScope scope = {.received = frame.received, .until = replay->not_before};
        sz_event_lines_read(lines, frame.lines, &scope);
    }
    return reader != NULL && result != SZ_READ_ERROR && do_minutes(replay, SZ_WALL_TIME_MAX, error);
}

SzHistoryReplay *sz_history_replay_new(const SzHistoryReplayOptions *options)
{
    SzHistoryReplay *replay = g_new0(SzHistoryReplay, 1);
    const SzEventLinesSink sink = {.on_event = on_taken,
                                   .on_later = on_taken_later,
                                   .on_correct = on_taken_correction,
                                   .user = replay};
    replay->options = *options;
    replay->engine = sz_engine_new(options->rules);
    replay->waiting = sz_early_lines_new();
    replay->taking = sz_event_lines_new(&sink);
    replay->late_days = g_array_new(FALSE, FALSE, sizeof(LateDay));
    return replay;
}

void sz_history_replay_free(SzHistoryReplay *replay)
{
    if (replay == NULL) {
        return;
    }
    sz_event_lines_free(replay->taking);
    sz_early_lines_free(replay->waiting);
    sz_snapshot_unref(replay->state);
    sz_engine_free(replay->engine);
    g_array_unref(replay->late_days);
    g_free(replay);
}
