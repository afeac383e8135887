#include "collector/correct_decisions.h"

#include "collector/error.h"
#include "metrics/state_writer.h"

struct SzCorrectDecisions {
    SzCorrections *corrections; /* borrowed; NULL: none are asked for */
    /* Owned; what did not happen: its hash (owned) -> the name (owned) of the line by which it was corrected. */
    GHashTable *voided;
};

SzCorrectDecisions *sz_correct_decisions_new(SzCorrections *corrections)
{
    SzCorrectDecisions *decisions = g_new0(SzCorrectDecisions, 1);
    decisions->corrections = corrections;
    decisions->voided = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return decisions;
}

void sz_correct_decisions_free(SzCorrectDecisions *decisions)
{
    if (decisions != NULL) {
        g_hash_table_unref(decisions->voided);
        g_free(decisions);
    }
}

/* --- the journal --------------------------------------------------------------------------- */

typedef struct {
    SzCorrectDecisions *decisions;
    SzSlice line;
} Replaying;

static void on_corrected(const SzEvent *voided, const SzEvent *instead, void *user)
{
    const Replaying *replaying = user;
    char hash[SZ_CORRECT_HASH_DIGITS + 1];
    (void)instead;
    sz_correct_event_hash(voided, hash);
    g_hash_table_insert(replaying->decisions->voided, g_strdup(hash),
                        g_strndup(replaying->line.data, replaying->line.len));
}

void sz_correct_decisions_replay(SzCorrectDecisions *decisions, const SzAction *action)
{
    SzCorrection correction;
    if (sz_correct_action_read(action, &correction)) {
        Replaying replaying = {decisions, correction.line};
        (void)sz_correction_events(&correction, action->at, on_corrected, &replaying);
    }
}

/* --- the decisions ------------------------------------------------------------------------- */

static void refuse(SzCorrectVerdict *out, guint status, const char *code, const char *hint)
{
    out->problem.status = status;
    out->problem.code = code;
    out->problem.hint = hint;
}

typedef struct {
    const char *name;
    const char *hint; /* what to do when it was voided before */
} What;

static const What voided = {"this event",
                            "to correct what took its place, name the line of that correction, as "
                            "shuzhid journal cat --meta prints it"};
static const What instead = {"what would take its place", SZ_CORRECT_BACK_HINT};

/* Whether it was voided before; then @out says by what. */
static bool is_void(const SzCorrectDecisions *decisions, const char *hash, const What *what,
                    SzCorrectVerdict *out)
{
    const char *line = g_hash_table_lookup(decisions->voided, hash);
    if (line == NULL) {
        return false;
    }
    refuse(out, 409, "already_void", what->hint);
    g_snprintf(out->problem.message, sizeof out->problem.message,
               "%s was voided before, by the correction of line %s", what->name, line);
    return true;
}

static bool append(const SzCorrectDraft *draft, SzActionWriter *writer, SzCorrectVerdict *out)
{
    g_autoptr(GError) error = NULL;
    SzLpField fields[SZ_CORRECT_ACTION_FIELDS];
    const SzCorrection correction = sz_correct_draft_correction(draft);
    const SzActionDraft action = sz_correct_action_draft(&correction, out->at, fields);
    if (sz_action_writer_append(writer, &action, 1, out->at, &out->batch, &error)) {
        return true;
    }
    refuse(out, 503, "unavailable", "ask again; it was not made");
    (void)g_strlcpy(out->problem.message, error->message, sizeof out->problem.message);
    return false;
}

static bool decide(SzCorrectDecisions *decisions, const SzCorrectDraft *draft,
                   SzActionWriter *writer, SzCorrectVerdict *out)
{
    if (is_void(decisions, draft->voided_hash, &voided, out) ||
        is_void(decisions, draft->instead_hash, &instead, out) || !append(draft, writer, out)) {
        return false;
    }
    g_hash_table_insert(decisions->voided, g_strdup(draft->voided_hash), g_strdup(draft->line));
    return true;
}

void sz_correct_decisions_make(SzCorrectDecisions *decisions, SzActionWriter *writer,
                               SzWallTime now, guint64 *out_batch)
{
    const SzCorrectDraft *draft = NULL;
    while (decisions->corrections != NULL &&
           (draft = sz_corrections_take(decisions->corrections)) != NULL) {
        SzCorrectVerdict verdict = {.at = now};
        if (decide(decisions, draft, writer, &verdict)) {
            *out_batch = verdict.batch;
        }
        sz_corrections_decide(decisions->corrections, &verdict);
    }
}

/* --- checkpoints --------------------------------------------------------------------------- */

static gint compare_texts(gconstpointer left, gconstpointer right)
{
    return strcmp(left, right);
}

/* In the order of the hashes, so that the same is the same bytes. */
void sz_correct_decisions_save(const SzCorrectDecisions *decisions, GByteArray *out)
{
    g_autoptr(GList) hashes = g_list_sort(g_hash_table_get_keys(decisions->voided), compare_texts);
    sz_state_put_number(out, g_hash_table_size(decisions->voided));
    for (const GList *at = hashes; at != NULL; at = at->next) {
        sz_state_put_text(out, sz_slice(at->data));
        sz_state_put_text(out, sz_slice(g_hash_table_lookup(decisions->voided, at->data)));
    }
}

void sz_correct_decisions_load(SzCorrectDecisions *decisions, SzStateReader *reader)
{
    for (gsize n = sz_state_take_count(reader, 2); n > 0 && !reader->is_bad; n--) {
        SzLineId id;
        SzSlice hash = sz_state_take_text(reader);
        SzSlice line = sz_state_take_text(reader);
        if (hash.len != SZ_CORRECT_HASH_DIGITS || !sz_line_id_parse(line, &id)) {
            sz_state_spoil(reader);
            return;
        }
        g_hash_table_insert(decisions->voided, g_strndup(hash.data, hash.len),
                            g_strndup(line.data, line.len));
    }
}
