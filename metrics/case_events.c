#include "metrics/case_events.h"

#define AT(member) .offset = offsetof(SzCaseEvent, member)

static const SzEventField fields[] = {
    {SZ_FIELD_TEXT, AT(item)},
    {SZ_FIELD_TEXT, AT(org)},
    {SZ_FIELD_INT, AT(channel), .absent = SZ_CHANNEL_NONE},
    {SZ_FIELD_INT, AT(case_kind), .absent = SZ_CASE_KIND_NONE},
    {SZ_FIELD_LIMIT, AT(promise)},
    {SZ_FIELD_LIMIT, AT(statute)},
    {SZ_FIELD_TIME, AT(due), .has = offsetof(SzCaseEvent, has_due)},
    {SZ_FIELD_INT, AT(suspend_kind), .absent = SZ_SUSPEND_UNSPECIFIED},
    {SZ_FIELD_INT, AT(days), .absent = -1},
    {SZ_FIELD_TEXT, AT(result)},
    {SZ_FIELD_TEXT, AT(step)},
    {SZ_FIELD_FLAG, AT(is_auto), .absent = -1},
    {SZ_FIELD_INT, AT(visits), .absent = -1},
    {SZ_FIELD_TEXT, AT(platform)},
    {SZ_FIELD_FLAG, AT(elic), .absent = -1},
    {SZ_FIELD_TEXT, AT(parent)},
    {SZ_FIELD_TEXT, AT(approver)},
    {SZ_FIELD_FLAG, AT(notified), .absent = -1},
};

static const SzEventLayout layout = {
    .size = sizeof(SzCaseEvent),
    .occurred = offsetof(SzCaseEvent, occurred),
    .kind = offsetof(SzCaseEvent, kind),
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .src = offsetof(SzCaseEvent, src),
    .eid = offsetof(SzCaseEvent, eid),
};

const SzEventLayout *sz_case_event_layout(void)
{
    return &layout;
}

SzCaseEvents *sz_case_events_new(void)
{
    return sz_event_set_new();
}

SzCaseEvents *sz_case_events_ref(SzCaseEvents *events)
{
    return sz_event_set_ref(events);
}

void sz_case_events_unref(SzCaseEvents *events)
{
    sz_event_set_unref(events);
}

SzCaseEvents *sz_case_events_add(SzCaseEvents *events, const SzCaseEvent *event)
{
    SzCaseEvents *set = sz_event_set_ref(events);
    SzApplied applied;
    (void)sz_event_set_put(&set, &layout, event, false, &applied);
    return set;
}

bool sz_case_events_next(const SzCaseEvents *events, gsize *at, SzCaseEvent *out)
{
    return sz_event_set_next(events, at, &layout, out);
}
