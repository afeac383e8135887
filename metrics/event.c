#include "metrics/event.h"

static const char *const case_event_names[SZ_CASE_N_EVENTS] = {
    [SZ_CASE_APPLY] = "apply",
    [SZ_CASE_SUPPLEMENT_START] = "supplement_start",
    [SZ_CASE_SUPPLEMENT_END] = "supplement_end",
    [SZ_CASE_ACCEPT] = "accept",
    [SZ_CASE_REJECT] = "reject",
    [SZ_CASE_STEP] = "step",
    [SZ_CASE_SUSPEND] = "suspend",
    [SZ_CASE_RESUME] = "resume",
    [SZ_CASE_EXTEND] = "extend",
    [SZ_CASE_DECIDE] = "decide",
    [SZ_CASE_CLOSE] = "close",
    [SZ_CASE_DELIVER] = "deliver",
    [SZ_CASE_WITHDRAW] = "withdraw",
    [SZ_CASE_VOID] = "void",
};

static const char *const channel_names[SZ_CHANNEL_N] = {
    [SZ_CHANNEL_NONE] = "",         [SZ_CHANNEL_WINDOW] = "window", [SZ_CHANNEL_ONLINE] = "online",
    [SZ_CHANNEL_MOBILE] = "mobile", [SZ_CHANNEL_KIOSK] = "kiosk",   [SZ_CHANNEL_POST] = "post",
    [SZ_CHANNEL_OTHER] = "other",
};

static const char *const unit_names[] = {
    [SZ_UNIT_NONE] = "",           [SZ_UNIT_MINUTE] = "minute", [SZ_UNIT_HOUR] = "hour",
    [SZ_UNIT_WORKDAY] = "workday", [SZ_UNIT_DAY] = "day",
};

static const struct {
    const char *en;
    const char *zh;
} suspend_names[SZ_SUSPEND_N_KINDS] = {
    [SZ_SUSPEND_UNSPECIFIED] = {"", ""},
    [SZ_SUSPEND_HEARING] = {"hearing", "听证"},
    [SZ_SUSPEND_TENDER] = {"tender", "招标"},
    [SZ_SUSPEND_AUCTION] = {"auction", "拍卖"},
    [SZ_SUSPEND_INSPECTION] = {"inspection", "检验"},
    [SZ_SUSPEND_TESTING] = {"testing", "检测"},
    [SZ_SUSPEND_QUARANTINE] = {"quarantine", "检疫"},
    [SZ_SUSPEND_APPRAISAL] = {"appraisal", "鉴定"},
    [SZ_SUSPEND_EXPERT] = {"expert", "专家评审"},
    [SZ_SUSPEND_SUPPLEMENT] = {"supplement", "补正"},
    [SZ_SUSPEND_PUBLICITY] = {"publicity", "公示"},
    [SZ_SUSPEND_CONSULT] = {"consult", "部门征求意见"},
    [SZ_SUSPEND_OTHER] = {"other", "其他"},
};

/* What feeds and people also call them. */
static const struct {
    const char *text;
    SzSuspendKind kind;
} suspend_aliases[] = {
    {"听证会", SZ_SUSPEND_HEARING},
    {"bidding", SZ_SUSPEND_TENDER},
    {"招投标", SZ_SUSPEND_TENDER},
    {"inspect", SZ_SUSPEND_INSPECTION},
    {"test", SZ_SUSPEND_TESTING},
    {"检验检测", SZ_SUSPEND_TESTING},
    {"appraise", SZ_SUSPEND_APPRAISAL},
    {"identification", SZ_SUSPEND_APPRAISAL},
    {"expert_review", SZ_SUSPEND_EXPERT},
    {"expert-review", SZ_SUSPEND_EXPERT},
    {"review", SZ_SUSPEND_EXPERT},
    {"评审", SZ_SUSPEND_EXPERT},
    {"correction", SZ_SUSPEND_SUPPLEMENT},
    {"补正材料", SZ_SUSPEND_SUPPLEMENT},
    {"材料补正", SZ_SUSPEND_SUPPLEMENT},
    {"补齐补正", SZ_SUSPEND_SUPPLEMENT},
    {"public_notice", SZ_SUSPEND_PUBLICITY},
    {"publicize", SZ_SUSPEND_PUBLICITY},
    {"公告", SZ_SUSPEND_PUBLICITY},
    {"consultation", SZ_SUSPEND_CONSULT},
    {"征求意见", SZ_SUSPEND_CONSULT},
    {"征求部门意见", SZ_SUSPEND_CONSULT},
    {"其它", SZ_SUSPEND_OTHER},
};

bool sz_event_is_correctable(const SzEvent *event)
{
    switch (event->entity) {
    case SZ_EVENT_CASE:
    case SZ_EVENT_TICKET:
    case SZ_EVENT_RATING:
        return true;
    case SZ_EVENT_KIOSK:
        return event->as.kiosk.kind == SZ_KIOSK_TXN;
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
    return false;
}

const char *sz_case_event_name(SzCaseEventKind kind)
{
    return case_event_names[kind];
}

bool sz_case_event_parse(SzSlice text, SzCaseEventKind *out)
{
    int i = sz_slice_find(case_event_names, 0, SZ_CASE_N_EVENTS, text);
    if (i >= 0) {
        *out = (SzCaseEventKind)i;
    }
    return i >= 0;
}

const char *sz_channel_name(SzChannel channel)
{
    return channel_names[channel];
}

bool sz_channel_parse(SzSlice text, SzChannel *out)
{
    int i = sz_slice_find(channel_names, SZ_CHANNEL_WINDOW, SZ_CHANNEL_N, text);
    if (i >= 0) {
        *out = (SzChannel)i;
    }
    return i >= 0;
}

const char *sz_unit_name(SzUnit unit)
{
    return unit_names[unit];
}

bool sz_unit_parse(SzSlice text, SzUnit *out)
{
    int i = sz_slice_find(unit_names, SZ_UNIT_MINUTE, G_N_ELEMENTS(unit_names), text);
    if (i >= 0) {
        *out = (SzUnit)i;
    }
    return i >= 0;
}

const char *sz_suspend_kind_name(SzSuspendKind kind)
{
    return suspend_names[kind].en;
}

bool sz_suspend_kind_parse(SzSlice text, SzSuspendKind *out)
{
    for (int i = 0; i < SZ_SUSPEND_N_KINDS; i++) {
        if (sz_slice_equal(sz_slice(suspend_names[i].en), text) ||
            sz_slice_equal(sz_slice(suspend_names[i].zh), text)) {
            *out = (SzSuspendKind)i;
            return true;
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(suspend_aliases); i++) {
        if (sz_slice_equal(sz_slice(suspend_aliases[i].text), text)) {
            *out = suspend_aliases[i].kind;
            return true;
        }
    }
    return false;
}
