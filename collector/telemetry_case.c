/* The typed event of a case line that keeps the standard. */

#include "collector/telemetry_internal.h"

#define FIELD(name) (reading->fields[SZ_FIELD_CASE_##name])
#define TEXT(name) sz_field_text(FIELD(name))

static SzLimit limit_of(const SzLpField *n, const SzLpField *unit)
{
    SzLimit limit = {0, SZ_UNIT_NONE};
    if (n != NULL && sz_unit_parse(sz_field_text(unit), &limit.unit)) {
        limit.n = sz_field_count(n);
    }
    return limit;
}

static SzCaseKind case_kind(SzSlice name)
{
    if (sz_slice_equal(name, SZ_SLICE("instant"))) {
        return SZ_CASE_KIND_INSTANT;
    }
    return sz_slice_equal(name, SZ_SLICE("promise")) ? SZ_CASE_KIND_PROMISE : SZ_CASE_KIND_NONE;
}

void sz_telemetry_case_event(const SzReading *reading, SzWallTime received, SzCaseEvent *out)
{
    const SzLpField *due = FIELD(DUE);
    *out = (SzCaseEvent){
        .occurred = sz_point_occurred(reading->point, received),
        .hall = reading->hall,
        .id = TEXT(ID),
        .item = reading->tags[SZ_TAG_CASE_ITEM],
        .org = reading->tags[SZ_TAG_CASE_ORG],
        .result = TEXT(RESULT),
        .step = TEXT(STEP),
        .platform = TEXT(PLATFORM),
        .parent = TEXT(PARENT),
        .src = sz_field_text(reading->src),
        .eid = sz_field_text(reading->eid),
        .approver = TEXT(APPROVER),
        .case_kind = case_kind(reading->tags[SZ_TAG_CASE_KIND]),
        .promise = limit_of(FIELD(PROMISE), FIELD(PROMISE_UNIT)),
        .statute = limit_of(FIELD(STATUTE), FIELD(STATUTE_UNIT)),
        .has_due = due != NULL,
        .due = {due != NULL ? due->value.as.i : 0},
        .days = sz_field_count(FIELD(DAYS)),
        .visits = sz_field_count(FIELD(VISITS)),
        .is_auto = sz_field_flag(FIELD(AUTO)),
        .elic = sz_field_flag(FIELD(ELIC)),
        .notified = sz_field_flag(FIELD(NOTIFIED)),
    };
    (void)sz_case_event_parse(reading->event, &out->kind);
    (void)sz_channel_parse(reading->tags[SZ_TAG_CASE_CHANNEL], &out->channel);
    if (FIELD(KIND) != NULL) {
        (void)sz_suspend_kind_parse(TEXT(KIND), &out->suspend_kind);
    }
}
