#include "metrics/case_findings.h"

static const SzCaseFinding findings[SZ_CASE_N_FINDINGS] = {
    {SZ_CASE_FLAG_ENDS_BEFORE_START, "ends_before_start", "办结早于收件",
     "ended before it was received"},
    {SZ_CASE_FLAG_AFTER_END, "events_after_end", "办结后仍有记录", "events after its end"},
    {SZ_CASE_FLAG_NO_APPLY, "no_apply", "没有收件记录", "nobody said when it was received"},
    {SZ_CASE_FLAG_TWICE, "said_twice", "收件、受理或决定重复",
     "received, accepted or decided twice"},
    {SZ_CASE_FLAG_UNPAIRED, "unpaired_suspension", "挂起与恢复不成对",
     "a suspension without its end, or an end without it"},
    {SZ_CASE_FLAG_FULL, "too_many_events", "记录过多，未全部保留",
     "too many events; not all are kept"},
    {SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE, "extension_without_notice", "延长未告知",
     "extended without an approver or without telling the applicant"},
    {SZ_CASE_FLAG_ACCEPTED_LATE, "accepted_late", "超期受理",
     "accepted late, or not yet though due"},
    {SZ_CASE_FLAG_DELIVERY_LATE, "delivery_late", "送达超期",
     "delivered late, or not yet though due"},
    {SZ_CASE_FLAG_STEP_LATE, "step_late", "环节超时", "a step took longer than its limit"},
    {SZ_CASE_FLAG_EXTENSION_OVER_LIMIT, "extension_over_limit", "延长超过法定上限",
     "extended by more than the law allows"},
    {SZ_CASE_FLAG_SUSPENDED_ON_LAST_DAY, "suspended_on_last_day", "到期当日挂起",
     "suspended on the day it was due"},
    {SZ_CASE_FLAG_SUSPENDED_TOO_LONG, "suspended_too_long", "挂起超时",
     "suspended for longer than planned or allowed"},
    {SZ_CASE_FLAG_SOURCE_DUE_DIFFERS, "source_due_differs", "来源期限与计算不符",
     "the source's own deadline falls on another day"},
    {SZ_CASE_FLAG_EXTENSION_TOO_LATE, "extension_too_late", "到期后才延长",
     "extended when the limit had already passed"},
};

const SzCaseFinding *sz_case_finding(gsize i)
{
    return &findings[i];
}

static bool is_past(SzMaybeTime due, SzWallTime now)
{
    return due.known && now.ns > due.at.ns;
}

static bool has_come(SzMaybeTime at, SzWallTime now)
{
    return at.known && now.ns >= at.at.ns;
}

guint32 sz_case_findings_at(const SzCaseStatus *status, SzWallTime now)
{
    const SzCaseSuspension *suspension = &status->suspension;
    guint32 found = status->flags;
    if (status->is_acceptance_pending && is_past(status->acceptance.due, now)) {
        found |= SZ_CASE_FLAG_ACCEPTED_LATE;
    }
    if (status->is_delivery_pending && is_past(status->delivery.due, now)) {
        found |= SZ_CASE_FLAG_DELIVERY_LATE;
    }
    if (is_past(status->step.due, now)) {
        found |= SZ_CASE_FLAG_STEP_LATE;
    }
    if (has_come(suspension->planned_over_at, now) || has_come(suspension->max_over_at, now)) {
        found |= SZ_CASE_FLAG_SUSPENDED_TOO_LONG;
    }
    return found;
}
