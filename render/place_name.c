#include "render/place_name.h"

static const char *const HALL_WORDS[] = {"政务服务中心", "行政服务中心", "便民服务中心",
                                         "便民服务站", "政务服务站"};

char *sz_place_area_name(const SzHall *hall)
{
    const char *end = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(HALL_WORDS) && end == NULL; i++) {
        end = strstr(hall->name, HALL_WORDS[i]);
    }
    if (end == NULL || end == hall->name) {
        return g_strdup(hall->name);
    }
    g_autofree char *area = g_strndup(hall->name, (gsize)(end - hall->name));
    const char *scenic = strstr(area, "风景名胜区");
    return scenic == NULL || scenic == area
               ? g_steal_pointer(&area)
               : g_strdup_printf("%.*s景区", (int)(scenic - area), area);
}

char *sz_place_short_name(const SzHall *hall)
{
    static const char *const kinds[] = {"街道", "社区", "区", "县", "市", "镇", "乡", "村"};
    char *name = sz_place_area_name(hall);
    if (g_str_has_suffix(name, "景区")) {
        return name;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gsize kept = strlen(name) - MIN(strlen(name), strlen(kinds[i]));
        if (g_str_has_suffix(name, kinds[i]) && g_utf8_strlen(name, (gssize)kept) >= 2) {
            name[kept] = '\0';
            break;
        }
    }
    return name;
}

char *sz_place_own_name(const SzHall *hall, SzLanguage language)
{
    static const char *const kinds[] = {"市", "区", "县"};
    g_autofree char *area = sz_place_area_name(hall);
    if (language == SZ_LANGUAGE_EN) {
        return g_strdup("own hall");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_str_has_suffix(area, kinds[i])) {
            return g_strdup_printf("%s本级", kinds[i]);
        }
    }
    return g_strdup("本级");
}
