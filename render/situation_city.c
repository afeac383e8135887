#include "render/situation_city.h"

#include "render/city_panel.h"

static void clear_line(gpointer data)
{
    SzCityLine *line = data;
    g_free(line->subject_zh);
    g_free(line->subject_en);
    g_free(line->text_zh);
    g_free(line->text_en);
}

static void add_reason(const SzCityPlace *place, GString *zh, GString *en)
{
    if (place->breached > 0) {
        g_string_append_printf(zh, "超法定时限 %u 件。", place->breached);
        g_string_append_printf(en, " %u past the statutory limit.", place->breached);
    } else if (sz_city_wait_is_known(&place->last_hour) &&
               sz_city_wait_sign(place->last_hour.p90_min) > SZ_SIGN_OK) {
        g_string_append_printf(zh, "等候 P90 %u 分。", place->last_hour.p90_min);
        g_string_append_printf(en, " Wait P90 %u min.", place->last_hour.p90_min);
    } else if (place->worst[SZ_LANGUAGE_ZH] != NULL) {
        g_string_append_printf(zh, "失分最多的是%s。", place->worst[SZ_LANGUAGE_ZH]);
        g_string_append_printf(en, " Most is lost by %s.", place->worst[SZ_LANGUAGE_EN]);
    }
}

static void add_lowest(GArray *lines, const SzCityFacts *facts, const SzCityPlace *place)
{
    bool is_city = facts->whole.tier == SZ_TIER_MUNICIPAL;
    g_autoptr(GString) zh = g_string_new(NULL);
    g_autoptr(GString) en = g_string_new(NULL);
    g_string_append_printf(zh, "%.1f，为%s最低。", place->index.score, is_city ? "全市" : "全域");
    g_string_append_printf(en, "%.1f, the lowest of the %s.", place->index.score,
                           is_city ? "city" : "area");
    add_reason(place, zh, en);
    SzSign by_score = place->index.grade == SZ_GRADE_D   ? SZ_SIGN_WARN
                      : place->index.grade == SZ_GRADE_C ? SZ_SIGN_WATCH
                                                         : SZ_SIGN_OK;
    SzCityLine line = {.state = sz_sign_name(MAX(by_score, place->sign)),
                       .subject_zh = g_strdup(place->name[SZ_LANGUAGE_ZH]),
                       .subject_en = g_strdup(place->name[SZ_LANGUAGE_EN]),
                       .text_zh = g_strdup(zh->str),
                       .text_en = g_strdup(en->str)};
    g_array_append_val(lines, line);
}

static void add_trouble(GArray *lines, const SzCityPlace *place)
{
    bool is_stale = place->state == SZ_CITY_STALE;
    SzCityLine line = {.state = sz_sign_name(sz_city_state_sign(place->state)),
                       .subject_zh = g_strdup(place->name[SZ_LANGUAGE_ZH]),
                       .subject_en = g_strdup(place->name[SZ_LANGUAGE_EN])};
    if (is_stale) {
        line.text_zh = sz_city_reason(place, SZ_LANGUAGE_ZH);
        line.text_en = sz_city_reason(place, SZ_LANGUAGE_EN);
    } else {
        line.text_zh = g_strdup("数据不足，不计入。");
        line.text_en = g_strdup("insufficient data, not counted.");
    }
    g_array_append_val(lines, line);
}

GArray *sz_situation_city(const SzCityFacts *facts)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(SzCityLine));
    g_array_set_clear_func(lines, clear_line);
    const SzCityPlace *lowest = sz_city_lowest(facts);
    if (lowest != NULL && facts->whole.state != SZ_CITY_STALE) {
        add_lowest(lines, facts, lowest);
    }
    for (guint i = 0; i < facts->n_places; i++) {
        const SzCityPlace *place = &facts->places[i];
        if (place->state == SZ_CITY_STALE || place->state == SZ_CITY_INSUFFICIENT) {
            add_trouble(lines, place);
        }
    }
    if (lines->len == 0) {
        SzCityLine line = {.state = "insufficient",
                           .subject_zh = g_strdup(""),
                           .subject_en = g_strdup(""),
                           .text_zh = g_strdup("暂不能判断，今日尚无可比数据。"),
                           .text_en = g_strdup("Cannot tell: nothing to compare today yet.")};
        g_array_append_val(lines, line);
    }
    return lines;
}
