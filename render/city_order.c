#include "render/city_draw.h"

#include <math.h>

const char *sz_city_grade(double score, SzLanguage language)
{
    static const char *const words[][2] = {
        {"优", "excellent"}, {"良", "good"}, {"中", "fair"}, {"待提升", "to improve"}};
    guint grade = score >= 90 ? 0 : score >= 80 ? 1 : score >= 70 ? 2 : 3;
    return words[grade][language == SZ_LANGUAGE_EN ? 1 : 0];
}

SzInk sz_city_score_ink(double score)
{
    double k = floor((score - 60) / 5);
    return (SzInk)(SZ_INK_SCORE_0 + (int)CLAMP(k, 0, 7));
}

SzMark sz_city_level_mark(SzLevel level)
{
    static const SzMark marks[] = {SZ_MARK_OK, SZ_MARK_WATCH, SZ_MARK_WARN, SZ_MARK_LATE,
                                   SZ_MARK_BREACH};
    return marks[level];
}

char *sz_city_reason(const SzCityPlace *place, SzLanguage language)
{
    bool is_en = language == SZ_LANGUAGE_EN;
    switch (place->state) {
    case SZ_CITY_LIVE:
        break;
    case SZ_CITY_STALE:
        return g_strdup_printf(is_en ? "data late by %d min" : "数据延迟 %d 分",
                               (int)(place->silent_s / 60));
    case SZ_CITY_INSUFFICIENT:
        return g_strdup_printf(is_en ? "coverage %d%%, not ranked" : "覆盖 %d%%，不排名",
                               (int)floor(place->index.coverage * 100));
    case SZ_CITY_EMPTY:
        return g_strdup(is_en ? "no data yet" : "尚无数据");
    case SZ_CITY_CLOSED:
        return g_strdup(is_en ? "closed" : "未开放");
    }
    return g_strdup("");
}

static bool is_ranked(const SzCityPlace *place)
{
    return place->state == SZ_CITY_LIVE && place->index.is_published;
}

/* Scores as shown: what looks equal ties. */
static gint64 tenths(const SzCityPlace *place)
{
    return llround(place->index.score * 10);
}

static int compare(const void *a, const void *b)
{
    const SzCityPlace *x = *(const SzCityPlace *const *)a;
    const SzCityPlace *y = *(const SzCityPlace *const *)b;
    if (is_ranked(x) != is_ranked(y)) {
        return is_ranked(x) ? -1 : 1;
    }
    if (is_ranked(x) && tenths(x) != tenths(y)) {
        return tenths(x) > tenths(y) ? -1 : 1;
    }
    return strcmp(x->hall->code, y->hall->code);
}

const SzCityPlace **sz_city_order(const SzCityFacts *facts, guint *out_ranked)
{
    const SzCityPlace **order = g_new0(const SzCityPlace *, facts->n_places + 1);
    *out_ranked = 0;
    for (guint i = 0; i < facts->n_places; i++) {
        order[i] = &facts->places[i];
        *out_ranked += is_ranked(order[i]) ? 1 : 0;
    }
    qsort(order, facts->n_places, sizeof(gpointer), compare);
    return order;
}

const SzCityPlace *sz_city_lowest(const SzCityFacts *facts)
{
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    return ranked < 2 ? NULL : order[ranked - 1];
}

static SzCityState state_of_waits(const SzCityFacts *facts)
{
    for (guint i = 0; i < SZ_CITY_SLOTS; i++) {
        if (facts->whole.slots[i].n > 0) {
            return facts->whole.state == SZ_CITY_STALE ? SZ_CITY_STALE : SZ_CITY_LIVE;
        }
    }
    return facts->whole.is_open || facts->hours.n > 0 ? SZ_CITY_EMPTY : SZ_CITY_CLOSED;
}

SzCityState sz_city_panel_state(const SzCityFacts *facts, SzCityKind kind)
{
    if (kind == SZ_CITY_WAITS) {
        return state_of_waits(facts);
    }
    if (kind == SZ_CITY_INDEX) {
        bool has_score = facts->whole.index.is_published;
        return facts->whole.state == SZ_CITY_STALE && !has_score ? SZ_CITY_INSUFFICIENT
                                                                 : facts->whole.state;
    }
    guint n[SZ_CITY_CLOSED + 1] = {0};
    guint published = 0;
    for (guint i = 0; i < facts->n_places; i++) {
        n[facts->places[i].state]++;
        published += facts->places[i].index.is_published ? 1 : 0;
    }
    if (published > 0) {
        return facts->whole.state == SZ_CITY_STALE ? SZ_CITY_STALE : SZ_CITY_LIVE;
    }
    return n[SZ_CITY_INSUFFICIENT] + n[SZ_CITY_STALE] > 0 ? SZ_CITY_INSUFFICIENT
           : n[SZ_CITY_CLOSED] > 0                        ? SZ_CITY_CLOSED
                                                          : SZ_CITY_EMPTY;
}
