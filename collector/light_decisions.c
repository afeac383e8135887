#include "collector/light_decisions.h"

#include "collector/light_action.h"
#include "metrics/state_writer.h"

/* Lines in one batch: some 400 KB. */
#define BATCH_LINES 2000

/* A change that is not on the disk yet, or one of an earlier life whose case has not come yet. */
typedef struct {
    char *hall; /* owned, as the next */
    char *id;
    SzLightChange change;
} Pending;

struct SzLightDecisions {
    SzCases *cases;  /* borrowed */
    GArray *changes; /* SzCaseLightChange; scratch */
    GArray *pending; /* Pending, in order */
    GArray *unknown; /* Pending; its `to` and `at` were written */
};

static void clear_pending(gpointer data)
{
    Pending *pending = data;
    g_free(pending->hall);
    g_free(pending->id);
}

static GArray *new_pending(void)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(Pending));
    g_array_set_clear_func(array, clear_pending);
    return array;
}

SzLightDecisions *sz_light_decisions_new(SzCases *cases)
{
    SzLightDecisions *decisions = g_new0(SzLightDecisions, 1);
    decisions->cases = cases;
    decisions->changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    decisions->pending = new_pending();
    decisions->unknown = new_pending();
    return decisions;
}

void sz_light_decisions_free(SzLightDecisions *decisions)
{
    if (decisions == NULL) {
        return;
    }
    g_array_unref(decisions->changes);
    g_array_unref(decisions->pending);
    g_array_unref(decisions->unknown);
    g_free(decisions);
}

static void append(GArray *array, SzSlice hall, SzSlice id, SzLightChange change)
{
    Pending pending = {g_strndup(hall.data, hall.len), g_strndup(id.data, id.len), change};
    g_array_append_val(array, pending);
}

/* --- an earlier life ----------------------------------------------------------------------- */

void sz_light_decisions_replay(SzLightDecisions *decisions, const SzAction *action)
{
    SzLightAction light;
    if (sz_light_action_read(action, &light) &&
        !sz_cases_tell_light(decisions->cases, light.hall, light.id, &light.told)) {
        /* Its events are from the near future of where the replay stops. */
        SzLightChange change = {.to = light.told.light, .at = light.told.at};
        append(decisions->unknown, light.hall, light.id, change);
    }
}

/* In their order: of one case the last holds. */
void sz_light_decisions_tell(SzLightDecisions *decisions)
{
    for (guint i = 0; i < decisions->unknown->len;) {
        const Pending *pending = &g_array_index(decisions->unknown, Pending, i);
        const SzToldLight told = {true, pending->change.to, pending->change.at};
        bool is_known = sz_cases_tell_light(decisions->cases, sz_slice(pending->hall),
                                            sz_slice(pending->id), &told);
        if (is_known) {
            g_array_remove_index(decisions->unknown, i);
        } else {
            i++;
        }
    }
}

/* --- now ----------------------------------------------------------------------------------- */

static void collect(SzLightDecisions *decisions, SzWallTime now)
{
    g_array_set_size(decisions->changes, 0);
    sz_cases_advance(decisions->cases, now, decisions->changes);
    for (guint i = 0; i < decisions->changes->len; i++) {
        const SzCaseLightChange *change = &g_array_index(decisions->changes, SzCaseLightChange, i);
        SzSlice hall;
        SzSlice id;
        sz_cases_name(decisions->cases, change->i, &hall, &id);
        append(decisions->pending, hall, id, change->change);
    }
}

/* The first @n that wait. */
static gboolean write_some(SzLightDecisions *decisions, guint n, SzActionWriter *writer,
                           SzWallTime now, guint64 *out_batch, GError **error)
{
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(SzLpField));
    g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(SzActionDraft));
    g_array_set_size(fields, n * SZ_LIGHT_ACTION_FIELDS);
    for (guint i = 0; i < n; i++) {
        const Pending *pending = &g_array_index(decisions->pending, Pending, i);
        SzLpField *own = &g_array_index(fields, SzLpField, (gsize)i * SZ_LIGHT_ACTION_FIELDS);
        SzActionDraft draft = sz_light_action_draft(sz_slice(pending->hall), sz_slice(pending->id),
                                                    &pending->change, own);
        g_array_append_val(drafts, draft);
    }
    if (!sz_action_writer_append(writer, (const SzActionDraft *)(gpointer)drafts->data, n, now,
                                 out_batch, error)) {
        return FALSE;
    }
    g_array_remove_range(decisions->pending, 0, n);
    return TRUE;
}

gboolean sz_light_decisions_make(SzLightDecisions *decisions, SzActionWriter *writer,
                                 SzWallTime now, guint64 *out_batch, GError **error)
{
    sz_light_decisions_tell(decisions);
    collect(decisions, now);
    while (decisions->pending->len > 0) {
        guint n = MIN(decisions->pending->len, BATCH_LINES);
        if (!write_some(decisions, n, writer, now, out_batch, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* --- checkpoints --------------------------------------------------------------------------- */

bool sz_light_decisions_is_settled(const SzLightDecisions *decisions)
{
    return decisions->pending->len == 0;
}

void sz_light_decisions_save(const SzLightDecisions *decisions, GByteArray *out)
{
    sz_state_put_number(out, decisions->unknown->len);
    for (guint i = 0; i < decisions->unknown->len; i++) {
        const Pending *pending = &g_array_index(decisions->unknown, Pending, i);
        sz_state_put_text(out, sz_slice(pending->hall));
        sz_state_put_text(out, sz_slice(pending->id));
        sz_state_put_number(out, pending->change.to);
        sz_state_put_time(out, pending->change.at);
    }
}

void sz_light_decisions_load(SzLightDecisions *decisions, SzStateReader *reader)
{
    for (gsize n = sz_state_take_count(reader, 2 + sizeof(gint64)); n > 0 && !reader->is_bad; n--) {
        SzSlice hall = sz_state_take_text(reader);
        SzSlice id = sz_state_take_text(reader);
        SzLightChange change = {.to = (SzLight)sz_state_take_number(reader, SZ_LIGHT_SUSPENDED)};
        change.at = sz_state_take_time(reader);
        append(decisions->unknown, hall, id, change);
    }
}
