#pragma once

/* What the city's panels share: words, states, the order of places, regions.  Internal to render/city_*.
 *
 * Pure apart from memory.  The body of each of them is an SzCityFacts. */

#include "render/city_facts.h"
#include "render/panel_ops.h"

/* A macro, so that formats stay literals the compiler can check. */
#define SZ_SAY(language, zh, en) ((language) == SZ_LANGUAGE_EN ? (en) : (zh))

/* What a drawing needs. */
typedef struct {
    const SzCityFacts *facts;
    SzCanvas *canvas;
    SzPanelState state; /* of the panel as a whole */
    SzRect box;
} SzCityDrawing;

/* --- of SzPanelOps -------------------------------------------------------------------------- */

gpointer sz_city_make(const SzPanelRequest *request, const SzView *view);
void sz_city_clear(gpointer body);
/* State, as_of, what and why; unit and sample are the panel's own. */
void sz_city_head(const SzCityFacts *facts, SzCityState state, SzLanguage language,
                  SzPanelHead *out);

/* --- words ---------------------------------------------------------------------------------- */

/* 良 / good; "" where there is none. */
const char *sz_city_grade(SzGrade grade, SzLanguage language);
/* "数据延迟 6 分"; "" unless the place is no full member of a ranking. (transfer full) */
char *sz_city_reason(const SzCityPlace *place, SzLanguage language);
/* "15 个区域", of a tier "15 个大厅" (transfer full) */
char *sz_city_count(const SzCityFacts *facts, SzLanguage language);
/* "杭州市 86.7 良；最高 .." (transfer full) */
char *sz_city_describe_scores(gconstpointer body, SzLanguage language);

/* --- places --------------------------------------------------------------------------------- */

/* Of a panel of scores: live, stale, or why nothing is shown. */
SzCityState sz_city_scores_state(const SzCityFacts *facts);
/* Places that are published and as fresh as the whole. */
guint sz_city_n_ranked(const SzCityFacts *facts);
/* Those, by falling score; the rest, in their order, after them. (transfer full) n_places
 * pointers, borrowed from @facts. */
const SzCityPlace **sz_city_order(const SzCityFacts *facts, guint *out_ranked);
/* The lowest of those that are ranked, when at least two are; else NULL. */
const SzCityPlace *sz_city_lowest(const SzCityFacts *facts);
/* Of why a place is no full member of a ranking. */
SzSign sz_city_state_sign(SzCityState state);
/* A region that says what the place's score is and leads to its wall. */
void sz_city_hit(SzCanvas *canvas, SzRect rect, const SzCityPlace *place);
/* /wall/CODE (transfer full) */
char *sz_city_link(const SzCityPlace *place);
