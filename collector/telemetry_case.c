/* The typed event of a case line that keeps the standard. */

#include "collector/telemetry_internal.h"

static SzSlice field_text(const SzLpPoint *point, SzSlice key)
{
    const SzLpField *field = sz_point_find_field(point, key);
    return field != NULL && field->value.type == SZ_LP_STRING ? field->value.as.s
                                                              : (SzSlice){NULL, 0};
}

/* A count that the check found to fit; -1 when it is not given. */
static gint32 field_count(const SzLpPoint *point, SzSlice key)
{
    const SzLpField *field = sz_point_find_field(point, key);
    return field != NULL && field->value.type == SZ_LP_INT ? (gint32)field->value.as.i : -1;
}

static gint8 field_flag(const SzLpPoint *point, SzSlice key)
{
    const SzLpField *field = sz_point_find_field(point, key);
    if (field == NULL || field->value.type != SZ_LP_BOOL) {
        return -1;
    }
    return field->value.as.b ? 1 : 0;
}

static SzLimit field_limit(const SzLpPoint *point, SzSlice key, SzSlice unit_key)
{
    SzLimit limit = {0, SZ_UNIT_NONE};
    if (sz_unit_parse(field_text(point, unit_key), &limit.unit)) {
        limit.n = field_count(point, key);
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

void sz_telemetry_case_event(const SzLpPoint *point, SzWallTime received, SzCaseEvent *out)
{
    const SzLpField *due = sz_point_find_field(point, SZ_SLICE("due"));
    bool has_due = due != NULL && due->value.type == SZ_LP_INT;
    SzCaseEvent event = {
        .occurred = point->has_time ? (SzWallTime){point->time_ns} : received,
        .hall = sz_point_find_tag(point, SZ_SLICE("hall")),
        .id = field_text(point, SZ_SLICE("id")),
        .item = sz_point_find_tag(point, SZ_SLICE("item")),
        .org = sz_point_find_tag(point, SZ_SLICE("org")),
        .result = field_text(point, SZ_SLICE("result")),
        .step = field_text(point, SZ_SLICE("step")),
        .platform = field_text(point, SZ_SLICE("platform")),
        .parent = field_text(point, SZ_SLICE("parent")),
        .src = field_text(point, SZ_SLICE("src")),
        .eid = field_text(point, SZ_SLICE("eid")),
        .case_kind = case_kind(sz_point_find_tag(point, SZ_SLICE("kind"))),
        .promise = field_limit(point, SZ_SLICE("promise"), SZ_SLICE("promise_unit")),
        .statute = field_limit(point, SZ_SLICE("statute"), SZ_SLICE("statute_unit")),
        .has_due = has_due,
        .due = {has_due ? due->value.as.i : 0},
        .days = field_count(point, SZ_SLICE("days")),
        .visits = field_count(point, SZ_SLICE("visits")),
        .is_auto = field_flag(point, SZ_SLICE("auto")),
        .elic = field_flag(point, SZ_SLICE("elic")),
    };
    (void)sz_case_event_parse(sz_point_find_tag(point, SZ_SLICE("event")), &event.kind);
    (void)sz_channel_parse(sz_point_find_tag(point, SZ_SLICE("channel")), &event.channel);
    (void)sz_suspend_kind_parse(field_text(point, SZ_SLICE("kind")), &event.suspend_kind);
    *out = event;
}
