#include "metrics/case_row.h"

SzLightCurve sz_case_row_curve(const SzCaseRow *row)
{
    bool is_open = sz_case_row_is_open(row);
    return (SzLightCurve){
        .base = row->base,
        .yellow_from = is_open ? row->yellow_from : SZ_NEVER,
        .red_from = row->red_from,
        .black_from = row->black_from,
    };
}

SzLight sz_case_row_light(const SzCaseRow *row, SzWallTime now)
{
    SzLightCurve curve = sz_case_row_curve(row);
    return sz_light_curve_at(&curve, now);
}

SzWallTime sz_case_row_due(const SzCaseRow *row, SzWallTime now)
{
    if (!row->is_acceptance_pending || now.ns >= row->red_from.ns) {
        return row->due;
    }
    bool is_known = row->base != SZ_LIGHT_SUSPENDED && row->red_from.ns != SZ_NEVER.ns;
    return is_known ? (SzWallTime){row->red_from.ns - 1} : SZ_NEVER;
}

/* While it stands still, its light turns yellow when that lasts longer than planned, and red when longer than allowed; red
 * also when it was due before it stood still, and then the deadline is known. */
bool sz_case_row_is_suspended_too_long(const SzCaseRow *row, SzWallTime now)
{
    if ((row->flags & SZ_CASE_FLAG_SUSPENDED_TOO_LONG) != 0) {
        return true;
    }
    if (row->state != SZ_STATE_SUSPENDED) {
        return false;
    }
    bool is_past_max = row->due.ns == SZ_NEVER.ns && now.ns >= row->red_from.ns;
    return is_past_max || now.ns >= row->yellow_from.ns;
}

/* --- making -------------------------------------------------------------------------------- */

static SzWallTime known_or_never(SzMaybeTime at)
{
    return at.known ? at.at : SZ_NEVER;
}

/* 补正, or any of the others? */
static bool has_span(const SzCaseFacts *facts, bool is_supplement)
{
    bool found = false;
    for (guint i = 0; i < facts->n_spans; i++) {
        found = found || (facts->spans[i].kind == SZ_SUSPEND_SUPPLEMENT) == is_supplement;
    }
    return found;
}

static SzPlatform platform_of(SzSlice said)
{
    if (said.len == 0) {
        return SZ_PLATFORM_NONE;
    }
    if (sz_slice_equal(said, SZ_SLICE("2.0"))) {
        return SZ_PLATFORM_UNIFIED;
    }
    return sz_slice_equal(said, SZ_SLICE("own")) ? SZ_PLATFORM_OWN : SZ_PLATFORM_OTHER;
}

static SzAcceptance acceptance_of(const SzCaseFacts *facts, const SzCaseStatus *status)
{
    if ((status->flags & SZ_CASE_FLAG_ACCEPTED_LATE) != 0) {
        return SZ_ACCEPTED_LATE;
    }
    return facts->accepted.known && status->acceptance.due.known ? SZ_ACCEPTED_IN_TIME
                                                                 : SZ_ACCEPTED_NOT;
}

/* @given: 1 yes, 0 no, -1 not given. */
static SzYesNo answer_of(gint8 given)
{
    if (given < 0) {
        return SZ_YESNO_UNKNOWN;
    }
    return given > 0 ? SZ_YESNO_YES : SZ_YESNO_NO;
}

static SzCaseKind kind_of(const SzCaseFacts *facts, const SzItem *item)
{
    return facts->case_kind == SZ_CASE_KIND_NONE && item != NULL ? item->kind : facts->case_kind;
}

void sz_case_row_make(const SzCaseFacts *facts, const SzCaseStatus *status, const SzItem *item,
                      SzCaseRow *out)
{
    SzLightCurve curve = sz_case_status_curve(status);
    bool is_ended = facts->ended.known;
    bool is_past_statute =
        is_ended && status->statute_due.known && facts->ended.at.ns > status->statute_due.at.ns;
    *out = (SzCaseRow){
        .applied = known_or_never(facts->applied),
        .red_from = curve.red_from,
        .black_from = curve.black_from,
        .due = known_or_never(status->handling.due),
        .state = status->state,
        .base = curve.base,
        .channel = facts->channel,
        .kind = kind_of(facts, item),
        .basis = status->handling.basis,
        .unit = status->handling.limit.unit,
        .acceptance = acceptance_of(facts, status),
        .is_auto = answer_of(facts->is_auto),
        .elic = answer_of(facts->elic),
        .is_acceptance_pending = status->is_acceptance_pending,
        .is_late = status->is_late,
        .flags = (guint16)status->flags,
        .visits = (gint8)MIN(facts->visits, G_MAXINT8),
        .is_past_statute = is_past_statute,
        .was_supplemented = has_span(facts, true),
        .was_suspended = has_span(facts, false),
        .platform = platform_of(facts->platform),
        .is_provisional = status->handling.provisional,
    };
    if (is_ended) {
        out->ended = facts->ended.at;
    } else {
        out->yellow_from = curve.yellow_from;
    }
}

void sz_case_row_make_ghost(SzCaseRow *out)
{
    *out = (SzCaseRow){
        .applied = SZ_NEVER,
        .ended = SZ_WALL_TIME_MIN,
        .red_from = SZ_NEVER,
        .black_from = SZ_NEVER,
        .due = SZ_NEVER,
        .state = SZ_STATE_VOID,
        .base = SZ_LIGHT_NONE,
        .is_ghost = 1,
    };
}
