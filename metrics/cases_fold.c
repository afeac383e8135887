/* From the events of a case to all that is known of it. */

#include "metrics/cases_internal.h"

/* Returns: the day on which aliases of hall codes are looked up, that of the earliest event. */
static SzDay fold_events(const SzCaseBody *body, const SzTexts *texts, SzCaseFacts *out)
{
    SzCaseFold fold;
    SzCaseWalk walk = sz_case_walk(body, texts);
    SzWallTime first = {0};
    sz_case_fold_begin(&fold);
    for (bool is_first = true; sz_case_walk_next(&walk); is_first = false) {
        first = is_first ? walk.event.occurred : first;
        sz_case_fold_event(&fold, &walk.event);
    }
    sz_case_fold_end(&fold);
    sz_case_facts_copy(&fold.facts, out);
    return sz_day_of(first);
}

void sz_case_record_fold(const SzCaseRules *rules, const SzTexts *texts, const SzCaseBody *body,
                         const char *hall_code, SzCaseRecord *out)
{
    SzDay day = fold_events(body, texts, &out->facts);
    const SzRegistry *registry = rules->registry;
    const SzItem *item = sz_items_find(rules->items, out->facts.item);
    out->texts = texts;
    out->id = sz_case_body_id(body);
    out->hall_code = hall_code;
    out->hall = sz_registry_find(registry, sz_slice(hall_code), day);
    const SzOpeningHours *hours = out->hall != NULL ? sz_registry_hours(registry, out->hall)
                                                    : sz_registry_default_hours(registry);
    sz_case_status_compute(rules, hours, item, &out->facts, &out->status);
}

guint32 sz_case_hall_number(const SzCaseRules *rules, const SzHall *hall)
{
    return hall != NULL ? (guint32)sz_registry_index(rules->registry, hall) + 1 : 0;
}

SzWallTime sz_case_last_event(const SzCaseBody *body, const SzTexts *texts)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    while (sz_case_walk_next(&walk)) {
    }
    return walk.event.occurred;
}
