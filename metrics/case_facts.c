#include "metrics/case_facts.h"

static void mark_illegal_one(SzCaseFold *fold, SzCaseFlag flag, const SzCaseIllegal *what)
{
    fold->facts.flags |= (guint32)flag;
    fold->facts.n_illegal++;
    if (fold->illegal != NULL) {
        g_array_append_vals(fold->illegal, what, 1);
    }
}

static void mark_illegal(SzCaseFold *fold, SzCaseFlag flag)
{
    mark_illegal_one(fold, flag, &fold->now);
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

G_STATIC_ASSERT(SZ_CASE_SPANS_MAX <= 64);

static bool is_open(const SzStandstill *standstill, guint32 i)
{
    return (standstill->open >> i & 1) != 0;
}

static void open_span(SzCaseFold *fold, SzStandstill *standstill, SzSpan span, gint32 planned_days)
{
    SzCaseFacts *facts = &fold->facts;
    if (facts->n_spans == SZ_CASE_SPANS_MAX) {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
        return;
    }
    guint32 i = facts->n_spans++;
    facts->spans[i] = span;
    facts->notes[i] = (SzSpanNote){planned_days, facts->extend_days};
    standstill->open |= G_GUINT64_CONSTANT(1) << i;
}

static void close_span(SzCaseFold *fold, SzStandstill *standstill, guint32 i, SzWallTime to)
{
    fold->facts.spans[i].to = to;
    standstill->open &= ~(G_GUINT64_CONSTANT(1) << i);
}

static void close_all(SzCaseFold *fold, SzStandstill *standstill, SzWallTime to)
{
    for (guint32 i = 0; standstill->open != 0; i++) {
        if (is_open(standstill, i)) {
            close_span(fold, standstill, i, to);
        }
    }
}

/* Of two that do not both name a procedure the second may be the first, said again. */
static bool may_be_the_same(SzSuspendKind a, SzSuspendKind b)
{
    return a == b || a == SZ_SUSPEND_UNSPECIFIED || b == SZ_SUSPEND_UNSPECIFIED;
}

static bool runs_already(const SzCaseFold *fold, const SzStandstill *standstill, SzSuspendKind kind)
{
    for (guint32 i = 0; i < fold->facts.n_spans; i++) {
        if (is_open(standstill, i) && may_be_the_same(fold->facts.spans[i].kind, kind)) {
            return true;
        }
    }
    return false;
}

static void on_start(SzCaseFold *fold, SzStandstill *standstill, const SzCaseEvent *event,
                     SzSuspendKind kind)
{
    SzSpan span = {.from = event->occurred, .to = SZ_WALL_TIME_MAX, .kind = kind};
    if (!runs_already(fold, standstill, kind)) {
        open_span(fold, standstill, span, event->days);
    } else if (!standstill->next.known) {
        standstill->next = (SzSpanStart){true, span, event->days, fold->now};
    } else {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
    }
}

/* The one of that kind, else the first.  Something is open. */
static guint32 which_ends(const SzCaseFold *fold, const SzStandstill *standstill,
                          SzSuspendKind kind)
{
    guint32 first = SZ_CASE_SPANS_MAX;
    for (guint32 i = 0; i < fold->facts.n_spans; i++) {
        if (is_open(standstill, i)) {
            if (fold->facts.spans[i].kind == kind) {
                return i;
            }
            first = MIN(first, i);
        }
    }
    return first;
}

static void on_end(SzCaseFold *fold, SzStandstill *standstill, SzWallTime at, SzSuspendKind kind)
{
    SzSpanStart next = standstill->next;
    if (standstill->open == 0) {
        mark_illegal(fold, SZ_CASE_FLAG_UNPAIRED);
        return;
    }
    close_span(fold, standstill, which_ends(fold, standstill, kind), at);
    standstill->next.known = false;
    if (next.known) {
        open_span(fold, standstill, next.span, next.planned_days);
    }
}

/* The end that a start waits for does not come: @event (NULL: there is no more) is of another instant, or
 * stands behind it. */
static void give_up_start(SzCaseFold *fold, SzStandstill *standstill, SzCaseEventKind end,
                          const SzCaseEvent *event)
{
    if (!standstill->next.known) {
        return;
    }
    bool may_come =
        event != NULL && event->occurred.ns == standstill->next.span.from.ns && event->kind <= end;
    if (!may_come) {
        standstill->next.known = false;
        mark_illegal_one(fold, SZ_CASE_FLAG_UNPAIRED, &standstill->next.as_illegal);
    }
}

static void give_up_starts(SzCaseFold *fold, const SzCaseEvent *event)
{
    give_up_start(fold, &fold->suspension, SZ_CASE_RESUME, event);
    give_up_start(fold, &fold->supplement, SZ_CASE_SUPPLEMENT_END, event);
}

static void on_supplement_end(SzCaseFold *fold, const SzCaseEvent *event)
{
    if (fold->supplement.open == 0 && fold->reopens >= 0) {
        fold->facts.spans[fold->reopens].to = event->occurred;
        fold->reopens = -1;
        return;
    }
    on_end(fold, &fold->supplement, event->occurred, SZ_SUSPEND_SUPPLEMENT);
}

/* --- steps --------------------------------------------------------------------------------- */

static void end_step(SzCaseFacts *facts, SzWallTime at)
{
    SzCaseStep *last = facts->n_steps > 0 ? &facts->steps[facts->n_steps - 1] : NULL;
    if (last != NULL && last->to.ns == SZ_WALL_TIME_MAX.ns) {
        last->to = at;
    }
}

static void on_step(SzCaseFacts *facts, const SzCaseEvent *event)
{
    bool is_same = facts->n_steps > 0 &&
                   sz_slice_equal(facts->steps[facts->n_steps - 1].name, event->step) &&
                   facts->steps[facts->n_steps - 1].to.ns == SZ_WALL_TIME_MAX.ns;
    if (event->step.len == 0 || is_same) {
        return;
    }
    end_step(facts, event->occurred);
    facts->n_steps = MIN(facts->n_steps + 1, SZ_CASE_STEPS_MAX);
    facts->steps[facts->n_steps - 1] = (SzCaseStep){event->step, event->occurred, SZ_WALL_TIME_MAX};
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

static void on_accept(SzCaseFold *fold, const SzCaseEvent *event)
{
    bool is_asked = fold->supplement.open != 0;
    bool is_first = !fold->facts.accepted.known;
    take_first(fold, &fold->facts.accepted, event->occurred);
    if (!is_first) {
        return;
    }
    if (is_asked) {
        guint32 open = which_ends(fold, &fold->supplement, SZ_SUSPEND_SUPPLEMENT);
        bool is_at_once = fold->facts.spans[open].from.ns == event->occurred.ns;
        fold->reopens = is_at_once ? (int)open : fold->reopens;
        close_span(fold, &fold->supplement, open, event->occurred);
    }
}

static void on_extend(SzCaseFacts *facts, const SzCaseEvent *event)
{
    gint32 before = facts->extend_days;
    facts->extend_days = MIN(before + MAX(event->days, 0), SZ_LIMIT_MAX);
    if (facts->n_extensions < SZ_CASE_EXTENSIONS_MAX) {
        facts->extensions[facts->n_extensions++] = (SzCaseExtension){.at = event->occurred};
    }
    facts->extensions[facts->n_extensions - 1].days += facts->extend_days - before;
    if (event->approver.len == 0 || event->notified != 1) {
        facts->flags |= SZ_CASE_FLAG_EXTENSION_WITHOUT_NOTICE;
    }
}

static void on_decide(SzCaseFold *fold, const SzCaseEvent *event)
{
    take_first(fold, &fold->facts.decided, event->occurred);
    fold->facts.is_denied = sz_slice_equal(event->result, SZ_SLICE("denied"));
    end_step(&fold->facts, event->occurred);
}

static void end_with(SzCaseFold *fold, const SzCaseEvent *event, SzCaseEnd end)
{
    fold->facts.end = end;
    fold->facts.ended = (SzMaybeTime){true, event->occurred};
    close_all(fold, &fold->suspension, event->occurred);
    close_all(fold, &fold->supplement, event->occurred);
    end_step(&fold->facts, event->occurred);
}

static bool is_handling(const SzCaseEvent *event)
{
    return event->kind == SZ_CASE_STEP || event->kind == SZ_CASE_EXTEND ||
           event->kind == SZ_CASE_DECIDE ||
           (event->kind == SZ_CASE_SUSPEND && event->suspend_kind != SZ_SUSPEND_SUPPLEMENT);
}

static void on_event_while_open(SzCaseFold *fold, const SzCaseEvent *event)
{
    switch (event->kind) {
    case SZ_CASE_APPLY:
        take_first(fold, &fold->facts.applied, event->occurred);
        break;
    case SZ_CASE_SUPPLEMENT_START:
        on_start(fold, &fold->supplement, event, SZ_SUSPEND_SUPPLEMENT);
        break;
    case SZ_CASE_SUPPLEMENT_END:
        on_supplement_end(fold, event);
        break;
    case SZ_CASE_ACCEPT:
        on_accept(fold, event);
        break;
    case SZ_CASE_SUSPEND:
        on_start(fold, &fold->suspension, event, event->suspend_kind);
        break;
    case SZ_CASE_RESUME:
        on_end(fold, &fold->suspension, event->occurred, event->suspend_kind);
        break;
    case SZ_CASE_EXTEND:
        on_extend(&fold->facts, event);
        break;
    case SZ_CASE_DECIDE:
        on_decide(fold, event);
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
        on_step(&fold->facts, event);
        break;
    case SZ_CASE_N_EVENTS:
        break;
    }
    if (is_handling(event) && !fold->facts.handled.known) {
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
            take_first(fold, &facts->applied, event->occurred);
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
    fold->suspension = (SzStandstill){0};
    fold->supplement = (SzStandstill){0};
    fold->reopens = -1;
    fold->illegal = NULL;
    memset(&fold->facts, 0, offsetof(SzCaseFacts, spans)); /* the arrays are set as they are used */
    fold->facts.visits = -1;
    fold->facts.is_auto = -1;
    fold->facts.elic = -1;
}

void sz_case_fold_event(SzCaseFold *fold, const SzCaseEvent *event)
{
    give_up_starts(fold, event);
    fold->now = (SzCaseIllegal){event->occurred, event->src, event->eid.len > 0};
    if (has_ended(fold)) {
        on_event_after_end(fold, event);
    } else {
        on_event_while_open(fold, event);
    }
}

void sz_case_fold_end(SzCaseFold *fold, bool is_full)
{
    give_up_starts(fold, NULL);
    if (!fold->facts.applied.known) {
        fold->facts.flags |= SZ_CASE_FLAG_NO_APPLY;
    }
    if (is_full) {
        fold->facts.flags |= SZ_CASE_FLAG_FULL;
    }
}

void sz_case_facts_copy(const SzCaseFacts *facts, SzCaseFacts *out)
{
    memcpy(out, facts, offsetof(SzCaseFacts, spans));
    memcpy(out->spans, facts->spans, facts->n_spans * sizeof facts->spans[0]);
    memcpy(out->notes, facts->notes, facts->n_spans * sizeof facts->notes[0]);
    memcpy(out->steps, facts->steps, facts->n_steps * sizeof facts->steps[0]);
}

void sz_case_facts_fold(const SzCaseEvents *events, SzCaseFacts *out)
{
    SzCaseFold fold;
    SzCaseEvent event;
    sz_case_fold_begin(&fold);
    for (gsize at = 0; sz_case_events_next(events, &at, &event);) {
        sz_case_fold_event(&fold, &event);
    }
    sz_case_fold_end(&fold, events->n_events == SZ_CASE_EVENTS_MAX);
    sz_case_facts_copy(&fold.facts, out);
}
