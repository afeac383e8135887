#pragma once

/* What the drawings of the city's panels share.  Internal to render/city_*.
 *
 * Pure apart from memory. */

#include "render/city_panel.h"
#include "render/pen.h"

typedef struct {
    const SzCityFacts *facts;
    const SzCityRequest *request;
    SzPen *pen;
    SzCityState state; /* of the panel as a whole */
} SzCityDrawing;

static inline SzType sz_type(double size, SzInk ink)
{
    return (SzType){.size = size, .ink = ink};
}

static inline SzType sz_type_bold(double size, SzInk ink)
{
    return (SzType){.size = size, .ink = ink, .is_bold = true};
}

static inline SzType sz_type_at(SzType type, SzAnchor anchor)
{
    type.anchor = anchor;
    return type;
}

static inline bool sz_city_is_en(const SzCityDrawing *drawing)
{
    return drawing->request->language == SZ_LANGUAGE_EN;
}

/* A macro, so that formats stay literals the compiler can check. */
#define SZ_CITY_WORD(drawing, zh, en) (sz_city_is_en(drawing) ? (en) : (zh))

/* Are there marks to show? */
static inline bool sz_city_is_shown(SzCityState state)
{
    return state == SZ_CITY_LIVE || state == SZ_CITY_STALE;
}

/* Of the panel: live, stale, or why nothing is shown. */
SzCityState sz_city_panel_state(const SzCityFacts *facts, SzCityKind kind);
/* 良 / good; by ten points, pivot 80. */
const char *sz_city_grade(double score, SzLanguage language);
/* Class of the score scale. */
SzInk sz_city_score_ink(double score);
/* The mark of a level. */
SzMark sz_city_level_mark(SzLevel level);
/* "数据延迟 6 分"; "" unless the place is no full member of a ranking. (transfer full) */
char *sz_city_reason(const SzCityPlace *place, SzLanguage language);
/* Published and fresh, by falling score; the rest, in their order, after them. (transfer full) n_places
 * pointers, borrowed from @facts. */
const SzCityPlace **sz_city_order(const SzCityFacts *facts, guint *out_ranked);
/* The lowest of those that are ranked, when at least two are; else NULL. */
const SzCityPlace *sz_city_lowest(const SzCityFacts *facts);

/* Hairline and title; returns the box of the content. */
SzBox sz_city_frame(const SzCityDrawing *drawing, SzBox box);
/* The sentence that stands where a picture cannot. */
void sz_city_message(const SzCityDrawing *drawing, SzBox box);

void sz_city_draw_index(const SzCityDrawing *drawing, SzBox box);
void sz_city_draw_bars(const SzCityDrawing *drawing, SzBox box);
void sz_city_draw_ranking(const SzCityDrawing *drawing, SzBox box);
void sz_city_draw_map(const SzCityDrawing *drawing, SzBox box);
void sz_city_draw_waits(const SzCityDrawing *drawing, SzBox box);
