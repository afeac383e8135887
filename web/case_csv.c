#include "web/case_csv.h"

static const char *const heads[][2] = {
    {"办件编号", "id"},
    {"大厅编码", "hall"},
    {"大厅名称", "hall_name"},
    {"事项编码", "item"},
    {"事项名称", "item_name"},
    {"办理形式", "channel"},
    {"办理机关", "org"},
    {"状态", "state"},
    {"亮灯", "light"},
    {"超期办结", "late"},
    {"申请时间", "applied"},
    {"受理时间", "accepted"},
    {"到期时间", "due"},
    {"到期依据", "due_by"},
    {"暂定", "provisional"},
    {"办结时间", "closed"},
    {"时限", "limit"},
    {"时限单位", "unit"},
    {"停计天数", "suspended_days"},
};

static const char *const channels_zh[SZ_CHANNEL_N] = {"",         "窗口", "网上", "移动端",
                                                      "自助终端", "邮寄", "其他"};
static const char *const lights_zh[] = {"", "绿灯", "黄灯", "红灯", "黑灯", "挂起"};
static const char *const states_zh[] = {"在办", "挂起", "办结", "不予受理", "撤回", "作废"};
static const char *const bases_zh[] = {"",         "承诺时限", "来源系统",
                                       "事项承诺", "法定时限", "受理时限"};
static const char *const units_zh[] = {"", "分钟", "小时", "工作日", "自然日"};

G_STATIC_ASSERT(G_N_ELEMENTS(lights_zh) == SZ_LIGHT_SUSPENDED + 1);
G_STATIC_ASSERT(G_N_ELEMENTS(states_zh) == SZ_STATE_VOID + 1);
G_STATIC_ASSERT(G_N_ELEMENTS(bases_zh) == SZ_DUE_BY_ACCEPTANCE + 1);
G_STATIC_ASSERT(G_N_ELEMENTS(units_zh) == SZ_UNIT_DAY + 1);

void sz_case_csv_head(SzCsv *csv, SzLanguage language)
{
    sz_csv_heads(csv, heads, G_N_ELEMENTS(heads), language);
}

static void put_word(SzCsv *csv, SzLanguage language, const char *zh, const char *en)
{
    sz_csv_text(csv, language == SZ_LANGUAGE_ZH ? zh : en);
}

static void put_bool(SzCsv *csv, SzLanguage language, bool value)
{
    put_word(csv, language, value ? "是" : "否", value ? "true" : "false");
}

static void put_what(SzCsv *csv, const SzCaseRecord *record, const SzView *view)
{
    const SzItem *item = sz_items_find(view->rules->items, sz_slice(record->item));
    sz_csv_text(csv, record->id);
    sz_csv_text(csv, record->hall != NULL ? record->hall->code : record->hall_code);
    sz_csv_text(csv, record->hall != NULL ? record->hall->name : NULL);
    sz_csv_text(csv, record->item);
    sz_csv_text(csv, item != NULL ? item->name : NULL);
}

static void put_limit(SzCsv *csv, SzLanguage language, SzLimit limit)
{
    sz_csv_maybe_number(csv, limit.unit != SZ_UNIT_NONE, limit.n);
    put_word(csv, language, units_zh[limit.unit], sz_unit_name(limit.unit));
}

void sz_case_csv_row(SzCsv *csv, const SzCaseRecord *record, const SzView *view,
                     SzLanguage language)
{
    const SzCaseStatus *status = &record->status;
    SzWallTime now = sz_view_now(view);
    const SzCaseClock *clock = sz_case_status_clock(status, now);
    SzLight light = sz_case_status_light(status, now);
    bool is_closed = status->state == SZ_STATE_CLOSED;
    put_what(csv, record, view);
    put_word(csv, language, channels_zh[record->facts.channel],
             sz_channel_name(record->facts.channel));
    sz_csv_text(csv, record->org);
    put_word(csv, language, states_zh[status->state], sz_state_name(status->state));
    put_word(csv, language, lights_zh[light], sz_light_name(light));
    put_bool(csv, language, status->is_late);
    sz_csv_time(csv, record->facts.applied);
    sz_csv_time(csv, record->facts.accepted);
    sz_csv_time(csv, clock->due);
    put_word(csv, language, bases_zh[clock->basis], sz_due_basis_name(clock->basis));
    put_bool(csv, language, clock->provisional);
    sz_csv_time(csv, is_closed ? record->facts.ended : (SzMaybeTime){0});
    put_limit(csv, language, clock->limit);
    sz_csv_number(csv, clock->suspended_days);
    sz_csv_end_row(csv);
}
