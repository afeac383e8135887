#include "render/situation_city.h"

#include "render/format.h"

#include <math.h>

#define SCORE_WATCH 80 /* where grade B begins */

typedef struct {
    const SzCityFacts *facts;
    GArray *lines;
    const SzCityPlace
        *lowest; /* of those that are live and scored, when there are two; else NULL */
} City;

static SzSign sign_of(const SzCityPlace *place)
{
    if (!place->is_open) {
        return place->breached > 0 ? SZ_SIGN_BREACH : SZ_SIGN_OK;
    }
    return place->sign;
}

static bool has_score(const SzCityPlace *place)
{
    return place->state == SZ_CITY_LIVE && place->index.is_published;
}

/* As shown: what looks equal is equal. */
static gint64 tenths(const SzCityPlace *place)
{
    return llround(place->index.score * 10);
}

static const SzCityPlace *find_lowest(const SzCityFacts *facts)
{
    const SzCityPlace *lowest = NULL;
    guint n = 0;
    for (guint i = 0; i < facts->n_places; i++) {
        const SzCityPlace *place = &facts->places[i];
        if (has_score(place)) {
            n++;
            lowest = lowest == NULL || tenths(place) < tenths(lowest) ? place : lowest;
        }
    }
    return n > 1 ? lowest : NULL;
}

static bool is_slow(const SzCityPlace *place)
{
    return place->is_open && sz_city_wait_is_known(&place->last_hour) &&
           sz_city_wait_sign(place->last_hour.p90_min) > SZ_SIGN_OK;
}

static SzSituationPart part_of(const SzCityPlace *place)
{
    return (SzSituationPart){.subject = {g_strdup(place->name[0]), g_strdup(place->name[1])}};
}

/* --- places that stand out ----------------------------------------------------------------- */

static SzSign score_sign(const SzCityPlace *place)
{
    if (!has_score(place) || !place->is_open) {
        return SZ_SIGN_OK;
    }
    return place->index.grade == SZ_GRADE_D   ? SZ_SIGN_WARN
           : place->index.grade == SZ_GRADE_C ? SZ_SIGN_WATCH
                                              : SZ_SIGN_OK;
}

static SzSign place_sign(const SzCityPlace *place)
{
    return MAX(score_sign(place), sign_of(place)); /* ok to breach are in order */
}

static void add_reason(const SzCityPlace *place, GString *zh, GString *en)
{
    if (place->breached > 0) {
        g_string_append_printf(zh, "超法定时限 %u 件。", place->breached);
        g_string_append_printf(en, "%u past the statutory limit.", place->breached);
    } else if (is_slow(place)) {
        g_string_append_printf(zh, "等候 P90 %u 分。", place->last_hour.p90_min);
        g_string_append_printf(en, "Wait P90 %u min.", place->last_hour.p90_min);
    } else if (place->is_open && place->sign > SZ_SIGN_OK && place->longest_min >= 0) {
        g_autofree char *wait_zh = sz_format_duration(place->longest_min * 60, SZ_LANGUAGE_ZH);
        g_autofree char *wait_en = sz_format_duration(place->longest_min * 60, SZ_LANGUAGE_EN);
        g_string_append_printf(zh, "最久等 %s。", wait_zh);
        g_string_append_printf(en, "Longest wait %s.", wait_en);
    } else if (place->worst[0] != NULL) {
        g_string_append_printf(zh, "失分最多：%s。", place->worst[0]);
        g_string_append_printf(en, "Most lost: %s.", place->worst[1]);
    }
}

static void add_place(const City *city, const SzCityPlace *place, SzSign sign)
{
    bool is_city = city->facts->whole.tier == SZ_TIER_MUNICIPAL;
    g_autoptr(GString) zh = g_string_new(NULL);
    g_autoptr(GString) en = g_string_new(NULL);
    if (has_score(place)) {
        bool is_lowest = place == city->lowest;
        g_autofree char *score = sz_format_decimal((double)tenths(place) / 10, 1);
        g_string_append_printf(zh, "%s%s%s。", score, is_lowest ? "，为" : "",
                               !is_lowest ? ""
                               : is_city  ? "全市最低"
                                          : "辖区最低");
        g_string_append_printf(en, "%s%s. ", score,
                               !is_lowest ? ""
                               : is_city  ? ", lowest of the city"
                                          : ", lowest of the area");
    }
    add_reason(place, zh, en);
    SzSituationPart part = part_of(place);
    part.text[0] = g_strdup(zh->str);
    part.text[1] = g_strchomp(g_strdup(en->str));
    sz_situation_add_take(city->lines, sign, part);
}

static int compare_scores(gconstpointer a, gconstpointer b)
{
    const SzCityPlace *left = *(const SzCityPlace *const *)a;
    const SzCityPlace *right = *(const SzCityPlace *const *)b;
    if (has_score(left) != has_score(right)) {
        return has_score(left) ? -1 : 1;
    }
    if (has_score(left) && tenths(left) != tenths(right)) {
        return tenths(left) < tenths(right) ? -1 : 1;
    }
    return strcmp(left->code, right->code);
}

/* Places by rising score. */
static GPtrArray *by_score(const SzCityFacts *facts)
{
    GPtrArray *places = g_ptr_array_new();
    for (guint i = 0; i < facts->n_places; i++) {
        g_ptr_array_add(places, &facts->places[i]);
    }
    g_ptr_array_sort(places, compare_scores);
    return places;
}

/* Below the watched score without an alarm, lowest first: the first with its reason, the others in one line. */
static void add_low(const City *city, const GPtrArray *low)
{
    for (guint i = 0; i < low->len && i < 2; i++) {
        const SzCityPlace *place = low->pdata[i];
        if (i == 0 || low->len == 2) {
            add_place(city, place, place_sign(place));
            continue;
        }
        g_autofree char *score = sz_format_decimal((double)tenths(place) / 10, 1);
        SzSituationPart part = part_of(place);
        part.text[0] = g_strdup_printf("%s，另 %u 处也不到 %d。", score, low->len - 2, SCORE_WATCH);
        part.text[1] = g_strdup_printf("%s, %u more below %d.", score, low->len - 2, SCORE_WATCH);
        sz_situation_add_take(city->lines, place_sign(place), part);
    }
}

/* Returns: the rest that is over the target; may be empty. (transfer full) */
static GPtrArray *add_places(const City *city)
{
    guint i_first = city->lines->len;
    g_autoptr(GPtrArray) places = by_score(city->facts);
    g_autoptr(GPtrArray) low = g_ptr_array_new();
    GPtrArray *watched = g_ptr_array_new();
    for (guint i = 0; i < places->len; i++) {
        SzCityPlace *place = places->pdata[i];
        SzSign sign = sign_of(place);
        if (place->state == SZ_CITY_STALE && sign != SZ_SIGN_BREACH) {
            continue; /* an old alarm does not shout */
        }
        if (sign >= SZ_SIGN_WARN) {
            add_place(city, place, place_sign(place));
        } else if (score_sign(place) != SZ_SIGN_OK) {
            g_ptr_array_add(low, place);
        } else if (sign == SZ_SIGN_WATCH) {
            g_ptr_array_add(watched, place);
        }
    }
    add_low(city, low);
    sz_situation_sort(city->lines, i_first);
    return watched;
}

/* --- what the data lack -------------------------------------------------------------------- */

typedef struct {
    const SzCityPlace *first; /* that is longest without data */
    guint n;
} Group;

static Group group_of(const SzCityFacts *facts, SzCityState state)
{
    Group group = {0};
    for (guint i = 0; i < facts->n_places; i++) {
        const SzCityPlace *place = &facts->places[i];
        if (place->state == state) {
            group.first = group.first == NULL || place->silent_min > group.first->silent_min
                              ? place
                              : group.first;
            group.n++;
        }
    }
    return group;
}

static SzSituationPart late_part(const Group *late)
{
    gint64 silent_s = late->first->silent_min * 60;
    g_autofree char *zh = sz_format_duration(silent_s, SZ_LANGUAGE_ZH);
    g_autofree char *en = sz_format_duration(silent_s, SZ_LANGUAGE_EN);
    SzSituationPart part = part_of(late->first);
    if (late->n == 1) {
        part.text[0] = g_strdup_printf("数据延迟 %s。", zh);
        part.text[1] = g_strdup_printf("data late by %s.", en);
    } else {
        part.text[0] = g_strdup_printf("等 %u 处数据延迟，最久 %s。", late->n, zh);
        part.text[1] = g_strdup_printf("and %u more: data late by up to %s.", late->n - 1, en);
    }
    return part;
}

static SzSituationPart lacking_part(const Group *lacking)
{
    SzSituationPart part = part_of(lacking->first);
    if (lacking->n == 1) {
        part.text[0] = g_strdup("数据不足，不计入。");
        part.text[1] = g_strdup("insufficient data, not counted.");
    } else {
        part.text[0] = g_strdup_printf("等 %u 处数据不足，不计入。", lacking->n);
        part.text[1] =
            g_strdup_printf("and %u more: insufficient data, not counted.", lacking->n - 1);
    }
    return part;
}

static void add_trouble(const City *city)
{
    Group late = group_of(city->facts, SZ_CITY_STALE);
    Group lacking = group_of(city->facts, SZ_CITY_INSUFFICIENT);
    if (late.n > 0) {
        sz_situation_add_take(city->lines, SZ_SIGN_STALE, late_part(&late));
        if (lacking.n > 0) {
            sz_situation_join_take(city->lines, lacking_part(&lacking));
        }
    } else if (lacking.n > 0) {
        sz_situation_add_take(city->lines, SZ_SIGN_INSUFFICIENT, lacking_part(&lacking));
    }
}

/* --- the rest ------------------------------------------------------------------------------ */

static int compare_waits(gconstpointer a, gconstpointer b)
{
    const SzCityPlace *left = *(const SzCityPlace *const *)a;
    const SzCityPlace *right = *(const SzCityPlace *const *)b;
    guint x = is_slow(left) ? left->last_hour.p90_min : 0;
    guint y = is_slow(right) ? right->last_hour.p90_min : 0;
    return (x < y) - (x > y);
}

static void add_watched(const City *city, GPtrArray *watched)
{
    g_ptr_array_sort(watched, compare_waits);
    const SzCityPlace *first = watched->pdata[0];
    SzSituationPart part = part_of(first);
    guint p90_min = first->last_hour.p90_min;
    if (!is_slow(first)) { /* a hall in which one has waited long */
        g_autofree char *zh = sz_format_duration(first->longest_min * 60, SZ_LANGUAGE_ZH);
        g_autofree char *en = sz_format_duration(first->longest_min * 60, SZ_LANGUAGE_EN);
        part.text[0] = g_strdup_printf("最久等 %s。", zh);
        part.text[1] = g_strdup_printf("longest wait %s.", en);
    } else if (watched->len == 1) {
        part.text[0] = g_strdup_printf("等候 P90 %u 分。", p90_min);
        part.text[1] = g_strdup_printf("wait P90 %u min.", p90_min);
    } else {
        part.text[0] =
            g_strdup_printf("等候 P90 %u 分，另 %u 处也关注等候。", p90_min, watched->len - 1);
        part.text[1] = g_strdup_printf("wait P90 %u min, waits to watch in %u more.", p90_min,
                                       watched->len - 1);
    }
    sz_situation_add_take(city->lines, SZ_SIGN_WATCH, part);
}

static void add_closed(const City *city)
{
    const SzCityFacts *facts = city->facts;
    gint64 second = sz_ns_of_day(facts->now) / SZ_NS_PER_S;
    gint32 opens_s = -1;
    for (guint i = 0; i < facts->hours.n; i++) {
        gint32 open_s = facts->hours.slots[i].open_s;
        opens_s = opens_s < 0 && open_s > second ? open_s : opens_s;
    }
    g_autofree char *opens = sz_format_time_of_day(MAX(0, opens_s));
    SzSituationPart part = {.subject = {g_strdup("未开放"), g_strdup("Closed")}};
    if (opens_s >= 0) {
        part.text[0] = g_strdup_printf("%s 开放。", opens);
        part.text[1] = g_strdup_printf("opens %s.", opens);
    } else {
        part.text[0] = g_strdup(facts->hours.n > 0 ? "今天已结束。" : "今天不开放。");
        part.text[1] = g_strdup(facts->hours.n > 0 ? "today is over." : "no opening hours today.");
    }
    sz_situation_add_take(city->lines, SZ_SIGN_CLOSED, part);
}

static void add_all_well(const City *city)
{
    bool is_rest = city->lines->len > 0; /* beside what the data lack */
    SzTier tier = city->facts->whole.tier;
    const char *places = tier == SZ_TIER_MUNICIPAL ? "各区"
                         : tier == SZ_TIER_COUNTY  ? "各街镇"
                                                   : "各处";
    g_autofree char *score = sz_format_decimal((double)tenths(city->lowest) / 10, 1);
    SzSituationPart part = {
        .subject = {g_strdup_printf("%s%s运行正常，", is_rest ? "其余" : "", places),
                    g_strdup(is_rest ? "The rest is running well,"
                                     : "All places are running well,")},
        .text = {g_strdup_printf("最低 %s %s。", city->lowest->name[0], score),
                 g_strdup_printf("lowest %s %s.", city->lowest->name[1], score)}};
    sz_situation_add_take(city->lines, SZ_SIGN_OK, part);
}

static void add_cannot_tell(const City *city)
{
    SzSituationPart part = {
        .subject = {g_strdup("暂不能判断"), g_strdup("Cannot tell")},
        .text = {g_strdup("今日尚无可比数据。"), g_strdup("nothing to compare today yet.")}};
    sz_situation_add_take(city->lines, SZ_SIGN_INSUFFICIENT, part);
}

static bool is_any_open(const SzCityFacts *facts)
{
    bool is_open = facts->whole.is_open;
    for (guint i = 0; i < facts->n_places; i++) {
        is_open = is_open || facts->places[i].is_open;
    }
    return is_open;
}

GArray *sz_situation_city(const SzCityFacts *facts)
{
    City city = {facts, sz_situation_new(), find_lowest(facts)};
    bool is_closed = facts->whole.state != SZ_CITY_EMPTY && !is_any_open(facts);
    if (is_closed) {
        add_closed(&city);
    }
    g_autoptr(GPtrArray) watched = add_places(&city);
    bool is_quiet = city.lines->len == 0 && watched->len == 0;
    add_trouble(&city);
    if (watched->len > 0) {
        add_watched(&city, watched);
    }
    if (is_quiet && city.lowest != NULL) {
        add_all_well(&city);
    } else if (city.lines->len == 0) {
        add_cannot_tell(&city);
    }
    return city.lines;
}
