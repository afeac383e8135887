/* The clocks of steps; see case_status.h. */

#include "metrics/case_status_internal.h"

static void run_step(const SzCaseTask *task, const SzCaseStep *step, const SzItemStep *limit,
                     SzCaseStatus *status)
{
    SzCaseClock clock = {
        .basis = SZ_DUE_BY_STEP,
        .limit = limit->limit,
        .start = {true, step->from},
    };
    sz_case_run_clock(task, &clock);
    if (step->to.ns == SZ_WALL_TIME_MAX.ns) {
        status->step = clock;
        status->step_limit = limit;
    } else if (clock.due.known && step->to.ns > clock.due.at.ns) {
        status->flags |= SZ_CASE_FLAG_STEP_LATE;
    }
}

void sz_case_run_steps(const SzCaseTask *task, SzCaseStatus *status)
{
    const SzCaseFacts *facts = task->facts;
    status->is_step_late_yellow = task->thresholds->is_step_late_yellow;
    for (guint32 i = 0; i < facts->n_steps; i++) {
        const SzItemStep *limit = sz_item_step(task->item, facts->steps[i].name);
        if (limit != NULL) {
            run_step(task, &facts->steps[i], limit, status);
        }
    }
}
