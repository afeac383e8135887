#include "metrics/case_facts.h"

static void mark_illegal(SzCaseFold *fold, SzCaseFlag flag)
{
    fold->facts.flags |= (guint32)flag;
    fold->facts.n_illegal++;
}

static bool has_ended(const SzCaseFold *fold)
{
    return fold->facts.ended.known;
}

/* --- what is said about the case ----------------------------------------------------------- */

/* @may_replace: a later statement wins; else it only fills a gap. */
static void take_text(SzSlice *kept, SzSlice said, bool may_replace)
{
    if (said.len != 0 && (may_replace || kept->len == 0)) {
        *kept = said;
    }
}

static void take_limit(SzLimit *kept, SzLimit said, bool may_replace)
{
    if (said.unit != SZ_UNIT_NONE && (may_replace || kept->unit == SZ_UNIT_NONE)) {
        *kept = said;
    }
}

static void take_statements(SzCaseFacts *facts, const SzCaseEvent *event, bool may_replace)
{
    take_text(&facts->item, event->item, may_replace);
    take_text(&facts->org, event->org, may_replace);
    take_text(&facts->platform, event->platform, may_replace);
    take_text(&facts->parent, event->parent, may_replace);
    take_limit(&facts->promise, event->promise, may_replace);
    take_limit(&facts->statute, event->statute, may_replace);
    if (event->has_due && (may_replace || !facts->source_due.known)) {
        facts->source_due = (SzMaybeTime){true, event->due};
    }
    if (event->channel != SZ_CHANNEL_NONE && (may_replace || facts->channel == SZ_CHANNEL_NONE)) {
        facts->channel = event->channel;
    }
    if (event->case_kind != SZ_CASE_KIND_NONE &&
        (may_replace || facts->case_kind == SZ_CASE_KIND_NONE)) {
        facts->case_kind = event->case_kind;
    }
}

static void take_outcome(SzCaseFacts *facts, const SzCaseEvent *event)
{
    take_text(&facts->result, event->result, true);
    if (event->is_auto >= 0) {
        facts->is_auto = event->is_auto;
    }
    if (event->elic >= 0) {
        facts->elic = event->elic;
    }
    if (event->visits >= 0) {
        facts->visits = event->visits;
    }
}

/* --- suspensions --------------------------------------------------------------------------- */

static int open_span(SzCaseFold *fold, SzWallTime from, SzSuspendKind kind)
{
    if (fold->facts.n_spans == SZ_CASE_SPANS_MAX) {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
        return -1;
    }
    int i = (int)fold->facts.n_spans++;
    fold->facts.spans[i] = (SzSpan){.from = from, .to = SZ_WALL_TIME_MAX, .kind = kind};
    return i;
}

static void close_span(SzCaseFold *fold, int *open, SzWallTime to)
{
    if (*open >= 0) {
        fold->facts.spans[*open].to = to;
        *open = -1;
    }
}

static void on_suspend(SzCaseFold *fold, const SzCaseEvent *event)
{
    if (fold->open_suspension >= 0) {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
        return;
    }
    fold->open_suspension = open_span(fold, event->occurred, event->suspend_kind);
}

static void on_resume(SzCaseFold *fold, const SzCaseEvent *event)
{
    if (fold->open_suspension < 0) {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
        return;
    }
    close_span(fold, &fold->open_suspension, event->occurred);
}

static void on_supplement_start(SzCaseFold *fold, const SzCaseEvent *event)
{
    SzCaseFacts *facts = &fold->facts;
    if (fold->open_supplement >= 0 || facts->supplement_since.known) {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
    } else if (facts->accepted.known) {
        fold->open_supplement = open_span(fold, event->occurred, SZ_SUSPEND_SUPPLEMENT);
    } else {
        facts->supplement_since = (SzMaybeTime){true, event->occurred};
    }
}

static void on_supplement_end(SzCaseFold *fold, const SzCaseEvent *event)
{
    SzCaseFacts *facts = &fold->facts;
    if (fold->open_supplement >= 0) {
        close_span(fold, &fold->open_supplement, event->occurred);
    } else if (facts->supplement_since.known) {
        facts->supplement_since.known = false;
        facts->received = (SzMaybeTime){true, event->occurred};
    } else {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
    }
}

/* --- the way of a case --------------------------------------------------------------------- */

/* The first time holds. */
static void take_first(SzCaseFold *fold, SzMaybeTime *kept, SzWallTime at)
{
    if (kept->known) {
        mark_illegal(fold, SZ_CASE_FLAG_TWICE);
        return;
    }
    *kept = (SzMaybeTime){true, at};
}

static void on_apply(SzCaseFold *fold, const SzCaseEvent *event)
{
    SzCaseFacts *facts = &fold->facts;
    take_first(fold, &facts->applied, event->occurred);
    if (!facts->received.known) {
        facts->received = facts->applied;
    }
}

static void on_accept(SzCaseFold *fold, const SzCaseEvent *event)
{
    take_first(fold, &fold->facts.accepted, event->occurred);
    fold->facts.supplement_since.known = false;
}

static void end_with(SzCaseFold *fold, const SzCaseEvent *event, SzCaseEnd end)
{
    fold->facts.end = end;
    fold->facts.ended = (SzMaybeTime){true, event->occurred};
    fold->facts.supplement_since.known = false;
    close_span(fold, &fold->open_suspension, event->occurred);
    close_span(fold, &fold->open_supplement, event->occurred);
}

static bool is_handling(SzCaseEventKind kind)
{
    return kind == SZ_CASE_STEP || kind == SZ_CASE_SUSPEND || kind == SZ_CASE_EXTEND ||
           kind == SZ_CASE_DECIDE;
}

static void on_event_while_open(SzCaseFold *fold, const SzCaseEvent *event)
{
    switch (event->kind) {
    case SZ_CASE_APPLY:
        on_apply(fold, event);
        break;
    case SZ_CASE_SUPPLEMENT_START:
        on_supplement_start(fold, event);
        break;
    case SZ_CASE_SUPPLEMENT_END:
        on_supplement_end(fold, event);
        break;
    case SZ_CASE_ACCEPT:
        on_accept(fold, event);
        break;
    case SZ_CASE_SUSPEND:
        on_suspend(fold, event);
        break;
    case SZ_CASE_RESUME:
        on_resume(fold, event);
        break;
    case SZ_CASE_EXTEND:
        fold->facts.extend_days = MIN(fold->facts.extend_days + MAX(event->days, 0), SZ_LIMIT_MAX);
        break;
    case SZ_CASE_DECIDE:
        take_first(fold, &fold->facts.decided, event->occurred);
        break;
    case SZ_CASE_REJECT:
        end_with(fold, event, SZ_CASE_REJECTED);
        break;
    case SZ_CASE_CLOSE:
        end_with(fold, event, SZ_CASE_CLOSED);
        break;
    case SZ_CASE_WITHDRAW:
        end_with(fold, event, SZ_CASE_WITHDRAWN);
        break;
    case SZ_CASE_DELIVER:
        take_first(fold, &fold->facts.delivered, event->occurred);
        break;
    case SZ_CASE_VOID:
        end_with(fold, event, SZ_CASE_VOIDED);
        break;
    case SZ_CASE_STEP:
    case SZ_CASE_N_EVENTS:
        break;
    }
    if (is_handling(event->kind) && !fold->facts.handled.known) {
        fold->facts.handled = (SzMaybeTime){true, event->occurred};
    }
    take_statements(&fold->facts, event, true);
    take_outcome(&fold->facts, event);
}

static void on_event_after_end(SzCaseFold *fold, const SzCaseEvent *event)
{
    SzCaseFacts *facts = &fold->facts;
    switch (event->kind) {
    case SZ_CASE_DELIVER:
        take_first(fold, &facts->delivered, event->occurred);
        return;
    case SZ_CASE_VOID:
        if (facts->end != SZ_CASE_VOIDED) {
            end_with(fold, event, SZ_CASE_VOIDED);
            return;
        }
        break;
    case SZ_CASE_APPLY:
        if (!facts->applied.known) {
            on_apply(fold, event);
            take_statements(facts, event, false);
            mark_illegal(fold, SZ_CASE_FLAG_ENDS_BEFORE_START);
            return;
        }
        break;
    case SZ_CASE_ACCEPT:
        if (!facts->accepted.known) {
            on_accept(fold, event);
            take_statements(facts, event, false);
        }
        break;
    case SZ_CASE_SUPPLEMENT_START:
    case SZ_CASE_SUPPLEMENT_END:
    case SZ_CASE_REJECT:
    case SZ_CASE_STEP:
    case SZ_CASE_SUSPEND:
    case SZ_CASE_RESUME:
    case SZ_CASE_EXTEND:
    case SZ_CASE_DECIDE:
    case SZ_CASE_CLOSE:
    case SZ_CASE_WITHDRAW:
    case SZ_CASE_N_EVENTS:
        break;
    }
    mark_illegal(fold, SZ_CASE_FLAG_AFTER_END);
}

void sz_case_fold_begin(SzCaseFold *fold)
{
    *fold = (SzCaseFold){.open_suspension = -1, .open_supplement = -1};
    fold->facts.visits = -1;
    fold->facts.is_auto = -1;
    fold->facts.elic = -1;
}

void sz_case_fold_event(SzCaseFold *fold, const SzCaseEvent *event)
{
    fold->n_events++;
    if (has_ended(fold)) {
        on_event_after_end(fold, event);
    } else {
        on_event_while_open(fold, event);
    }
}

void sz_case_fold_end(SzCaseFold *fold)
{
    if (!fold->facts.applied.known) {
        fold->facts.flags |= SZ_CASE_FLAG_NO_APPLY;
    }
    if (fold->n_events == SZ_CASE_EVENTS_MAX) {
        fold->facts.flags |= SZ_CASE_FLAG_FULL;
    }
}

void sz_case_facts_fold(const SzCaseEvents *events, SzCaseFacts *out)
{
    SzCaseFold fold;
    SzCaseEvent event;
    sz_case_fold_begin(&fold);
    for (gsize at = 0; sz_case_events_next(events, &at, &event);) {
        sz_case_fold_event(&fold, &event);
    }
    sz_case_fold_end(&fold);
    *out = fold.facts;
}
