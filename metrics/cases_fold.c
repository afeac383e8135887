/* From the events of a case to all that is known of it. */

#include "metrics/cases_internal.h"

/* Events up to @until.  Returns: the instant of the earliest. */
static SzMaybeTime fold_events(const SzCaseBody *body, const SzTexts *texts, SzWallTime until,
                               SzCaseFacts *out)
{
    SzCaseFold fold;
    SzCaseWalk walk = sz_case_walk(body, texts);
    SzMaybeTime first = {0};
    sz_case_fold_begin(&fold);
    while (sz_case_walk_next(&walk) && walk.event.occurred.ns <= until.ns) {
        first = first.known ? first : (SzMaybeTime){true, walk.event.occurred};
        sz_case_fold_event(&fold, &walk.event);
    }
    sz_case_fold_end(&fold, walk.i_event == SZ_CASE_EVENTS_MAX);
    sz_case_facts_copy(&fold.facts, out);
    return first;
}

bool sz_case_record_fold_until(const SzCaseRules *rules, const SzTexts *texts,
                               const SzCaseBody *body, const char *hall_code, SzWallTime until,
                               SzCaseRecord *out)
{
    SzMaybeTime first = fold_events(body, texts, until, &out->facts);
    const SzRegistry *registry = rules->registry;
    const SzItem *item = sz_items_find(rules->items, out->facts.item);
    /* Aliases of hall codes are looked up on the day of the earliest event. */
    out->texts = texts;
    out->id = sz_case_body_id(body);
    out->hall_code = hall_code;
    out->hall = sz_registry_find(registry, sz_slice(hall_code), sz_day_of(first.at));
    const SzOpeningHours *hours = out->hall != NULL ? sz_registry_hours(registry, out->hall)
                                                    : sz_registry_default_hours(registry);
    sz_case_status_compute(rules, hours, item, &out->facts, &out->status);
    return first.known;
}

void sz_case_record_fold(const SzCaseRules *rules, const SzTexts *texts, const SzCaseBody *body,
                         const char *hall_code, SzCaseRecord *out)
{
    (void)sz_case_record_fold_until(rules, texts, body, hall_code, SZ_WALL_TIME_MAX, out);
}

guint32 sz_case_hall_number(const SzCaseRules *rules, const SzHall *hall)
{
    return hall != NULL ? (guint32)sz_registry_index(rules->registry, hall) + 1 : 0;
}

SzWallTime sz_case_last_event(const SzCaseBody *body, const SzTexts *texts)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    SzWallTime last = SZ_WALL_TIME_MIN;
    while (sz_case_walk_next(&walk)) {
        last = walk.event.occurred;
    }
    return last;
}
