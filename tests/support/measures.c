#include "support/measures.h"

#define TERMS_MAX 4

static const struct {
    SzMeasureInfo info;
    struct {
        SzSource source;
        SzTermRole role;
        const char *at; /* NULL: no term */
        const char *where;
        const char *value;
    } terms[TERMS_MAX];
} measures[] = {
    {{"hall_online", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_HALLS, SZ_TERM_SHARE, "", "open", "known(silence) and silence <= 5min"}}},
    {{"town_kiosk", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, false, 1},
     {{SZ_SOURCE_HALLS, SZ_TERM_SHARE, "", "tier in (town, village)", "kiosks_online > 0"}}},
    {{"town_online", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_DAY, false, 1},
     {{SZ_SOURCE_HALLS, SZ_TERM_SHARE, "", "tier in (town, village)", "heard_today"}}},
    {{"nearby", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "channel == window",
       "tier in (town, village, kiosk)"}}},
    {{"window_open", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_WINDOWS, SZ_TERM_SHARE, "", "today and state != closed", "open"}}},
    {{"window_busy", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_WINDOWS, SZ_TERM_SHARE, "", "today and open", "state == serving"}}},
    {{"waiting_per_window", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_NUM, "", "today and open and state == waiting", ""},
      {SZ_SOURCE_WINDOWS, SZ_TERM_DEN, "", "today and open", ""}}},
    {{"wait_mean", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_R60M, true, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_MEAN, "called", "", "wait"}}},
    {{"wait_longest", SZ_STATISTIC_MAX, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_SAMPLE, "", "today and open", "waited"}}},
    {{"wait_in_target", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_R60M, true, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_SHARE, "called", "", "wait <= 15min"}}},
    {{"wait_p90", SZ_STATISTIC_QUANTILE, 0.9, SZ_WINDOW_R60M, true, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_SAMPLE, "called", "", "wait"}}},
    {{"noshow", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_DAY, false, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_SHARE, "",
       "today and state in (serving, held, done, returned, info, missed)", "state == missed"}}},
    {{"booked", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_DAY, false, 1},
     {{SZ_SOURCE_TICKETS, SZ_TERM_SHARE, "", "today", "booked"}}},
    {{"service_long", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_WINDOWS, SZ_TERM_SHARE, "", "today and state == serving", "lasts > 30min"}}},
    {{"kiosk_online", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_KIOSKS, SZ_TERM_SHARE, "", "state != maint", "state == online"}}},
    {{"kiosk_usable", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, true, 1},
     {{SZ_SOURCE_KIOSKS, SZ_TERM_SHARE, "", "state != maint", "state == online and not stopped"}}},
    {{"closed_on_time", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "ended", "state == closed and has_due", "not late"}}},
    {{"statute_passed", SZ_STATISTIC_SUM, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_MEAN, "ended", "state == closed", "past_statute"},
      {SZ_SOURCE_CASES, SZ_TERM_MEAN, "", "open and light != suspended", "light == black"}}},
    {{"open_overdue", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_NOW, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "", "open and light != suspended",
       "light in (red, black)"}}},
    {{"accepted_in_time", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "accepted != no", "accepted == in_time"}}},
    {{"limit_cut", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_NUM, "applied", "statute_limit > 0",
       "statute_limit - promise_limit"},
      {SZ_SOURCE_CASES, SZ_TERM_DEN, "applied", "statute_limit > 0", "statute_limit"}}},
    {{"fast_on_time", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "ended", "state == closed and unit in (minute, hour)",
       "not late"}}},
    {{"instant", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "", "kind == instant"}}},
    {{"once", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "ended", "state == closed and known(visits)",
       "visits <= 1 and not supplemented"}}},
    {{"suspended_well", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_NUM, "ended", "was_suspended",
       "not (suspended_on_last_day or suspended_too_long)"},
      {SZ_SOURCE_CASES, SZ_TERM_NUM, "", "open and was_suspended",
       "not (suspended_on_last_day or suspended_too_long)"},
      {SZ_SOURCE_CASES, SZ_TERM_DEN, "ended", "was_suspended", ""},
      {SZ_SOURCE_CASES, SZ_TERM_DEN, "", "open and was_suspended", ""}}},
    {{"complete_at_once", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "channel == window", "not supplemented"}}},
    {{"rating_good", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_RATINGS, SZ_TERM_NUM, "day", "", "level3 + level4 + level5"},
      {SZ_SOURCE_RATINGS, SZ_TERM_DEN, "day", "", "level1 + level2 + level3 + level4 + level5"}}},
    {{"rating_points", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_RATINGS, SZ_TERM_NUM, "day", "",
       "20 * active2 + 60 * active3 + 80 * active4 + 100 * active5"},
      {SZ_SOURCE_RATINGS, SZ_TERM_DEN, "day", "",
       "active1 + active2 + active3 + active4 + active5"}}},
    {{"rating_active", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_RATINGS, SZ_TERM_NUM, "day", "",
       "active1 + active2 + active3 + active4 + active5"},
      {SZ_SOURCE_RATINGS, SZ_TERM_DEN, "day", "",
       "active1 + active2 + active3 + active4 + active5 + passive"}}},
    {{"rating_bad", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_RATINGS, SZ_TERM_NUM, "day", "", "level1 + level2"},
      {SZ_SOURCE_RATINGS, SZ_TERM_DEN, "day", "", "level1 + level2 + level3 + level4 + level5"}}},
    {{"called_back", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_BAD_RATINGS, SZ_TERM_SHARE, "callback_judged", "not upheld",
       "known(called_back) and called_back <= callback_due"}}},
    {{"rectified", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_BAD_RATINGS, SZ_TERM_SHARE, "rectify_judged", "not upheld",
       "known(rectified) and rectified <= rectify_due"}}},
    {{"followup_good", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_BAD_RATINGS, SZ_TERM_SHARE, "followed_up", "", "followup_level >= 3"}}},
    {{"online", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "", "channel in (online, mobile)"}}},
    {{"unified", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "platform != none", "platform == unified"}}},
    {{"no_visit", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "ended",
       "state == closed and known(visits) and channel in (online, mobile)", "visits == 0"}}},
    {{"auto", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "ended", "state == closed", "auto"}}},
    {{"kiosk_share", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_DAY, false, 1},
     {{SZ_SOURCE_KIOSKS, SZ_TERM_NUM, "", "", "done_today"},
      {SZ_SOURCE_KIOSKS, SZ_TERM_DEN, "", "", "done_today"},
      {SZ_SOURCE_TICKETS, SZ_TERM_DEN, "", "today and state == done", ""}}},
    {{"kiosk_use", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_DAY, false, 1},
     {{SZ_SOURCE_KIOSKS, SZ_TERM_MEAN, "", "", "done_today"}}},
    {{"elic", SZ_STATISTIC_RATIO, 0, SZ_WINDOW_MONTH, false, 1},
     {{SZ_SOURCE_CASES, SZ_TERM_SHARE, "applied", "", "elic"}}},
};

static void add_terms(SzMeasureSet *set, gsize i)
{
    for (guint k = 0; k < TERMS_MAX && measures[i].terms[k].at != NULL; k++) {
        SzTermPart part;
        SzExpressionError error;
        const SzTermText text = {
            .source = measures[i].terms[k].source,
            .role = measures[i].terms[k].role,
            .at = sz_slice(measures[i].terms[k].at),
            .where = sz_slice(measures[i].terms[k].where),
            .value = sz_slice(measures[i].terms[k].value),
        };
        if (!sz_measure_set_add_term(set, &text, &part, &error)) {
            g_error("%s: %s", measures[i].info.name, error.message);
        }
    }
}

SzMeasureSet *test_measure_set_of(guint n)
{
    SzMeasureSet *set = sz_measure_set_new();
    for (guint i = 0; i < n; i++) {
        const SzMeasureInfo *info = &measures[i % G_N_ELEMENTS(measures)].info;
        g_autofree char *name = i < G_N_ELEMENTS(measures)
                                    ? g_strdup(info->name)
                                    : g_strdup_printf("%s_%u", info->name, i);
        SzMeasureInfo named = *info;
        named.name = name;
        (void)sz_measure_set_add(set, &named);
        add_terms(set, i % G_N_ELEMENTS(measures));
    }
    return set;
}

SzMeasureSet *test_measure_set_new(void)
{
    return test_measure_set_of(G_N_ELEMENTS(measures));
}
