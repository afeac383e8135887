#include "render/city_panel.h"

#include "render/city_draw.h"

#include <math.h>

struct SzCityPanel {
    SzCityRequest request;
    SzCityFacts *facts; /* owned */
    SzCityState state;
    char *key; /* owned */
};

static const struct {
    const char *name, *zh, *en;
    void (*draw)(const SzCityDrawing *drawing, SzBox box);
} KINDS[] = {
    [SZ_CITY_INDEX] = {"index", "数智指数", "Shuzhi index", sz_city_draw_index},
    [SZ_CITY_RANKING] = {"ranking", "排名", "Ranking", sz_city_draw_ranking},
    [SZ_CITY_MAP] = {"citymap", "分区数智指数", "Index by district", sz_city_draw_map},
    [SZ_CITY_WAITS] = {"waits", "等候 P90", "Wait P90", sz_city_draw_waits},
};

const char *sz_city_kind_name(SzCityKind kind)
{
    return KINDS[kind].name;
}

const char *sz_city_kind_title(SzCityKind kind, SzLanguage language)
{
    return language == SZ_LANGUAGE_EN ? KINDS[kind].en : KINDS[kind].zh;
}

static void describe_place(GString *out, const SzCityPlace *place, SzCityKind kind, bool is_lowest)
{
    g_string_append_printf(out, "|%s %s %d %d", place->name, place->short_name, (int)place->state,
                           place->index.is_published);
    if (kind == SZ_CITY_WAITS) {
        for (guint i = 0; i < SZ_CITY_SLOTS; i++) {
            const SzCityWait *wait = &place->slots[i];
            double shown_min =
                ceil(wait->wait_p90_s) / 60; /* the class and the figure follow from it */
            g_string_append_printf(out, " %d:%.2f", MIN((int)wait->n, SZ_CITY_WAITS_MIN),
                                   wait->n < SZ_CITY_WAITS_MIN ? 0 : shown_min);
        }
        return;
    }
    g_string_append_printf(out, " %.3f %.0f %d", place->index.score,
                           floor(place->index.coverage * 100), (int)place->level);
    if (place->state == SZ_CITY_STALE) {
        g_string_append_printf(out, " silent %d", (int)(place->silent_s / 60));
    }
    if (is_lowest && kind == SZ_CITY_MAP) {
        g_string_append_printf(out, " lowest %u %.2f %u/%u %u %u",
                               MIN(place->last_hour.n, SZ_CITY_WAITS_MIN),
                               ceil(place->last_hour.wait_p90_s) / 60, place->windows_open,
                               place->windows, place->waiting, place->overdue);
    }
}

static char *make_key(const SzCityRequest *request, const SzCityFacts *facts, SzCityState state)
{
    g_autoptr(GString) out = g_string_new("city 1");
    g_string_append_printf(out, " %d %dx%d %.2f %d %d %d %s %d", (int)request->kind,
                           request->width_px, request->height_px, request->dpr, request->is_light,
                           request->is_bare, (int)request->language, facts->whole.hall->code,
                           (int)state);
    if (request->kind == SZ_CITY_WAITS) {
        g_string_append_printf(out, " slot %" G_GINT64_FORMAT,
                               facts->now.ns / (SZ_CITY_SLOT_S * SZ_NS_PER_S));
    }
    for (guint i = 0; i < facts->hours.n; i++) {
        g_string_append_printf(out, " %d-%d", facts->hours.slots[i].open_s,
                               facts->hours.slots[i].close_s);
    }
    const SzCityPlace *lowest = sz_city_lowest(facts);
    describe_place(out, &facts->whole, request->kind, false);
    for (guint i = 0; i < facts->n_places && request->kind != SZ_CITY_INDEX; i++) {
        describe_place(out, &facts->places[i], request->kind, lowest == &facts->places[i]);
    }
    for (guint i = 0; i < facts->n_dimensions && request->kind == SZ_CITY_INDEX; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        g_string_append_printf(out, "|%s %d %.4f %.3f %.1f", one->name_zh, one->has_score,
                               one->weight, one->score, one->contribution);
    }
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, out->str, (gssize)out->len);
}

SzCityPanel *sz_city_panel_new_take(const SzCityRequest *request, SzCityFacts *facts)
{
    SzCityPanel *panel = g_new0(SzCityPanel, 1);
    panel->request = *request;
    panel->facts = facts;
    panel->state = sz_city_panel_state(facts, request->kind);
    panel->key = make_key(request, facts, panel->state);
    return panel;
}

SzCityPanel *sz_city_panel_new(const SzCityRequest *request, const SzView *view)
{
    return sz_city_panel_new_take(request,
                                  sz_city_facts_new(view, &request->scope, request->language));
}

void sz_city_panel_free(SzCityPanel *panel)
{
    if (panel != NULL) {
        sz_city_facts_free(panel->facts);
        g_free(panel->key);
        g_free(panel);
    }
}

const char *sz_city_panel_key(const SzCityPanel *panel)
{
    return panel->key;
}

void sz_city_panel_draw(const SzCityPanel *panel, cairo_t *cairo)
{
    const SzCityRequest *request = &panel->request;
    SzBox all = {0, 0, request->width_px, request->height_px};
    g_autoptr(SzPen) pen = sz_pen_new(cairo, all, request->dpr, request->is_light);
    if (request->note_px > 0) {
        sz_pen_scale(pen, request->note_px);
    }
    SzCityDrawing drawing = {
        .facts = panel->facts, .request = request, .pen = pen, .state = panel->state};
    sz_pen_fill(pen, all, SZ_INK_BG, 1);
    double margin = request->is_bare ? 0.3 * pen->note : 0.8 * pen->note;
    SzBox inside = {margin, request->is_bare ? margin : 0, all.w - 2 * margin,
                    all.h - (request->is_bare ? 2 : 1) * margin};
    SzBox body = sz_city_frame(&drawing, inside);
    pen->is_faded = panel->state == SZ_CITY_STALE;
    KINDS[request->kind].draw(&drawing, body);
}

/* "杭州市 86.7 良" */
static void say_score(GString *out, const SzCityPlace *place, SzLanguage language)
{
    if (place->index.is_published) {
        g_string_append_printf(out, "%s %.1f %s", place->name, place->index.score,
                               sz_city_grade(place->index.score, language));
    } else {
        g_autofree char *reason = sz_city_reason(place, language);
        g_string_append_printf(out, "%s %s", place->name, reason);
    }
}

static void say_places(GString *out, const SzCityFacts *facts, bool is_en)
{
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    if (ranked > 1) {
        g_string_append_printf(
            out, is_en ? "; highest %s %.1f, lowest %s %.1f" : "；最高 %s %.1f，最低 %s %.1f",
            order[0]->name, order[0]->index.score, order[ranked - 1]->name,
            order[ranked - 1]->index.score);
    }
    if (ranked < facts->n_places) {
        g_string_append_printf(out, is_en ? "; %u not ranked" : "；%u 个不排名",
                               facts->n_places - ranked);
    }
}

static void say_dimensions(GString *out, const SzCityFacts *facts, bool is_en)
{
    for (guint i = 0; i < facts->n_dimensions; i++) {
        const SzCityDimension *one = &facts->dimensions[i];
        if (one->has_score) {
            g_string_append_printf(out, is_en ? ", %s %.1f" : "，%s %.1f",
                                   is_en ? one->name_en : one->name_zh, one->score);
        }
    }
}

static void say_waits(GString *out, const SzCityFacts *facts, bool is_en)
{
    const SzCityPlace *worst = &facts->whole;
    double most_s = -1;
    for (guint i = 0; i < facts->n_places; i++) {
        const SzCityWait *wait = &facts->places[i].last_hour;
        if (wait->n >= SZ_CITY_WAITS_MIN && wait->wait_p90_s > most_s) {
            worst = &facts->places[i];
            most_s = wait->wait_p90_s;
        }
    }
    if (most_s < 0) {
        g_string_append(out,
                        is_en ? "no wait known in the last hour" : "近 1 小时没有可用的等候数据");
        return;
    }
    g_string_append_printf(
        out, is_en ? "longest in %s, %.0f min in the last hour" : "近 1 小时最长为%s %.0f 分",
        worst->name, most_s / 60);
}

char *sz_city_panel_text(const SzCityPanel *panel, SzLanguage language)
{
    bool is_en = language == SZ_LANGUAGE_EN;
    const SzCityFacts *facts = panel->facts;
    GString *out = g_string_new(sz_city_kind_title(panel->request.kind, language));
    g_string_append(out, is_en ? ": " : "：");
    if (panel->request.kind == SZ_CITY_WAITS) {
        say_waits(out, facts, is_en);
    } else {
        say_score(out, &facts->whole, language);
        (panel->request.kind == SZ_CITY_INDEX ? say_dimensions : say_places)(out, facts, is_en);
    }
    g_string_append(out, is_en ? "." : "。");
    return g_string_free(out, FALSE);
}
