#include "web/exposition.h"

static void add(GString *out, const char *name, const char *type, const char *help, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %s\n", name, help, name, type, name,
                           g_ascii_formatd(number, sizeof number, "%.12g", value));
}

static void add_checkpoints(GString *out, const SzLiveFigures *live)
{
    const SzCheckpointFigures *checkpoints = &live->checkpoints;
    add(out, "shuzhid_recovery_checkpoint_batch", "gauge",
        "Batch of the checkpoint it started from; 0 when the whole journal was read.",
        (double)live->recovered_batch);
    add(out, "shuzhid_checkpoints_total", "counter", "Checkpoints written since the start.",
        (double)checkpoints->n_written);
    add(out, "shuzhid_checkpoints_failed_total", "counter",
        "Checkpoints that could not be written.", (double)checkpoints->n_failed);
    add(out, "shuzhid_checkpoint_bytes", "gauge", "Size of the last checkpoint written.",
        (double)checkpoints->bytes);
    add(out, "shuzhid_checkpoint_seconds", "gauge", "How long writing it took.",
        (double)checkpoints->took_us / 1e6);
    add(out, "shuzhid_checkpoint_pause_longest_seconds", "gauge",
        "For how long freezing a checkpoint kept everything else waiting, at most.",
        (double)live->checkpoint_pause_us / 1e6);
}

static void add_past(GString *out, const SzTimeMachineFigures *past)
{
    add(out, "shuzhid_past_states_total", "counter",
        "States of the past that were made, for questions with at or known_at.",
        (double)past->n_made);
    add(out, "shuzhid_past_states_from_checkpoint_total", "counter",
        "Of these, made from a checkpoint; the others took the whole journal.",
        (double)past->n_from_checkpoint);
    add(out, "shuzhid_past_states_given_again_total", "counter",
        "Times that one was still there and still right.", (double)past->n_given_again);
    add(out, "shuzhid_past_state_seconds", "gauge", "How long making the last one took.",
        (double)past->took_us / 1e6);
}

SzResponse sz_exposition(const SzExpositionParts *parts)
{
    const SzLiveFigures *live = &parts->live;
    GString *out = g_string_new(NULL);
    add(out, "shuzhid_ready", "gauge", "1 when the journal has been read.", live->is_ready);
    add(out, "shuzhid_batches_total", "counter", "Batches taken into the state, replay included.",
        (double)live->n_batches);
    add(out, "shuzhid_lines_total", "counter", "Lines taken into the state, replay included.",
        (double)live->n_lines);
    add(out, "shuzhid_actions_total", "counter", "Decisions in the journal.",
        (double)live->n_actions);
    add(out, "shuzhid_lines_unreadable_total", "counter",
        "Lines of the journal that could not be read.", (double)live->n_refused);
    add(out, "shuzhid_batches_waiting", "gauge", "Durable batches not in the state yet.",
        (double)live->n_waiting);
    add(out, "shuzhid_lines_early", "gauge", "Lines that wait for the time they occur at.",
        (double)live->n_early);
    add(out, "shuzhid_cases_archived", "gauge", "Cases that were moved to the archive.",
        (double)live->n_archived);
    add(out, "shuzhid_archive_events_withheld_total", "counter",
        "Events of archived cases left out until the next start, as the archive cannot be read.",
        (double)live->n_withheld);
    add(out, "shuzhid_publishes_total", "counter", "States published.", (double)live->n_published);
    add(out, "shuzhid_publish_longest_seconds", "gauge", "The longest publish so far.",
        (double)live->publish_max_us / 1e6);
    add(out, "shuzhid_index_longest_seconds", "gauge", "The longest computing of the index so far.",
        (double)live->index_max_us / 1e6);
    add(out, "shuzhid_recovery_seconds", "gauge", "How long reading the journal took at the start.",
        (double)live->recovery_us / 1e6);
    add_checkpoints(out, live);
    add_past(out, &parts->past);
    add(out, "shuzhid_quarantine_kept_total", "counter", "Refused lines that were kept.",
        (double)parts->quarantine.n_kept);
    add(out, "shuzhid_quarantine_dropped_total", "counter",
        "Refused lines the quarantine could not take.", (double)parts->quarantine.n_dropped);
    add(out, "shuzhid_clock_doubted", "gauge",
        "1 while the machine's clock has jumped and is not followed.", parts->clock_is_doubted);
    add(out, "shuzhid_pictures_drawn_total", "counter", "Charts drawn.",
        (double)parts->n_pictures_drawn);
    return sz_response_text("text/plain; version=0.0.4; charset=utf-8", out);
}
