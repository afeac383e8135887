/* The panel `ranking`: the places of an area, or the halls of a tier in it, by score.  Its drawing:
 * city_ranking_draw.c. */
#include "render/city_ranking.h"

/* There may be scores, but none to rank. */
static SzCityState state_of(const SzCityFacts *facts)
{
    SzCityState state = sz_city_scores_state(facts);
    bool is_shown = state == SZ_CITY_LIVE || state == SZ_CITY_STALE;
    return is_shown && sz_city_n_ranked(facts) == 0 ? SZ_CITY_INSUFFICIENT : state;
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzCityFacts *facts = body;
    sz_city_head(facts, state_of(facts), language, out);
    out->unit = g_strdup(SZ_SAY(language, "同分并列", "equal scores tie"));
    out->sample = sz_city_count(facts, language);
}

static void digest(gconstpointer body, GString *out)
{
    const SzCityFacts *facts = body;
    const SzCityScore *whole = &facts->whole.index;
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    g_string_append_printf(out, "%u %d %.1f %d", ranked, whole->is_published,
                           whole->is_published ? whole->score : 0,
                           facts->whole.tier == SZ_TIER_MUNICIPAL);
    for (guint i = 0; i < facts->n_places; i++) {
        const SzCityPlace *place = order[i];
        g_string_append_printf(out, "\n%s|%s|%s|%s", place->name[0], place->name[1],
                               place->short_name[0], place->short_name[1]);
        if (i < ranked) {
            g_string_append_printf(out, "|%.1f", place->index.score);
        } else {
            g_autofree char *reason = sz_city_reason(place, SZ_LANGUAGE_ZH);
            g_string_append_printf(out, "|%s", reason);
        }
        if (i + 1 == ranked) {
            g_string_append_printf(out, "|%d", (int)place->sign);
        }
    }
}

static const SzPanelOps ops = {sz_city_make, sz_city_clear,        head,
                               digest,       sz_city_ranking_draw, sz_city_describe_scores};

const SzPanel SZ_PANEL_RANKING = {
    .name = "ranking",
    .title = {"排名", "Ranking"},
    .has_area = true,
    .has_tier = true,
    .scope = SZ_PANEL_OF_AREA,
    .ops = &ops,
};
