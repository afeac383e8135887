#include "render/city_dial.h"

/* --- layout --------------------------------------------------------------------------------- */

/* In em of the note. */
#define GAP_W 1.6
#define BAR_W 4.5      /* of a bar one can read */
#define DIAL_MIN_W 6.0 /* of a dial beside bars */
#define MARGIN_H 0.34  /* above and below the bars: the thinnest are lower than their text */
#define ROW_MIN_H 1.15
#define ROW_MAX_H 4.5

/* The bars do not spread over a high box. */
static SzRect middle_of(SzRect rect, double height)
{
    double h = MIN(rect.h, height);
    return (SzRect){rect.x, rect.y + (rect.h - h) / 2, rect.w, h};
}

SzCityDialLayout sz_city_dial_layout(SzRect box, double em, guint n, const SzCityDialWidths *widths)
{
    SzCityDialLayout layout = {.dial = box};
    double texts_w = widths->name_w + widths->value_w;
    double margin = 2 * MARGIN_H * em;
    double rows_min = n * ROW_MIN_H * em + margin;
    double rows_max = n * ROW_MAX_H * em;
    if (n == 0) {
        return layout;
    }
    if (box.h > 1.2 * box.w) {
        double side = MIN(box.w, 0.5 * box.h);
        double h = box.h - side - em;
        if (box.w >= texts_w && h >= rows_min) {
            layout.dial = (SzRect){box.x, box.y, box.w, side};
            layout.bars = (SzRect){box.x, box.y + side + em, box.w, MIN(h - margin, rows_max)};
        }
        return layout;
    }
    double with_bars = box.w - GAP_W * em - texts_w - BAR_W * em;
    double with_texts = box.w - GAP_W * em - texts_w;
    double side = with_bars >= 0.75 * box.h ? MIN(box.h, with_bars) : MIN(box.h, with_texts);
    if (side >= DIAL_MIN_W * em && box.h >= rows_min) {
        layout.dial = (SzRect){box.x, box.y, side, box.h};
        double left = box.x + side + GAP_W * em;
        layout.bars = middle_of((SzRect){left, box.y, box.x + box.w - left, box.h},
                                MIN(rows_max, box.h - margin));
    }
    return layout;
}

/* --- the panel ------------------------------------------------------------------------------ */

/* Of the index table alone: no ticket and no case is looked at. */
static gpointer make(const SzPanelRequest *request, const SzView *view)
{
    const SzCityScope scope = {
        .hall = request->place.hall, .is_area = request->place.is_area, .scores_only = true};
    return sz_city_facts_new(view, &scope);
}

static SzCityState state_of(const SzCityFacts *facts)
{
    bool is_published = facts->whole.index.is_published;
    return facts->whole.state == SZ_CITY_STALE && !is_published ? SZ_CITY_INSUFFICIENT
                                                                : facts->whole.state;
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzCityFacts *facts = body;
    SzCityState state = state_of(facts);
    guint coverage_pct = facts->whole.index.coverage_pct;
    sz_city_head(facts, state, language, out);
    if (state == SZ_CITY_INSUFFICIENT) {
        g_free(out->why);
        out->why = g_strdup_printf(
            SZ_SAY(language, "覆盖 %u%%，不出总分", "coverage %u%%, no score"), coverage_pct);
    } else if (coverage_pct < 100) {
        out->sample = g_strdup_printf(SZ_SAY(language, "覆盖 %u%%", "coverage %u%%"), coverage_pct);
    }
}

static void digest(gconstpointer body, GString *out)
{
    const SzCityFacts *facts = body;
    const SzCityScore *index = &facts->whole.index;
    g_string_append_printf(out, "%.1f %d", index->is_published ? index->score : 0,
                           (int)index->grade);
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        g_string_append_printf(out, "\n%s|%s|%d|%.9g|%.1f|%.1f", one->name[0], one->name[1],
                               one->has_score, one->weight, one->has_score ? one->score : 0,
                               one->has_score ? one->contribution : 0);
    }
}

static char *describe(gconstpointer body, SzLanguage language)
{
    const SzCityFacts *facts = body;
    const SzCityScore *index = &facts->whole.index;
    g_autoptr(GString) out = g_string_new(facts->whole.name[language]);
    g_string_append_printf(out, " %.1f %s", index->score, sz_city_grade(index->grade, language));
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        if (one->has_score) {
            g_string_append_printf(out, SZ_SAY(language, "，%s %.1f", ", %s %.1f"),
                                   one->name[language], one->score);
        }
    }
    g_string_append(out, SZ_SAY(language, "。", "."));
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static const SzPanelOps ops = {make, sz_city_clear, head, digest, sz_city_dial_draw, describe};

const SzPanel SZ_PANEL_INDEX = {
    .name = "index",
    .title = {"数智指数", "Smart index"},
    .has_hall = true,
    .has_area = true,
    .scope = SZ_PANEL_OF_HALL,
    .ops = &ops,
};
