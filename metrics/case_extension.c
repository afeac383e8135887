/* How far the extensions of a case reach; see case_status.h. */

#include "metrics/case_status_internal.h"

static bool is_day_unit(SzUnit unit)
{
    return unit == SZ_UNIT_WORKDAY || unit == SZ_UNIT_DAY;
}

/* When @clock was due as things stood at @at; what stands still then has done so up to now. */
static SzMaybeTime due_at(const SzCaseTask *task, const SzCaseClock *clock, SzWallTime at)
{
    const SzCaseFacts *facts = task->facts;
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzCaseTask then = *task;
    SzCaseClock ran = *clock;
    then.ended = spans;
    then.n_ended = 0;
    for (guint32 i = 0; i < facts->n_spans; i++) {
        SzSpan span = facts->spans[i];
        if (span.from.ns < at.ns) {
            span.to.ns = MIN(span.to.ns, at.ns);
            spans[then.n_ended++] = span;
        }
    }
    sz_case_run_clock(&then, &ran);
    return ran.due;
}

gint32 sz_case_extension(const SzCaseTask *task, const SzCaseClock *clock, gint32 n_max,
                         bool *out_is_too_late)
{
    const SzCaseFacts *facts = task->facts;
    SzCaseClock ran = *clock;
    *out_is_too_late = false;
    ran.extend_n = 0;
    if (!is_day_unit(clock->limit.unit) || !clock->start.known) {
        return 0;
    }
    for (guint32 i = 0; i < facts->n_extensions; i++) {
        const SzCaseExtension *extension = &facts->extensions[i];
        if (sz_maybe_is_after((SzMaybeTime){true, extension->at},
                              due_at(task, &ran, extension->at))) {
            *out_is_too_late = true;
        } else {
            ran.extend_n = MIN(ran.extend_n + extension->days, n_max);
        }
    }
    return ran.extend_n;
}
