#include "collector/quarantine_replay.h"

#include "collector/quarantine_trial.h"

#define BATCH_BYTES ((gsize)1024 * 1024 - 4096)

typedef struct {
    const SzQuarantineReplayOptions *options;
    SzQuarantineReplayed *out;
    SzQuarantineTrial *trial; /* owned, as the next */
    SzQuarantineMarks *marks;
    GString *lines; /* of the batch */
    GArray *ids;    /* guint64, of its records */
    GError *error;  /* NULL: all is well */
} Replay;

/* --- where lines go ------------------------------------------------------------------------ */

static gboolean mark(Replay *replay)
{
    gsize n = replay->ids->len;
    const guint64 *ids = (const guint64 *)(gpointer)replay->ids->data;
    gboolean is_marked = sz_quarantine_marks_add(replay->marks, ids, n, &replay->error);
    g_array_set_size(replay->ids, 0);
    return is_marked;
}

static gboolean flush(Replay *replay)
{
    if (replay->ids->len == 0) {
        return TRUE;
    }
    SzBatch batch = {
        .source = SZ_SOURCE_IMPORT,
        .source_name = SZ_SLICE("quarantine"),
        .received = replay->options->now,
        .n_lines = replay->ids->len,
        .lines = {replay->lines->str, replay->lines->len},
    };
    guint n = replay->ids->len;
    if (!sz_journal_append(replay->options->journal, &batch, NULL, &replay->error)) {
        return FALSE;
    }
    g_string_truncate(replay->lines, 0);
    replay->out->n_taken += n;
    return mark(replay);
}

static gboolean put_in_journal(Replay *replay, guint64 id, SzSlice line)
{
    if (replay->lines->len + line.len > BATCH_BYTES && !flush(replay)) {
        return FALSE;
    }
    g_string_append_len(replay->lines, line.data, (gssize)line.len);
    g_array_append_val(replay->ids, id);
    return TRUE;
}

/* One request a line, so that its answer is about it. */
static gboolean send(Replay *replay, guint64 id, SzSlice line)
{
    SzLineSender *sender = replay->options->sender;
    g_autoptr(GError) error = NULL;
    if (sz_line_sender_send(sender, line, &error)) {
        replay->out->n_taken++;
        g_array_append_val(replay->ids, id);
        return mark(replay);
    }
    long status = sz_line_sender_status(sender);
    if (status == 400 || status == 403) {
        SzRefusedKind kind = status == 403 ? SZ_REFUSED_FORBIDDEN : SZ_REFUSED_STANDARD;
        replay->out->n_refused[kind]++;
        return TRUE;
    }
    replay->error = g_steal_pointer(&error);
    return FALSE;
}

static gboolean take(Replay *replay, guint64 id, SzSlice line)
{
    if (replay->options->journal != NULL) {
        return put_in_journal(replay, id, line);
    }
    if (replay->options->sender != NULL) {
        return send(replay, id, line);
    }
    replay->out->n_taken++;
    return TRUE;
}

/* --- records ------------------------------------------------------------------------------- */

/* Who may write what is for a daemon to say; whoever has the folder may overrule it, but says so. */
static bool is_left(const Replay *replay, const SzQuarantineRecord *record)
{
    return record->kind == SZ_REFUSED_FORBIDDEN && replay->options->sender == NULL &&
           !replay->options->filter.has_kind;
}

static bool on_record(const SzQuarantineRecord *record, void *user)
{
    Replay *replay = user;
    SzQuarantineReplayed *out = replay->out;
    SzSlice line = {NULL, 0};
    SzRefusedKind kind = record->kind;
    out->n_tried++;
    if (record->raw.len == 0) {
        out->n_withheld++;
        return true;
    }
    if (is_left(replay, record)) {
        out->n_left++;
        return true;
    }
    if (!sz_quarantine_try(replay->trial, record, replay->options->now, &line, &kind)) {
        out->n_refused[kind]++;
        return true;
    }
    return take(replay, record->id, line);
}

static gboolean replay_all(Replay *replay, SzQuarantineReader *reader)
{
    const SzQuarantineReplayOptions *options = replay->options;
    g_autoptr(GError) error = NULL;
    gboolean is_read =
        sz_quarantine_pick(reader, replay->marks, &options->filter, on_record, replay, &error);
    if (!is_read && replay->error == NULL) {
        replay->error = g_steal_pointer(&error);
    }
    return replay->error == NULL && flush(replay);
}

gboolean sz_quarantine_replay(const SzQuarantineReplayOptions *options, SzQuarantineReplayed *out,
                              GError **error)
{
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(options->data_dir);
    g_autofree char *folder = sz_quarantine_folder_path(options->data_dir);
    guint64 oldest = sz_quarantine_reader_oldest(reader);
    bool is_dry = options->journal == NULL && options->sender == NULL;
    *out = (SzQuarantineReplayed){0};
    if (oldest == 0) {
        return TRUE;
    }
    g_autoptr(SzQuarantineMarks) marks =
        is_dry ? sz_quarantine_marks_read(folder) : sz_quarantine_marks_open(folder, oldest, error);
    if (marks == NULL) {
        return FALSE;
    }
    g_autoptr(SzQuarantineTrial) trial = sz_quarantine_trial_new();
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(guint64));
    Replay replay = {
        .options = options,
        .out = out,
        .trial = trial,
        .marks = marks,
        .lines = g_string_new(NULL),
        .ids = ids,
    };
    gboolean is_done = replay_all(&replay, reader);
    (void)g_string_free(replay.lines, TRUE);
    if (!is_done) {
        g_propagate_error(error, replay.error);
    }
    return is_done;
}
