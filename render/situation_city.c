#include "render/situation_city.h"

#include "render/city_draw.h"

static void clear_line(gpointer data)
{
    SzCityLine *line = data;
    g_free(line->subject_zh);
    g_free(line->subject_en);
    g_free(line->text_zh);
    g_free(line->text_en);
}

static const char *level_state(SzLevel level)
{
    static const char *const names[] = {"ok", "watch", "warn", "late", "breach"};
    return names[level];
}

static void add_reason(const SzCityPlace *place, GString *zh, GString *en)
{
    if (place->breached > 0) {
        g_string_append_printf(zh, "超法定时限 %u 件。", place->breached);
        g_string_append_printf(en, " %u past the statutory limit.", place->breached);
    } else if (place->last_hour.n >= SZ_CITY_WAITS_MIN &&
               place->last_hour.wait_p90_s > SZ_CITY_WAIT_WATCH_S) {
        g_string_append_printf(zh, "等候 P90 %.0f 分。", place->last_hour.wait_p90_s / 60);
        g_string_append_printf(en, " Wait P90 %.0f min.", place->last_hour.wait_p90_s / 60);
    } else if (place->worst_zh != NULL) {
        g_string_append_printf(zh, "失分最多的是%s。", place->worst_zh);
        g_string_append_printf(en, " Most is lost by %s.", place->worst_en);
    }
}

static void add_lowest(GArray *lines, const SzCityFacts *facts, const SzCityPlace *place)
{
    bool is_city = facts->whole.hall->tier == SZ_TIER_MUNICIPAL;
    g_autoptr(GString) zh = g_string_new(NULL);
    g_autoptr(GString) en = g_string_new(NULL);
    g_string_append_printf(zh, "%.1f，为%s最低。", place->index.score, is_city ? "全市" : "全域");
    g_string_append_printf(en, "%.1f, the lowest of the %s.", place->index.score,
                           is_city ? "city" : "area");
    add_reason(place, zh, en);
    SzLevel by_score = place->index.score < 70   ? SZ_LEVEL_WARN
                       : place->index.score < 80 ? SZ_LEVEL_WATCH
                                                 : SZ_LEVEL_OK;
    SzCityLine line = {.state = level_state(MAX(by_score, place->level)),
                       .subject_zh = g_strdup(place->name),
                       .subject_en = g_strdup(place->name),
                       .text_zh = g_strdup(zh->str),
                       .text_en = g_strdup(en->str)};
    g_array_append_val(lines, line);
}

static void add_trouble(GArray *lines, const SzCityPlace *place)
{
    bool is_stale = place->state == SZ_CITY_STALE;
    SzCityLine line = {.state = is_stale ? "stale" : "insufficient",
                       .subject_zh = g_strdup(place->name),
                       .subject_en = g_strdup(place->name)};
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
    if (lowest != NULL) {
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
