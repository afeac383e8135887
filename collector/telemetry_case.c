/* The typed event of a case line that keeps the standard. */

#include "collector/telemetry_internal.h"

static SzLimit field_limit(const SzLpPoint *point, SzSlice key, SzSlice unit_key)
{
    SzLimit limit = {0, SZ_UNIT_NONE};
    if (sz_unit_parse(sz_point_text(point, unit_key), &limit.unit)) {
        limit.n = sz_point_count(point, key);
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
        .id = sz_point_text(point, SZ_SLICE("id")),
        .item = sz_point_find_tag(point, SZ_SLICE("item")),
        .org = sz_point_find_tag(point, SZ_SLICE("org")),
        .result = sz_point_text(point, SZ_SLICE("result")),
        .step = sz_point_text(point, SZ_SLICE("step")),
        .platform = sz_point_text(point, SZ_SLICE("platform")),
        .parent = sz_point_text(point, SZ_SLICE("parent")),
        .src = sz_point_text(point, SZ_SLICE("src")),
        .eid = sz_point_text(point, SZ_SLICE("eid")),
        .approver = sz_point_text(point, SZ_SLICE("approver")),
        .case_kind = case_kind(sz_point_find_tag(point, SZ_SLICE("kind"))),
        .promise = field_limit(point, SZ_SLICE("promise"), SZ_SLICE("promise_unit")),
        .statute = field_limit(point, SZ_SLICE("statute"), SZ_SLICE("statute_unit")),
        .has_due = has_due,
        .due = {has_due ? due->value.as.i : 0},
        .days = sz_point_count(point, SZ_SLICE("days")),
        .visits = sz_point_count(point, SZ_SLICE("visits")),
        .is_auto = sz_point_flag(point, SZ_SLICE("auto")),
        .elic = sz_point_flag(point, SZ_SLICE("elic")),
        .notified = sz_point_flag(point, SZ_SLICE("notified")),
    };
    (void)sz_case_event_parse(sz_point_find_tag(point, SZ_SLICE("event")), &event.kind);
    (void)sz_channel_parse(sz_point_find_tag(point, SZ_SLICE("channel")), &event.channel);
    (void)sz_suspend_kind_parse(sz_point_text(point, SZ_SLICE("kind")), &event.suspend_kind);
    *out = event;
}
