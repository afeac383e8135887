/* States of a hall and what is said of them.  The halls of test_rules() open 09:00-12:00 and 13:30-18:00 on working
 * days; 2026-03-02 is a Monday. */

#include "render/situation_hall.h"

#include "support/case_builder.h"
#include "support/rules.h"

/* --- scripts ------------------------------------------------------------------------------- */

/* A word of a script: "2 09:00 take A1 Q W1", day of March 2026, time, what and of what. */
typedef struct {
    SzWallTime at;
    char **words; /* from the third on; borrowed */
    guint n;
} Step;

static SzWallTime march(const char *day, const char *clock)
{
    g_autofree char *text =
        g_strdup_printf("2026-03-%02dT%s:00", (int)g_ascii_strtoll(day, NULL, 10), clock);
    return test_time(text);
}

static SzSlice word(const Step *step, guint i)
{
    return i < step->n ? sz_slice(step->words[i]) : SZ_SLICE("");
}

static bool read_ticket(const Step *step, SzEvent *out)
{
    SzTicketEventKind kind;
    if (!sz_ticket_event_parse(word(step, 0), &kind)) {
        return false;
    }
    *out = (SzEvent){.entity = SZ_EVENT_TICKET,
                     .as.ticket = {.occurred = step->at,
                                   .kind = kind,
                                   .hall = SZ_SLICE("330106"),
                                   .id = word(step, 1),
                                   .queue = word(step, 2),
                                   .window = word(step, 3),
                                   .result = SZ_TICKET_RESULT_DONE,
                                   .recall = -1}};
    return true;
}

static bool read_window(const Step *step, SzEvent *out)
{
    SzWindowState state;
    if (!sz_window_state_parse(word(step, 0), &state)) {
        return false;
    }
    *out = (SzEvent){.entity = SZ_EVENT_WINDOW,
                     .as.window = {.occurred = step->at,
                                   .state = state,
                                   .hall = SZ_SLICE("330106"),
                                   .window = word(step, 1),
                                   .cert = -1}};
    return true;
}

static bool read_kiosk(const Step *step, SzEvent *out)
{
    if (!sz_slice_equal(word(step, 0), SZ_SLICE("kiosk"))) {
        return false;
    }
    *out = (SzEvent){.entity = SZ_EVENT_KIOSK,
                     .as.kiosk = {.occurred = step->at,
                                  .kind = SZ_KIOSK_STATE,
                                  .hall = SZ_SLICE("330106"),
                                  .kiosk = word(step, 1),
                                  .faults = sz_kiosk_faults_parse(word(step, 3)),
                                  .dur_ms = -1,
                                  .pages = -1}};
    g_assert_true(sz_kiosk_state_parse(word(step, 2), &out->as.kiosk.state));
    return true;
}

/* "bad R1", "callback R1" */
static bool read_rating(const Step *step, SzEvent *out)
{
    bool is_bad = sz_slice_equal(word(step, 0), SZ_SLICE("bad"));
    if (!is_bad && !sz_slice_equal(word(step, 0), SZ_SLICE("callback"))) {
        return false;
    }
    *out = (SzEvent){.entity = SZ_EVENT_RATING,
                     .as.rating = {.occurred = step->at,
                                   .kind = is_bad ? SZ_RATING_NEW : SZ_RATING_CALLBACK,
                                   .hall = SZ_SLICE("330106"),
                                   .id = word(step, 1),
                                   .level = is_bad ? 1 : -1,
                                   .is_active = -1}};
    return true;
}

/* "apply C1 PROMISE STATUTE" in working days, "accept C1" */
static void read_case(const Step *step, SzEvent *out)
{
    SzCaseEvent event = test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00:00");
    g_assert_true(sz_slice_equal(word(step, 0), SZ_SLICE("apply")) ||
                  sz_slice_equal(word(step, 0), SZ_SLICE("accept")));
    event.kind = step->words[0][1] == 'p' ? SZ_CASE_APPLY : SZ_CASE_ACCEPT;
    event.occurred = step->at;
    event.id = word(step, 1);
    if (step->n > 2) {
        event.promise = (SzLimit){(int)g_ascii_strtoll(step->words[2], NULL, 10), SZ_UNIT_WORKDAY};
    }
    if (step->n > 3) {
        event.statute = (SzLimit){(int)g_ascii_strtoll(step->words[3], NULL, 10), SZ_UNIT_WORKDAY};
    }
    *out = (SzEvent){.entity = SZ_EVENT_CASE, .as.case_event = event};
}

static void apply_step(SzEngine *engine, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    Step step = {march(words[0], words[1]), words + 2, g_strv_length(words) - 2};
    SzEvent event;
    if (!read_ticket(&step, &event) && !read_window(&step, &event) && !read_kiosk(&step, &event) &&
        !read_rating(&step, &event)) {
        read_case(&step, &event);
    }
    sz_engine_apply(engine, &event);
}

static SzSnapshot *play(const char *script)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_auto(GStrv) lines = g_strsplit(script, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] != '\0') {
            apply_step(engine, lines[i]);
        }
    }
    return sz_engine_publish(engine);
}

static GArray *lines_at(const SzSnapshot *state, SzMaybeTime now)
{
    SzView view = {.rules = test_rules(), .state = state, .now = now};
    return sz_situation_hall(&view,
                             sz_registry_find(test_rules()->registry, SZ_SLICE("330106"), 0));
}

/* "late|A|最久等 46 分。", a line each. (transfer full) */
static char *said(const GArray *lines, SzLanguage language)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const SzSituationLine *line = &g_array_index(lines, SzSituationLine, i);
        g_assert_cmpuint(line->n_parts, ==, 1);
        g_string_append_printf(text, "%s|%s|%s\n", sz_sign_name(line->sign),
                               line->parts[0].subject[language], line->parts[0].text[language]);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- the table ----------------------------------------------------------------------------- */

/* A window that is heard of just before 10:30. */
#define LIVE "2 10:29 open W9\n"
/* The example of metrics/queue_relief.h at 10:30: twelve taken and called in the hour, services of ten minutes. */
#define SERVED(n, take, call, end)                                                                 \
    "2 " take " take S" n " A\n2 " call " call S" n " A W1\n2 " end " end S" n " A W1\n"
#define BUSY_QUEUE                                                                                 \
    SERVED("1", "09:01", "09:35", "09:45")                                                         \
    SERVED("2", "09:01", "09:35", "09:45")                                                         \
    SERVED("3", "09:02", "09:36", "09:46")                                                         \
    SERVED("4", "09:02", "09:36", "09:46")                                                         \
    SERVED("5", "09:03", "09:37", "09:47")                                                         \
    SERVED("6", "09:03", "09:37", "09:47")                                                         \
    SERVED("7", "09:04", "09:38", "09:48")                                                         \
    SERVED("8", "09:04", "09:38", "09:48")                                                         \
    SERVED("9", "09:05", "09:39", "09:49")                                                         \
    SERVED("10", "09:31", "10:00", "10:10")                                                        \
    SERVED("11", "09:32", "10:01", "10:11")                                                        \
    SERVED("12", "09:33", "10:02", "10:12")                                                        \
    "2 09:44 take T1 A\n2 09:50 take T2 A\n2 09:55 take T3 A\n2 10:00 take T4 A\n"                 \
    "2 10:05 take T5 A\n2 10:10 take T6 A\n2 10:15 take T7 A\n2 10:20 take T8 A\n"                 \
    "2 10:25 take T9 A\n" LIVE
/* Five of no wait at all. */
#define SMOOTH                                                                                     \
    SERVED("1", "10:00", "10:00", "10:05")                                                         \
    SERVED("2", "10:00", "10:00", "10:05")                                                         \
    SERVED("3", "10:00", "10:00", "10:05")                                                         \
    SERVED("4", "10:00", "10:10", "10:15")                                                         \
    SERVED("5", "10:00", "10:10", "10:15")                                                         \
    LIVE

static const struct {
    const char *path;
    const char *script;
    const char *now; /* "2 10:30" */
    const char *zh;
    const char *en;
} rows[] = {
    /* what stands before everything */
    {"closed/before-opening", LIVE, "2 08:59", "closed|未开放|9:00 开放。\n",
     "closed|Closed|opens 9:00.\n"},
    {"closed/lunch", "2 11:00 take T1 A\n2 11:00 take T2 A\n2 11:59 open W1\n", "2 12:40",
     "closed|未开放|13:30 开放，在等 2 人。\n", "closed|Closed|opens 13:30, 2 waiting.\n"},
    {"closed/evening", "2 16:00 take T1 A\n", "2 18:00", "closed|未开放|明天 9:00 开放。\n",
     "closed|Closed|opens tomorrow 9:00.\n"},
    {"closed/weekend", LIVE, "6 18:30", "closed|未开放|3月9日 周一 9:00 开放。\n",
     "closed|Closed|opens Mon 9 Mar 9:00.\n"},
    {"closed/devices-are-left-out", "2 17:00 kiosk K3 online paper_out\n2 17:00 serving W1\n",
     "2 19:00", "closed|未开放|明天 9:00 开放。\n", "closed|Closed|opens tomorrow 9:00.\n"},
    {"nothing-today", "1 10:00 take T1 A\n", "2 10:30",
     "insufficient|今日尚无数据|9:00 开放，至今没有取号和窗口状态，暂不能判断。\n",
     "insufficient|No data today|open from 9:00, no ticket or window yet, cannot tell.\n"},
    {"no-ticket", LIVE, "2 10:30", "insufficient|今天还没有取号|只有窗口状态，排队暂不能判断。\n",
     "insufficient|No ticket today|only windows are heard of, queues cannot be judged.\n"},
    {"stale", "2 09:30 take T1 A\n2 10:24 serving W1\n", "2 10:30",
     "stale|数据延迟 6 分|10:24 起没有取号和窗口状态，排队暂不能判断。\n",
     "stale|Data late by 6 min|no ticket or window since 10:24, queues cannot be judged.\n"},
    {"not-yet-stale", "2 10:20 take T1 A\n2 10:25 open W1\n", "2 10:30",
     "ok|大厅运行正常。|在等 1 人。\n", "ok|The hall is running well.|1 waiting.\n"},
    /* queues */
    {"queue/advice", BUSY_QUEUE "2 09:00 closed W11\n2 09:00 paused W12\n", "2 10:30",
     "late|A|最久等 46 分。加开 2 个窗口，约 25 分钟降到 20 分以内。\n",
     "late|A|longest wait 46 min. Open 2 more windows: under 20 min in about 25 min.\n"},
    {"queue/no-window-to-open", BUSY_QUEUE "2 09:00 closed W11\n", "2 10:30",
     "late|A|最久等 46 分，在等 9 人。\n", "late|A|longest wait 46 min, 9 waiting.\n"},
    {"queue/late-begins-at-45", "2 09:45 take T1 A\n" LIVE, "2 10:30",
     "late|A|最久等 45 分，在等 1 人。\n", "late|A|longest wait 45 min, 1 waiting.\n"},
    {"queue/warn-before-45", "2 09:46 take T1 A\n" LIVE, "2 10:30",
     "warn|A|最久等 44 分，在等 1 人。\n", "warn|A|longest wait 44 min, 1 waiting.\n"},
    {"queue/watch-before-30", "2 10:01 take T1 A\n2 10:10 take T2 B\n" LIVE, "2 10:30",
     "watch|A|最久等 29 分，另 1 个队列也超过 15 分。\n",
     "watch|A|longest wait 29 min, 1 more queue over 15 min.\n"},
    {"queue/fine-before-15", "2 10:16 take T1 A\n" LIVE, "2 10:30",
     "ok|大厅运行正常。|在等 1 人。\n", "ok|The hall is running well.|1 waiting.\n"},
    {"queue/lunch-is-no-waiting", "2 11:50 take T1 A\n2 13:40 open W1\n", "2 13:44",
     "watch|A|最久等 24 分，在等 1 人。\n", "watch|A|longest wait 24 min, 1 waiting.\n"},
    {"queue/slow-hour",
     SERVED("1", "09:40", "10:00", "10:05") SERVED("2", "09:40", "10:00", "10:05")
         SERVED("3", "09:40", "10:00", "10:05") SERVED("4", "09:40", "10:00", "10:05")
             SERVED("5", "09:40", "10:00", "10:05") LIVE,
     "2 10:30", "watch|等候 P90 20 分|近 1 小时叫号 5 人，现在无人等候超过 15 分。\n",
     "watch|Wait P90 20 min|of 5 called in the last hour; nobody waits over 15 min now.\n"},
    {"well/base", SMOOTH, "2 10:30", "ok|大厅运行正常。|等候 P90 10 分（近 1 小时 5 人）。\n",
     "ok|The hall is running well.|Wait P90 10 min (5 people in the last hour).\n"},
    {"well/cases-known", SMOOTH "2 09:00 apply C1 10 20\n2 09:00 accept C1\n", "2 10:30",
     "ok|大厅运行正常。|等候 P90 10 分（近 1 小时 5 人），没有超期件。\n",
     "ok|The hall is running well.|Wait P90 10 min (5 people in the last hour), no case "
     "overdue.\n"},
    /* kiosks and windows */
    {"kiosk/fault-and-offline",
     SMOOTH "2 10:12 kiosk K003 online paper_out\n2 10:29 kiosk K003 online paper_out\n"
            "2 10:23 kiosk K16 offline\n2 10:29 kiosk K1 online\n2 10:29 kiosk K2 online\n",
     "2 10:30", "late|3 号自助终端|缺纸 18 分。\noffline|16 号自助终端|离线 7 分。\n",
     "late|Kiosk 3|paper out for 18 min.\noffline|Kiosk 16|offline for 7 min.\n"},
    {"kiosk/several-faults",
     SMOOTH "2 10:29 kiosk VIP online printer,paper_low\n2 10:28 kiosk K2 online network\n",
     "2 10:30", "late|2 号自助终端|网络故障 2 分，另 1 台故障。\n",
     "late|Kiosk 2|network fault for 2 min, 1 more faulty.\n"},
    {"kiosk/harmless", SMOOTH "2 10:29 kiosk K1 online paper_low,door\n2 10:29 kiosk K2 maint\n",
     "2 10:30", "ok|大厅运行正常。|等候 P90 10 分（近 1 小时 5 人）。\n",
     "ok|The hall is running well.|Wait P90 10 min (5 people in the last hour).\n"},
    {"kiosk/one-dead-feed",
     SMOOTH "2 10:20 kiosk K1 online\n2 10:21 kiosk K2 online\n2 10:22 kiosk K3 online\n",
     "2 10:30", "stale|自助终端|全部无信号 8 分，先查网络。\n",
     "stale|Kiosks|all silent for 8 min, look at the network first.\n"},
    {"kiosk/half-a-dead-feed",
     SMOOTH "2 10:20 kiosk K1 online\n2 10:21 kiosk K2 online\n2 10:22 kiosk K3 online\n"
            "2 10:29 kiosk K4 online\n",
     "2 10:30", "stale|自助终端|4 台中 3 台无信号，先查网络。\n",
     "stale|Kiosks|3 of 4 silent, look at the network first.\n"},
    {"window/late", "2 10:22 serving W1\n2 10:29 take T1 A\n", "2 10:30",
     "stale|窗口|状态延迟 8 分，暂不能判断。\n",
     "stale|Windows|late by 8 min, cannot be judged.\n"},
    {"window/none", "2 10:29 take T1 A\n", "2 10:30",
     "insufficient|窗口|今天没有状态，暂不能判断。\n",
     "insufficient|Windows|no states today, cannot be judged.\n"},
    {"window/over", SMOOTH "2 09:43 serving W041\n2 09:50 serving W42\n2 10:00 serving W43\n",
     "2 10:30", "warn|41 号窗口|办理 47 分，限时 30 分，另 1 个窗口也超时。\n",
     "warn|Window 41|serving for 47 min, limit 30 min, 1 more over limit.\n"},
    /* records: C1 is due on Tuesday at 18:00, by statute a day later */
    {"case/due-today",
     "3 15:20 take T1 A\n3 15:25 open W1\n2 09:00 apply C1 1\n2 09:00 accept C1\n", "3 15:29",
     "watch|今天到期 1 件|最早 18:00 到期。\n", "watch|1 case due today|the first at 18:00.\n"},
    {"case/overdue", "2 09:00 apply C1 1 3\n2 09:00 accept C1\n", "3 18:01",
     "closed|未开放|明天 9:00 开放。\nlate|超期 1 件|最早 今天 18:00 到期。\n",
     "closed|Closed|opens tomorrow 9:00.\nlate|1 case overdue|the oldest was due today 18:00.\n"},
    {"case/breached",
     "2 09:00 apply C1 1 2\n2 09:00 accept C1\n3 09:00 apply C2 1 9\n3 09:00 accept C2\n",
     "4 19:00",
     "closed|未开放|明天 9:00 开放。\nbreach|超期 2 件|其中 1 件超法定时限，最早 3月3日 到期。\n",
     "closed|Closed|opens tomorrow 9:00.\n"
     "breach|2 cases overdue|1 past the statutory limit, the oldest was due 3 Mar.\n"},
    {"rating/waits-for-a-call", "2 10:00 bad R1\n2 10:00 bad R2\n2 11:00 callback R2\n", "3 08:00",
     "closed|未开放|9:00 开放。\nwatch|差评待回访 1 件|最早 今天 18:00 到期。\n",
     "closed|Closed|opens 9:00.\nwatch|1 bad rating to call back|the first is due today 18:00.\n"},
    {"rating/late", "2 10:00 bad R1\n3 10:00 bad R2\n", "4 08:00",
     "closed|未开放|9:00 开放。\nlate|差评待回访 2 件|其中 1 件已超 1 个工作日。\n",
     "closed|Closed|opens 9:00.\nlate|2 bad ratings to call back|1 past one working day.\n"},
    /* most urgent first */
    {"order",
     "2 09:00 apply C1 1 2\n2 09:00 accept C1\n5 09:30 take T1 A\n5 09:50 take T2 B\n"
     "5 10:10 take T3 C\n5 09:50 serving W1\n5 10:29 kiosk K1 online card\n5 10:20 kiosk K2 "
     "offline\n",
     "5 10:30",
     "stale|数据延迟 20 分|10:10 起没有取号和窗口状态，排队暂不能判断。\n"
     "breach|超期 1 件|其中 1 件超法定时限，最早 3月3日 到期。\n"
     "late|1 号自助终端|读卡器故障 1 分。\noffline|2 号自助终端|离线 10 分。\n",
     NULL},
    {"order/live",
     "2 09:00 apply C1 1 2\n2 09:00 accept C1\n5 09:30 take T1 A\n5 09:50 take T2 B\n"
     "5 10:10 take T3 C\n5 09:50 serving W1\n5 10:29 kiosk K1 online card\n"
     "5 10:20 kiosk K2 offline\n5 10:28 open W2\n",
     "5 10:30",
     "breach|超期 1 件|其中 1 件超法定时限，最早 3月3日 到期。\n"
     "late|A|最久等 1 小时，在等 1 人。\nlate|1 号自助终端|读卡器故障 1 分。\n"
     "warn|B|最久等 40 分，在等 1 人。\nwarn|1 号窗口|办理 40 分，限时 30 分。\n"
     "offline|2 号自助终端|离线 10 分。\nwatch|C|最久等 20 分，在等 1 人。\n",
     NULL},
};

static void test_row(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_auto(GStrv) now = g_strsplit(rows[i].now, " ", 2);
    g_autoptr(SzSnapshot) state = play(rows[i].script);
    g_autoptr(GArray) lines = lines_at(state, (SzMaybeTime){true, march(now[0], now[1])});
    g_autofree char *zh = said(lines, SZ_LANGUAGE_ZH);
    g_autofree char *en = said(lines, SZ_LANGUAGE_EN);
    g_assert_cmpstr(zh, ==, rows[i].zh);
    if (rows[i].en != NULL) {
        g_assert_cmpstr(en, ==, rows[i].en);
    }
}

static void test_nothing_ever(void)
{
    g_autoptr(SzSnapshot) state = play("");
    g_autoptr(GArray) lines = lines_at(state, (SzMaybeTime){0});
    g_autofree char *zh = said(lines, SZ_LANGUAGE_ZH);
    g_assert_cmpstr(zh, ==, "insufficient|暂不能判断|还没有任何数据。\n");
}

/* --- properties ---------------------------------------------------------------------------- */

/* Second by second through ten minutes in which nothing happens no line changes twice within a minute. */
static void test_lines_keep_still(void)
{
    g_autoptr(SzSnapshot) state =
        play(BUSY_QUEUE "2 09:00 closed W11\n2 09:00 paused W12\n2 09:47 serving W3\n"
                        "2 10:11 kiosk K1 online app\n2 10:12 kiosk K2 offline\n2 10:00 take B1 B\n"
                        "2 10:33 open W4\n");
    SzWallTime now = march("2", "10:31");
    guint n_lines = 0;
    gint64 changed_s[16] = {0};
    g_auto(GStrv) last = NULL;
    for (gint64 s = 0; s < 420; s++) {
        SzMaybeTime at = {true, {now.ns + s * SZ_NS_PER_S + SZ_NS_PER_S / 3}};
        g_autoptr(GArray) lines = lines_at(state, at);
        g_autofree char *text = said(lines, SZ_LANGUAGE_ZH);
        GStrv each = g_strsplit(text, "\n", -1);
        n_lines = MAX(n_lines, lines->len);
        for (guint i = 0; last != NULL && i < 16 && last[i] != NULL && each[i] != NULL; i++) {
            if (!g_str_equal(last[i], each[i])) {
                g_assert_true(changed_s[i] == 0 || s - changed_s[i] >= 59 ||
                              (g_test_message("%s -> %s", last[i], each[i]), false));
                changed_s[i] = s;
            }
        }
        g_strfreev(last);
        last = each;
    }
    g_assert_cmpuint(n_lines, >=, 4);
}

static bool has_long_number(const char *text)
{
    guint run = 0;
    for (const char *at = text; *at != '\0' && run < 11; at++) {
        run = g_ascii_isdigit(*at) ? run + 1 : 0;
    }
    return run >= 11;
}

/* Whatever happened: at least one line, whole characters, nobody's number, and calm words stand alone. */
static void test_random_states(void)
{
    static const char *const steps[] = {"take %d A",         "take %d 13800138000",
                                        "call %d A W1",      "end %d A W1",
                                        "serving W%d",       "open W%d",
                                        "closed W%d",        "kiosk K%d online app",
                                        "kiosk K%d offline", "kiosk 13800138000%d online card",
                                        "bad R%d",           "apply C%d 1 2"};
    for (int round = 0; round < 300; round++) {
        g_autoptr(GString) script = g_string_new(NULL);
        int n = g_test_rand_int_range(0, 40);
        for (int i = 0; i < n; i++) {
            const char *step = steps[g_test_rand_int_range(0, G_N_ELEMENTS(steps))];
            g_auto(GStrv) halves = g_strsplit(step, "%d", 2);
            g_string_append_printf(script, "%d %02d:%02d %s%d%s\n", g_test_rand_int_range(2, 6),
                                   g_test_rand_int_range(8, 19), g_test_rand_int_range(0, 60),
                                   halves[0], g_test_rand_int_range(1, 9), halves[1]);
        }
        g_autoptr(SzSnapshot) state = play(script->str);
        SzWallTime now = march("5", "07:00");
        now.ns += (gint64)g_test_rand_int_range(0, 13 * 3600) * SZ_NS_PER_S;
        g_autoptr(GArray) lines = lines_at(state, (SzMaybeTime){true, now});
        g_assert_cmpuint(lines->len, >=, 1);
        for (int language = 0; language < 2; language++) {
            g_autofree char *text = said(lines, (SzLanguage)language);
            g_assert_true(g_utf8_validate(text, -1, NULL));
            g_assert_false(has_long_number(text));
        }
        for (guint i = 0; i < lines->len; i++) {
            const SzSituationLine *line = &g_array_index(lines, SzSituationLine, i);
            g_assert_true(line->sign != SZ_SIGN_OK || lines->len == 1);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/situation_hall/%s", rows[i].path);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    g_test_add_func("/situation_hall/nothing-ever", test_nothing_ever);
    g_test_add_func("/situation_hall/lines-keep-still", test_lines_keep_still);
    g_test_add_func("/situation_hall/random-states", test_random_states);
    int failed = g_test_run();
    test_rules_clear();
    return failed;
}
