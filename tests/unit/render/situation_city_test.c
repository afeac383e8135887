/* What is said of an area. */

#include "render/situation_city.h"

static const char *const NAMES[] = {"市本级", "西湖区", "余杭区", "建德市", "西湖景区"};

static SzCityPlace place(const char *name, SzTier tier, double score)
{
    SzCityPlace out = {.code = g_strdup(name),
                       .region = g_strdup(name),
                       .name = {g_strdup(name), g_strdup(name)},
                       .short_name = {g_strdup(name), g_strdup(name)},
                       .worst = {g_strdup("承诺按时办结率"), g_strdup("closed on time")},
                       .last_hour = {40, 10},
                       .longest_min = 3,
                       .state = SZ_CITY_LIVE,
                       .tier = tier,
                       .is_open = true,
                       .is_area = true};
    sz_city_score_set(&out.index, score, 0.96);
    out.index.is_published = true;
    return out;
}

/* Every place open and fine. */
static SzCityFacts *fine(void)
{
    static const double scores[] = {91.4, 86.5, 88.6, 83.6, 80.8};
    SzCityFacts *facts = g_new0(SzCityFacts, 1);
    facts->whole = place("杭州市", SZ_TIER_MUNICIPAL, 86.7);
    facts->now = sz_wall_time_at(20514, 37440); /* 10:24 */
    facts->hours = (SzDaySlots){2, {{32400, 43200}, {48600, 64800}}};
    facts->n_places = G_N_ELEMENTS(NAMES);
    facts->places = g_new0(SzCityPlace, facts->n_places);
    for (guint i = 0; i < facts->n_places; i++) {
        facts->places[i] = place(NAMES[i], i > 0 ? SZ_TIER_COUNTY : SZ_TIER_MUNICIPAL, scores[i]);
    }
    return facts;
}

static void slow(SzCityPlace *place, SzSign sign, guint p90_min)
{
    place->sign = sign;
    place->last_hour.p90_min = p90_min;
}

static void score(SzCityPlace *place, double score)
{
    sz_city_score_set(&place->index, score, 0.96);
    place->index.is_published = true;
}

/* --- what is changed, and what is said then ------------------------------------------------- */

static void nothing(SzCityFacts *facts)
{
    (void)facts;
}

static void one_late(SzCityFacts *facts)
{
    score(&facts->places[2], 78.6);
    slow(&facts->places[2], SZ_SIGN_LATE, 52);
}

static void as_in_the_picture(SzCityFacts *facts)
{
    one_late(facts);
    facts->places[3].state = SZ_CITY_STALE;
    facts->places[3].silent_min = 6;
    facts->places[4].state = SZ_CITY_INSUFFICIENT;
    facts->places[4].index.is_published = false;
}

static void late_but_not_lowest(SzCityFacts *facts)
{
    slow(&facts->places[1], SZ_SIGN_WARN, 38);
}

static void one_waits_long(SzCityFacts *facts)
{
    facts->places[1].sign = SZ_SIGN_LATE;
    facts->places[1].longest_min = 52;
}

static void breached(SzCityFacts *facts)
{
    one_late(facts);
    facts->places[1].sign = SZ_SIGN_BREACH;
    facts->places[1].breached = 2;
}

static void low(SzCityFacts *facts)
{
    score(&facts->places[4], 79.94);
}

static void all_low(SzCityFacts *facts)
{
    for (guint i = 0; i < facts->n_places; i++) {
        score(&facts->places[i], facts->places[i].index.score - 22);
    }
}

static void watched(SzCityFacts *facts)
{
    slow(&facts->places[1], SZ_SIGN_WATCH, 16);
    slow(&facts->places[3], SZ_SIGN_WATCH, 22);
}

static void data_late(SzCityFacts *facts)
{
    for (guint i = 1; i < 4; i++) {
        facts->places[i].state = SZ_CITY_STALE;
        facts->places[i].silent_min = 5 + i;
        slow(&facts->places[i], SZ_SIGN_LATE, 50);
    }
}

static void all_late(SzCityFacts *facts)
{
    facts->whole.state = SZ_CITY_STALE;
    for (guint i = 0; i < facts->n_places; i++) {
        facts->places[i].state = SZ_CITY_STALE;
        facts->places[i].silent_min = 7;
    }
}

static void close_all(SzCityFacts *facts)
{
    one_late(facts);
    facts->whole.is_open = false;
    facts->whole.state = SZ_CITY_CLOSED;
    for (guint i = 0; i < facts->n_places; i++) {
        facts->places[i].is_open = false;
        facts->places[i].state = SZ_CITY_CLOSED;
    }
}

static void lunch(SzCityFacts *facts)
{
    close_all(facts);
    facts->now = sz_wall_time_at(20514, 43200);
}

static void evening(SzCityFacts *facts)
{
    close_all(facts);
    facts->now = sz_wall_time_at(20514, 64800);
    facts->places[2].breached = 1;
}

static void sunday(SzCityFacts *facts)
{
    close_all(facts);
    facts->hours.n = 0;
}

static void no_index(SzCityFacts *facts)
{
    facts->whole.state = SZ_CITY_EMPTY;
    facts->whole.is_open = false;
    for (guint i = 0; i < facts->n_places; i++) {
        facts->places[i].state = SZ_CITY_EMPTY;
        facts->places[i].index.is_published = false;
        facts->places[i].is_open = false;
    }
}

static const struct {
    const char *path;
    void (*change)(SzCityFacts *facts);
    const char *zh;
    const char *en;
} rows[] = {
    {"well", nothing, "ok|各区运行正常，|最低 西湖景区 80.8。\n",
     "ok|All places are running well,|lowest 西湖景区 80.8.\n"},
    {"late", one_late, "late|余杭区|78.6，为全市最低。等候 P90 52 分。\n",
     "late|余杭区|78.6, lowest of the city. Wait P90 52 min.\n"},
    {"picture", as_in_the_picture,
     "late|余杭区|78.6，为全市最低。等候 P90 52 分。\n"
     "stale|建德市|数据延迟 6 分。|西湖景区|数据不足，不计入。\n",
     "late|余杭区|78.6, lowest of the city. Wait P90 52 min.\n"
     "stale|建德市|data late by 6 min.|西湖景区|insufficient data, not counted.\n"},
    {"late-but-not-lowest", late_but_not_lowest, "warn|西湖区|86.5。等候 P90 38 分。\n",
     "warn|西湖区|86.5. Wait P90 38 min.\n"},
    {"one-waits-long", one_waits_long, "late|西湖区|86.5。最久等 52 分。\n",
     "late|西湖区|86.5. Longest wait 52 min.\n"},
    {"breached", breached,
     "breach|西湖区|86.5。超法定时限 2 件。\n"
     "late|余杭区|78.6，为全市最低。等候 P90 52 分。\n",
     NULL},
    {"low", low, "watch|西湖景区|79.9，为全市最低。失分最多：承诺按时办结率。\n",
     "watch|西湖景区|79.9, lowest of the city. Most lost: closed on time.\n"},
    {"all-low", all_low,
     "warn|西湖景区|58.8，为全市最低。失分最多：承诺按时办结率。\n"
     "warn|建德市|61.6，另 3 处也不到 80。\n",
     NULL},
    {"watched", watched, "watch|建德市|等候 P90 22 分，另 1 处也关注等候。\n",
     "watch|建德市|wait P90 22 min, waits to watch in 1 more.\n"},
    {"data-late", data_late,
     "stale|建德市|等 3 处数据延迟，最久 8 分。\nok|其余各区运行正常，|最低 西湖景区 80.8。\n",
     "stale|建德市|and 2 more: data late by up to 8 min.\n"
     "ok|The rest is running well,|lowest 西湖景区 80.8.\n"},
    {"all-late", all_late, "stale|市本级|等 5 处数据延迟，最久 7 分。\n",
     "stale|市本级|and 4 more: data late by up to 7 min.\n"},
    {"lunch", lunch, "closed|未开放|13:30 开放。\n", "closed|Closed|opens 13:30.\n"},
    {"evening", evening, "closed|未开放|今天已结束。\nbreach|余杭区|超法定时限 1 件。\n", NULL},
    {"sunday", sunday, "closed|未开放|今天不开放。\n", "closed|Closed|no opening hours today.\n"},
    {"no-index", no_index, "insufficient|暂不能判断|今日尚无可比数据。\n",
     "insufficient|Cannot tell|nothing to compare today yet.\n"},
};

static char *said(const GArray *lines, SzLanguage language)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const SzSituationLine *line = &g_array_index(lines, SzSituationLine, i);
        g_string_append(text, sz_sign_name(line->sign));
        for (guint k = 0; k < line->n_parts; k++) {
            g_string_append_printf(text, "|%s|%s", line->parts[k].subject[language],
                                   line->parts[k].text[language]);
        }
        g_string_append_c(text, '\n');
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Half a wall has room for about 24 characters of Chinese; letters and digits are about half as wide. */
static void assert_short(const GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const SzSituationLine *line = &g_array_index(lines, SzSituationLine, i);
        double width_em = 0;
        for (guint k = 0; k < line->n_parts; k++) {
            g_autofree char *text =
                g_strconcat(line->parts[k].subject[0], " ", line->parts[k].text[0], NULL);
            for (const char *at = text; *at != '\0'; at += g_utf8_skip[(guchar)*at]) {
                width_em += g_unichar_iswide(g_utf8_get_char(at)) ? 1 : 0.56;
            }
        }
        g_assert_cmpfloat(width_em, <=, 29);
    }
}

static void test_row(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autoptr(SzCityFacts) facts = fine();
    rows[i].change(facts);
    g_autoptr(GArray) lines = sz_situation_city(facts);
    g_autofree char *zh = said(lines, SZ_LANGUAGE_ZH);
    g_autofree char *en = said(lines, SZ_LANGUAGE_EN);
    g_assert_cmpstr(zh, ==, rows[i].zh);
    if (rows[i].en != NULL) {
        g_assert_cmpstr(en, ==, rows[i].en);
    }
    assert_short(lines);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/situation_city/%s", rows[i].path);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    return g_test_run();
}
