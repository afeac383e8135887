#include "collector/decisions.h"

#include "collector/action_writer.h"
#include "collector/config_action.h"
#include "collector/correct_decisions.h"
#include "collector/light_decisions.h"
#include "collector/refused_decisions.h"
#include "config/file_store.h"
#include "metrics/clock_rule.h"
#include "metrics/index_table.h"
#include "metrics/state_writer.h"

struct SzDecisions {
    SzDecisionsOptions options;
    SzActionWriter writer;
    SzLightDecisions *lights;        /* owned; NULL: none */
    SzRefusedDecisions *refused;     /* owned; NULL: none */
    SzCorrectDecisions *corrections; /* owned */
    SzFileSet *in_force;             /* owned; by the journal; NULL: none */
    SzMaybeTime ruled_from;          /* of the last line that says which it is */
    bool has_config;                 /* it is the configuration in use */
    SzMaybeTime in_use_since;        /* unknown: since the start */
    bool has_redating;               /* one that is not written yet, of that instant */
    SzRedating redating;
    bool has_finding; /* one of the clock that is not written yet */
    SzClockFinding finding;
    guint64 batch;   /* of the last line written */
    bool is_failing; /* the last attempt failed: said once */
    bool is_last;    /* the daemon ends: nothing waits */
};

SzDecisions *sz_decisions_new(const SzDecisionsOptions *options)
{
    SzDecisions *decisions = g_new0(SzDecisions, 1);
    decisions->options = *options;
    decisions->lights = options->cases != NULL ? sz_light_decisions_new(options->cases) : NULL;
    decisions->refused =
        options->refused != NULL ? sz_refused_decisions_new(options->refused) : NULL;
    decisions->corrections = sz_correct_decisions_new(options->corrections);
    return decisions;
}

void sz_decisions_free(SzDecisions *decisions)
{
    if (decisions == NULL) {
        return;
    }
    sz_light_decisions_free(decisions->lights);
    sz_refused_decisions_free(decisions->refused);
    sz_correct_decisions_free(decisions->corrections);
    sz_file_set_free(decisions->in_force);
    g_free(decisions);
}

static void tell_rules(SzDecisions *decisions, SzWallTime from)
{
    decisions->ruled_from = (SzMaybeTime){true, from};
    if (decisions->options.cases != NULL) {
        sz_cases_tell_rules(decisions->options.cases, from);
    }
}

void sz_decisions_replay(SzDecisions *decisions, const SzAction *action)
{
    if (!sz_action_chain_follow(&decisions->writer.chain, action->point)) {
        g_message(
            "journal: the chain of action lines is broken; 'shuzhid journal verify' says where");
    }
    SzFileSet *files = sz_config_action_read(action);
    if (files != NULL) {
        sz_file_set_free(decisions->in_force);
        decisions->in_force = files;
        tell_rules(decisions, action->at);
    }
    if (decisions->lights != NULL) {
        sz_light_decisions_replay(decisions->lights, action);
    }
    sz_correct_decisions_replay(decisions->corrections, action);
}

void sz_decisions_tell(SzDecisions *decisions)
{
    if (decisions->lights != NULL) {
        sz_light_decisions_tell(decisions->lights);
    }
}

/* --- the decisions ------------------------------------------------------------------------- */

static gboolean append(SzDecisions *decisions, const SzActionDraft *draft, SzWallTime now,
                       GError **error)
{
    return sz_action_writer_append(&decisions->writer, draft, 1, now, &decisions->batch, error);
}

static gboolean append_config(SzDecisions *decisions, SzWallTime now, GError **error)
{
    g_autoptr(GArray) fields = sz_config_action_fields(decisions->options.files);
    const SzActionDraft draft = {
        .kind = SZ_ACTION_CONFIG,
        .at = decisions->in_use_since.known ? decisions->in_use_since.at : sz_index_grid(now),
        .fields = (const SzLpField *)(gpointer)fields->data,
        .n_fields = fields->len,
    };
    if (!append(decisions, &draft, now, error)) {
        return FALSE;
    }
    decisions->ruled_from = (SzMaybeTime){true, draft.at};
    return TRUE;
}

/* The files are stored also when they are in force already: somebody may have removed one. */
static gboolean decide_config(SzDecisions *decisions, SzWallTime now, GError **error)
{
    const SzFileSet *files = decisions->options.files;
    if (decisions->has_config || files == NULL) {
        return TRUE;
    }
    if (!sz_file_store_put(decisions->options.data_dir, files, error) ||
        (!sz_file_set_equal(decisions->in_force, files) && !append_config(decisions, now, error))) {
        return FALSE;
    }
    sz_file_set_free(decisions->in_force);
    decisions->in_force = sz_file_set_copy(files);
    decisions->has_config = true;
    return TRUE;
}

static void tell_clock(const SzClockFinding *finding)
{
    if (finding->is_adopted) {
        g_message(
            "时钟恢复: the machine's clock is followed again; time was moved by %" G_GINT64_FORMAT
            " ms",
            finding->by_ms);
    } else {
        g_message(
            "时钟跳变: the machine's clock was set and is now %" G_GINT64_FORMAT
            " ms ahead; counting on without it until it has agreed with itself for %d minutes",
            finding->by_ms, SZ_CLOCK_ADOPT_S / 60);
    }
}

static gboolean append_finding(SzDecisions *decisions, SzWallTime now, GError **error)
{
    const SzClockFinding *finding = &decisions->finding;
    SzSlice found = finding->is_adopted ? SZ_SLICE("adopted") : SZ_SLICE("jump");
    const SzLpField fields[] = {
        {SZ_SLICE("found"), {.type = SZ_LP_STRING, .as.s = found}},
        {SZ_SLICE("by_ms"), {.type = SZ_LP_INT, .as.i = finding->by_ms}},
    };
    const SzActionDraft draft = {
        .kind = SZ_SLICE("clock"),
        .at = finding->at,
        .fields = fields,
        .n_fields = G_N_ELEMENTS(fields),
    };
    return append(decisions, &draft, now, error);
}

static gboolean decide_clock(SzDecisions *decisions, SzWallTime now, GError **error)
{
    while (decisions->has_finding ||
           sz_clock_take_finding(decisions->options.clock, &decisions->finding)) {
        decisions->has_finding = true;
        if (!append_finding(decisions, now, error)) {
            return FALSE;
        }
        tell_clock(&decisions->finding);
        decisions->has_finding = false;
    }
    return TRUE;
}

static SzLpField count_field(SzSlice key, gsize n)
{
    return (SzLpField){key, {.type = SZ_LP_INT, .as.i = (gint64)n}};
}

static void tell_redating(const SzRedating *moved)
{
    g_message("规则已更新: another configuration is in force; of %" G_GSIZE_FORMAT
              " open cases %" G_GSIZE_FORMAT " have another due (%" G_GSIZE_FORMAT
              " later, %" G_GSIZE_FORMAT " earlier), %" G_GSIZE_FORMAT
              " are no longer provisional, %" G_GSIZE_FORMAT " show another light",
              moved->n_open, moved->n_moved, moved->n_later, moved->n_earlier, moved->n_settled,
              moved->n_light);
}

static gboolean decide_redating(SzDecisions *decisions, SzWallTime now, GError **error)
{
    if (!decisions->has_redating) {
        return TRUE;
    }
    const SzRedating *moved = &decisions->redating;
    const SzLpField fields[] = {
        count_field(SZ_SLICE("open"), moved->n_open),
        count_field(SZ_SLICE("moved"), moved->n_moved),
        count_field(SZ_SLICE("later"), moved->n_later),
        count_field(SZ_SLICE("earlier"), moved->n_earlier),
        count_field(SZ_SLICE("settled"), moved->n_settled),
        count_field(SZ_SLICE("lights"), moved->n_light),
    };
    const SzActionDraft draft = {
        .kind = SZ_SLICE("redate"),
        .at = decisions->in_use_since.at,
        .fields = fields,
        .n_fields = G_N_ELEMENTS(fields),
    };
    if (!append(decisions, &draft, now, error)) {
        return FALSE;
    }
    decisions->has_redating = false;
    tell_redating(moved);
    return TRUE;
}

void sz_decisions_reload(SzDecisions *decisions, const SzFileSet *files, SzWallTime at,
                         const SzRedating *moved)
{
    decisions->options.files = files;
    decisions->has_config = false;
    decisions->in_use_since = (SzMaybeTime){true, at};
    decisions->has_redating = true;
    decisions->redating = *moved;
}

static gboolean decide_lights(SzDecisions *decisions, SzWallTime now, GError **error)
{
    return decisions->lights == NULL ||
           sz_light_decisions_make(decisions->lights, &decisions->writer, now, &decisions->batch,
                                   error);
}

static gboolean decide_refused(SzDecisions *decisions, SzWallTime now, GError **error)
{
    return decisions->refused == NULL ||
           sz_refused_decisions_make(decisions->refused, &decisions->writer, now,
                                     decisions->is_last, &decisions->batch, error);
}

void sz_decisions_make(SzDecisions *decisions, SzJournal *journal, SzWallTime now)
{
    g_autoptr(GError) error = NULL;
    decisions->writer.journal = journal;
    bool is_done = decide_config(decisions, now, &error) &&
                   decide_redating(decisions, now, &error) &&
                   decide_clock(decisions, now, &error) && decide_lights(decisions, now, &error) &&
                   decide_refused(decisions, now, &error);
    if (!is_done && !decisions->is_failing) {
        g_message("a decision is not written down yet: %s", error->message);
    }
    decisions->is_failing = !is_done;
    sz_correct_decisions_make(decisions->corrections, &decisions->writer, now, &decisions->batch);
}

void sz_decisions_finish(SzDecisions *decisions, SzJournal *journal, SzWallTime now)
{
    decisions->is_last = true;
    sz_decisions_make(decisions, journal, now);
}

guint64 sz_decisions_batch(const SzDecisions *decisions)
{
    return decisions->batch;
}

/* --- checkpoints --------------------------------------------------------------------------- */

bool sz_decisions_is_settled(const SzDecisions *decisions)
{
    return !decisions->is_failing && !decisions->has_redating && !decisions->has_finding &&
           (decisions->lights == NULL || sz_light_decisions_is_settled(decisions->lights));
}

void sz_decisions_save(const SzDecisions *decisions, GByteArray *out)
{
    const SzActionChain *chain = &decisions->writer.chain;
    const SzFileSet *files = decisions->in_force;
    sz_state_put_text(out, sz_slice(chain->head));
    sz_state_put_number(out, chain->n);
    sz_state_put_maybe_time(out, decisions->ruled_from);
    sz_state_put_bool(out, files != NULL);
    sz_state_put_number(out, files != NULL ? sz_file_set_n(files) : 0);
    for (guint i = 0; files != NULL && i < sz_file_set_n(files); i++) {
        const SzConfigFile *file = sz_file_set_at(files, i);
        sz_state_put_text(out, sz_slice(file->name));
        sz_state_put_text(out, sz_slice(file->sha256));
    }
    sz_state_put_bool(out, decisions->lights != NULL);
    if (decisions->lights != NULL) {
        sz_light_decisions_save(decisions->lights, out);
    }
    sz_correct_decisions_save(decisions->corrections, out);
}

static void take_chain(SzActionChain *chain, SzStateReader *reader)
{
    SzSlice head = sz_state_take_text(reader);
    chain->n = sz_state_take_number(reader, G_MAXINT64);
    if (head.len != (chain->n > 0 ? SZ_ACTION_HASH_DIGITS : 0)) {
        sz_state_spoil(reader);
        return;
    }
    if (head.len > 0) {
        memcpy(chain->head, head.data, head.len);
    }
    chain->head[head.len] = '\0';
}

/* (transfer full) NULL: none are in force. */
static SzFileSet *take_files(SzStateReader *reader)
{
    g_autoptr(SzFileSet) files = sz_file_set_new();
    bool has_files = sz_state_take_bool(reader);
    for (gsize n = sz_state_take_count(reader, 2); n > 0 && !reader->is_bad; n--) {
        SzSlice name = sz_state_take_text(reader);
        if (!sz_file_set_add_hash(files, name, sz_state_take_text(reader))) {
            sz_state_spoil(reader);
        }
    }
    return has_files ? g_steal_pointer(&files) : NULL;
}

void sz_decisions_load(SzDecisions *decisions, SzStateReader *reader)
{
    take_chain(&decisions->writer.chain, reader);
    SzMaybeTime ruled_from = sz_state_take_maybe_time(reader);
    sz_file_set_free(decisions->in_force);
    decisions->in_force = take_files(reader);
    if (ruled_from.known) {
        tell_rules(decisions, ruled_from.at);
    }
    bool has_lights = sz_state_take_bool(reader);
    if (has_lights != (decisions->lights != NULL)) {
        sz_state_spoil(reader);
    } else if (has_lights) {
        sz_light_decisions_load(decisions->lights, reader);
    }
    sz_correct_decisions_load(decisions->corrections, reader);
}

SzFileSet *sz_decisions_take_in_force(SzStateReader *reader)
{
    SzActionChain chain = {0};
    take_chain(&chain, reader);
    (void)sz_state_take_maybe_time(reader);
    return take_files(reader);
}
