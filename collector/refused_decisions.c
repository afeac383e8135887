#include "collector/refused_decisions.h"

#include "collector/refused_action.h"

struct SzRefusedDecisions {
    SzRefusedCounts *counts; /* borrowed */
    GPtrArray *pending;      /* owned; SzRefusedCount, taken and not written yet */
    SzMaybeTime written;     /* when counts were last looked at */
};

SzRefusedDecisions *sz_refused_decisions_new(SzRefusedCounts *counts)
{
    SzRefusedDecisions *decisions = g_new0(SzRefusedDecisions, 1);
    decisions->counts = counts;
    return decisions;
}

void sz_refused_decisions_free(SzRefusedDecisions *decisions)
{
    if (decisions != NULL) {
        g_clear_pointer(&decisions->pending, g_ptr_array_unref);
        g_free(decisions);
    }
}

static gboolean append(SzActionWriter *writer, const GPtrArray *counts, SzWallTime now,
                       guint64 *out_batch, GError **error)
{
    g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(SzActionDraft));
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(SzLpField));
    g_array_set_size(fields, counts->len * SZ_REFUSED_ACTION_FIELDS);
    for (guint i = 0; i < counts->len; i++) {
        gsize at = (gsize)i * SZ_REFUSED_ACTION_FIELDS;
        SzLpField *of_count = &g_array_index(fields, SzLpField, at);
        SzActionDraft draft = sz_refused_action_draft(g_ptr_array_index(counts, i), of_count);
        g_array_append_val(drafts, draft);
    }
    return sz_action_writer_append(writer, (const SzActionDraft *)(gpointer)drafts->data,
                                   drafts->len, now, out_batch, error);
}

gboolean sz_refused_decisions_make(SzRefusedDecisions *decisions, SzActionWriter *writer,
                                   SzWallTime now, bool is_last, guint64 *out_batch, GError **error)
{
    bool is_due = is_last || !decisions->written.known ||
                  now.ns - decisions->written.at.ns >= SZ_REFUSED_EVERY_NS;
    if (decisions->pending == NULL && is_due) {
        g_autoptr(GPtrArray) taken = sz_refused_counts_take(decisions->counts);
        if (taken->len > 0) {
            decisions->pending = g_steal_pointer(&taken);
            decisions->written = (SzMaybeTime){true, now};
        }
    }
    if (decisions->pending == NULL) {
        return TRUE;
    }
    if (!append(writer, decisions->pending, now, out_batch, error)) {
        return FALSE;
    }
    g_clear_pointer(&decisions->pending, g_ptr_array_unref);
    return TRUE;
}
