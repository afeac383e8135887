#include "metrics/rating_facts.h"

#define TEXT(member)                                                                               \
    {                                                                                              \
        SZ_FIELD_TEXT, .offset = offsetof(SzRatingEvent, member)                                   \
    }

static const SzEventField fields[] = {
    TEXT(window),
    TEXT(channel),
    TEXT(case_id),
    TEXT(ticket),
    TEXT(result),
    {SZ_FIELD_INT, .offset = offsetof(SzRatingEvent, level), .absent = -1},
    {SZ_FIELD_FLAG, .offset = offsetof(SzRatingEvent, is_active), .absent = -1},
};

const SzEventLayout SZ_RATING_LAYOUT = {
    .size = sizeof(SzRatingEvent),
    .occurred = offsetof(SzRatingEvent, occurred),
    .kind = offsetof(SzRatingEvent, kind),
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .src = offsetof(SzRatingEvent, src),
    .eid = offsetof(SzRatingEvent, eid),
};

static const char *const stage_names[SZ_RATING_N_EVENTS] = {
    [SZ_RATING_NEW] = "new",
    [SZ_RATING_CLAIM] = "claimed",
    [SZ_RATING_CALLBACK] = "called_back",
    [SZ_RATING_APPEAL] = "appealed",
    [SZ_RATING_APPEAL_RESULT] = "appeal_decided",
    [SZ_RATING_RECTIFY] = "rectified",
    [SZ_RATING_FOLLOWUP] = "followed_up",
    [SZ_RATING_CLOSE] = "closed",
};

static bool is_legal(const SzRatingFacts *facts, SzRatingEventKind kind)
{
    bool is_first = !facts->at[kind].known && !facts->at[SZ_RATING_CLOSE].known;
    bool has_begun = kind == SZ_RATING_NEW || facts->at[SZ_RATING_NEW].known;
    bool has_cause = kind != SZ_RATING_APPEAL_RESULT || facts->at[SZ_RATING_APPEAL].known;
    return is_first && has_begun && has_cause;
}

static void take_text(SzSlice *kept, SzSlice said)
{
    if (kept->len == 0) {
        *kept = said;
    }
}

/* What a step says of itself, the first of its kind. */
static void take_step(SzRatingFacts *facts, const SzRatingEvent *event)
{
    facts->stage = event->kind;
    if (event->kind == SZ_RATING_FOLLOWUP) {
        facts->followup_level = CLAMP(event->level, 0, SZ_RATING_LEVEL_MAX);
    }
    facts->is_upheld = facts->is_upheld || (event->kind == SZ_RATING_APPEAL_RESULT &&
                                            sz_slice_equal(event->result, SZ_SLICE("upheld")));
    facts->is_over = facts->is_upheld || facts->at[SZ_RATING_CLOSE].known;
}

static void apply(SzRatingFacts *facts, const SzRatingEvent *event)
{
    facts->n_illegal += is_legal(facts, event->kind) ? 0 : 1;
    /* A `new` that is late by occurrence still says the level. */
    bool is_over = facts->at[SZ_RATING_CLOSE].known && event->kind != SZ_RATING_NEW;
    if (facts->at[event->kind].known || is_over) {
        return;
    }
    facts->at[event->kind] = (SzMaybeTime){true, event->occurred};
    take_text(&facts->window, event->window);
    take_text(&facts->case_id, event->case_id);
    take_text(&facts->ticket, event->ticket);
    if (event->kind == SZ_RATING_NEW) {
        facts->level = CLAMP(event->level, 1, SZ_RATING_LEVEL_MAX);
        facts->is_active = event->is_active;
        return;
    }
    take_step(facts, event);
}

void sz_rating_facts_fold(const SzEventSet *events, SzRatingFacts *out)
{
    SzRatingFacts facts = {.is_active = -1, .stage = SZ_RATING_NEW};
    SzRatingEvent event;
    for (gsize at = 0; sz_event_set_next(events, &at, &SZ_RATING_LAYOUT, &event);) {
        apply(&facts, &event);
    }
    *out = facts;
}

bool sz_rating_is_bad(const SzRatingFacts *facts)
{
    return facts->level > 0 && facts->level <= SZ_RATING_LEVEL_BAD;
}

const char *sz_rating_stage_name(SzRatingEventKind stage)
{
    return stage_names[stage];
}
