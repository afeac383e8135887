#include "render/city_panel.h"

#include "render/format.h"

gpointer sz_city_make(const SzPanelRequest *request, const SzView *view)
{
    const SzCityScope scope = {.hall = request->place.hall,
                               .is_area = request->place.is_area,
                               .by_tier = request->by_tier,
                               .tier = request->tier};
    return sz_city_facts_new(view, &scope);
}

void sz_city_clear(gpointer body)
{
    sz_city_facts_free(body);
}

/* --- the head ------------------------------------------------------------------------------- */

static char *opening(const SzCityFacts *facts, SzLanguage language)
{
    if (facts->hours.n == 0) {
        return g_strdup(SZ_SAY(language, "今日不开放", "closed today"));
    }
    g_autofree char *opens = sz_format_time_of_day(facts->hours.slots[0].open_s);
    return g_strdup_printf(SZ_SAY(language, "%s 开始取号", "tickets from %s"), opens);
}

void sz_city_head(const SzCityFacts *facts, SzCityState state, SzLanguage language,
                  SzPanelHead *out)
{
    const SzCityPlace *whole = &facts->whole;
    switch (state) {
    case SZ_CITY_LIVE:
        out->state = SZ_PANEL_LIVE;
        out->as_of = whole->heard.known ? sz_format_clock(whole->heard.at) : NULL;
        break;
    case SZ_CITY_STALE: {
        g_autofree char *silent = sz_format_duration(whole->silent_min * 60, language);
        out->state = SZ_PANEL_STALE;
        out->as_of = g_strdup_printf("%s %s", sz_sign_word(SZ_SIGN_STALE, language), silent);
        break;
    }
    case SZ_CITY_INSUFFICIENT:
        out->state = SZ_PANEL_INSUFFICIENT;
        out->what = g_strdup(sz_sign_word(SZ_SIGN_INSUFFICIENT, language));
        out->why = g_strdup_printf(SZ_SAY(language, "%u 处中没有一处有效", "none of %u is valid"),
                                   facts->n_places);
        break;
    case SZ_CITY_EMPTY:
        out->state = SZ_PANEL_NOT_BEGUN;
        out->what = g_strdup(SZ_SAY(language, "今日尚无数据", "no data today"));
        out->why = opening(facts, language);
        break;
    case SZ_CITY_CLOSED:
    case SZ_CITY_N_STATES:
        out->state = SZ_PANEL_CLOSED;
        out->what = g_strdup(sz_sign_word(SZ_SIGN_CLOSED, language));
        out->why = opening(facts, language);
        break;
    }
}

/* --- words ---------------------------------------------------------------------------------- */

const char *sz_city_grade(SzGrade grade, SzLanguage language)
{
    return SZ_SAY(language, sz_grade_name(grade), sz_grade_name_en(grade));
}

char *sz_city_reason(const SzCityPlace *place, SzLanguage language)
{
    switch (place->state) {
    case SZ_CITY_STALE: {
        g_autofree char *silent = sz_format_duration(place->silent_min * 60, language);
        return g_strdup_printf("%s %s", sz_sign_word(SZ_SIGN_STALE, language), silent);
    }
    case SZ_CITY_INSUFFICIENT:
        return g_strdup_printf(SZ_SAY(language, "覆盖 %u%%，不排名", "coverage %u%%, not ranked"),
                               place->index.coverage_pct);
    case SZ_CITY_EMPTY:
        return g_strdup(SZ_SAY(language, "尚无数据", "no data yet"));
    case SZ_CITY_CLOSED:
        return g_strdup(sz_sign_word(SZ_SIGN_CLOSED, language));
    case SZ_CITY_LIVE:
    case SZ_CITY_N_STATES:
        break;
    }
    return g_strdup("");
}

char *sz_city_count(const SzCityFacts *facts, SzLanguage language)
{
    return facts->is_tier
               ? g_strdup_printf(SZ_SAY(language, "%u 个大厅", "%u halls"), facts->n_places)
               : g_strdup_printf(SZ_SAY(language, "%u 个区域", "%u areas"), facts->n_places);
}

/* "78.6 中", "83.6 良，数据延迟 6 分", "覆盖 61%，不排名" (transfer full) */
static char *score_text(const SzCityPlace *place, SzLanguage language)
{
    g_autofree char *reason = sz_city_reason(place, language);
    if (!place->index.is_published) {
        return g_steal_pointer(&reason);
    }
    const char *joint = *reason == '\0' ? "" : SZ_SAY(language, "，", ", ");
    return g_strdup_printf("%.1f %s%s%s", place->index.score,
                           sz_city_grade(place->index.grade, language), joint, reason);
}

char *sz_city_describe_scores(gconstpointer body, SzLanguage language)
{
    const SzCityFacts *facts = body;
    g_autoptr(GString) out = g_string_new(facts->whole.name[language]);
    g_autofree char *whole = score_text(&facts->whole, language);
    g_string_append_printf(out, " %s", whole);
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    if (ranked > 1) {
        g_string_append_printf(
            out,
            SZ_SAY(language, "；最高 %s %.1f，最低 %s %.1f", "; highest %s %.1f, lowest %s %.1f"),
            order[0]->name[language], order[0]->index.score, order[ranked - 1]->name[language],
            order[ranked - 1]->index.score);
    }
    if (ranked < facts->n_places) {
        g_string_append_printf(out, SZ_SAY(language, "；%u 个不排名", "; %u not ranked"),
                               facts->n_places - ranked);
    }
    g_string_append(out, SZ_SAY(language, "。", "."));
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* --- regions -------------------------------------------------------------------------------- */

char *sz_city_link(const SzCityPlace *place)
{
    g_autofree char *code = g_uri_escape_string(place->code, NULL, FALSE);
    return g_strdup_printf("/wall/%s", code);
}

void sz_city_hit(SzCanvas *canvas, SzRect rect, const SzCityPlace *place)
{
    if (canvas->hits == NULL) {
        return;
    }
    g_autofree char *value = score_text(place, canvas->language);
    g_autofree char *link = sz_city_link(place);
    sz_canvas_hit(canvas, rect, place->name[canvas->language], value, link);
}
