#include "render/city_waits.h"

#include "render/city_layout.h"

/* --- rows ----------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const SzCityPlace *x = *(const SzCityPlace *const *)a;
    const SzCityPlace *y = *(const SzCityPlace *const *)b;
    gint64 p = sz_city_wait_is_known(&x->last_hour) ? (gint64)x->last_hour.p90_min : -1;
    gint64 q = sz_city_wait_is_known(&y->last_hour) ? (gint64)y->last_hour.p90_min : -1;
    return p > q ? -1 : p < q ? 1 : strcmp(x->code, y->code);
}

static bool has_waits(const SzCityPlace *place)
{
    for (guint i = 0; i < SZ_CITY_SLOTS; i++) {
        if (place->slots[i].n > 0) {
            return true;
        }
    }
    return false;
}

const SzCityPlace **sz_city_waits_rows(const SzCityFacts *facts, guint *out_n)
{
    const SzCityPlace **rows = g_new0(const SzCityPlace *, facts->n_places + 1);
    *out_n = 0;
    for (guint i = 0; i < facts->n_places; i++) {
        if (has_waits(&facts->places[i])) {
            rows[(*out_n)++] = &facts->places[i];
        }
    }
    if (facts->n_places == 0) {
        rows[(*out_n)++] = &facts->whole;
    }
    qsort(rows, *out_n, sizeof(gpointer), compare);
    return rows;
}

guint sz_city_waits_now(const SzCityFacts *facts)
{
    return (guint)(sz_ns_of_day(facts->now) / (SZ_CITY_SLOT_S * SZ_NS_PER_S));
}

bool sz_city_waits_is_closed(const SzCityFacts *facts, guint slot)
{
    gint32 from_s = (gint32)slot * SZ_CITY_SLOT_S;
    for (guint i = 0; i < facts->hours.n; i++) {
        const SzSlot *open = &facts->hours.slots[i];
        if (from_s < open->close_s && from_s + SZ_CITY_SLOT_S > open->open_s) {
            return false;
        }
    }
    return facts->hours.n > 0;
}

/* --- the panel ------------------------------------------------------------------------------ */

static SzCityState state_of(const SzCityFacts *facts)
{
    if (has_waits(&facts->whole)) {
        return facts->whole.state == SZ_CITY_STALE ? SZ_CITY_STALE : SZ_CITY_LIVE;
    }
    return facts->whole.is_open || facts->hours.n > 0 ? SZ_CITY_EMPTY : SZ_CITY_CLOSED;
}

static void head(gconstpointer body, SzLanguage language, SzPanelHead *out)
{
    const SzCityFacts *facts = body;
    sz_city_head(facts, state_of(facts), language, out);
    out->unit = g_strdup(SZ_SAY(language, "分，今天", "min, today"));
}

static void digest(gconstpointer body, GString *out)
{
    const SzCityFacts *facts = body;
    guint from = 0;
    guint to = 0;
    guint n = 0;
    sz_city_slots(facts, &from, &to);
    g_autofree const SzCityPlace **rows = sz_city_waits_rows(facts, &n);
    g_string_append_printf(out, "%u-%u %u", from, to, sz_city_waits_now(facts));
    for (guint slot = from; slot < to; slot++) {
        g_string_append(out, sz_city_waits_is_closed(facts, slot) ? "-" : "+");
    }
    for (guint k = 0; k < n; k++) {
        g_string_append_printf(out, "\n%s|%s|%d", rows[k]->short_name[0], rows[k]->short_name[1],
                               rows[k]->state == SZ_CITY_STALE);
        for (guint slot = from; slot < to; slot++) {
            const SzCityWait *wait = &rows[k]->slots[slot];
            bool is_known = sz_city_wait_is_known(wait);
            g_string_append_printf(out, " %u:%u", MIN(wait->n, SZ_CITY_WAITS_MIN),
                                   is_known ? wait->p90_min : 0);
        }
    }
}

static char *describe(gconstpointer body, SzLanguage language)
{
    const SzCityFacts *facts = body;
    guint n = 0;
    g_autofree const SzCityPlace **rows = sz_city_waits_rows(facts, &n);
    if (n == 0 || !sz_city_wait_is_known(&rows[0]->last_hour)) {
        return g_strdup(
            SZ_SAY(language, "近 1 小时没有可用的等候数据。", "no wait known in the last hour."));
    }
    return g_strdup_printf(
        SZ_SAY(language, "近 1 小时最长为%s %u 分。", "longest in %s, %u min in the last hour."),
        rows[0]->name[language], rows[0]->last_hour.p90_min);
}

static const SzPanelOps ops = {sz_city_make, sz_city_clear,      head,
                               digest,       sz_city_waits_draw, describe};

const SzPanel SZ_PANEL_WAITS = {
    .name = "waits",
    .title = {"等候 P90", "Wait P90"},
    .has_area = true,
    .has_tier = true,
    .scope = SZ_PANEL_OF_AREA,
    .ops = &ops,
};
