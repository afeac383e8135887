#include "collector/refused_action.h"

#include "collector/telemetry_internal.h"

/* States stand at whole milliseconds; none is of before a line that it holds. */
#define NS_PER_MS (SZ_NS_PER_S / 1000)

static SzLpField text_field(SzSlice key, const char *text)
{
    return (SzLpField){key, {.type = SZ_LP_STRING, .as.s = sz_slice(text)}};
}

SzActionDraft sz_refused_action_draft(const SzRefusedCount *count,
                                      SzLpField fields[SZ_REFUSED_ACTION_FIELDS])
{
    fields[0] = text_field(SZ_SLICE("hall"), count->hall);
    fields[1] = text_field(SZ_SLICE("src"), count->src);
    fields[2] = text_field(SZ_SLICE("why"), sz_refused_kind_name(count->kind));
    fields[3] = (SzLpField){SZ_SLICE("n"), {.type = SZ_LP_INT, .as.i = (gint64)count->n}};
    return (SzActionDraft){
        .kind = SZ_ACTION_REFUSED,
        .at = {count->last.ns - count->last.ns % NS_PER_MS},
        .fields = fields,
        .n_fields = SZ_REFUSED_ACTION_FIELDS,
    };
}

bool sz_refused_action_read(const SzAction *action, SzRefusedAction *out)
{
    if (!sz_slice_equal(action->kind, SZ_ACTION_REFUSED)) {
        return false;
    }
    const SzLpField *n = sz_point_find_field(action->point, SZ_SLICE("n"));
    SzRefusedAction read = {
        .hall = sz_point_text(action->point, SZ_SLICE("hall")),
        .src = sz_point_text(action->point, SZ_SLICE("src")),
        .at = action->at,
    };
    if (n == NULL || n->value.type != SZ_LP_INT || n->value.as.i < 1 ||
        !sz_refused_kind_parse(sz_point_text(action->point, SZ_SLICE("why")), &read.kind)) {
        return false;
    }
    read.n = (guint64)n->value.as.i;
    *out = read;
    return true;
}
