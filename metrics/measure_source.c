#include "metrics/measure_source.h"

const char *const SZ_TIER_CHOICES[] = {"municipal", "county", "town", "village", "kiosk", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(SZ_TIER_CHOICES) == SZ_TIER_N + 1);

const SzSourceInfo *sz_source_info(SzSource source)
{
    static const SzSourceInfo *const infos[SZ_SOURCE_N] = {
        [SZ_SOURCE_HALLS] = &SZ_HALLS_SOURCE,
        [SZ_SOURCE_TICKETS] = &SZ_TICKETS_SOURCE,
        [SZ_SOURCE_WINDOWS] = &SZ_WINDOWS_SOURCE,
        [SZ_SOURCE_KIOSKS] = &SZ_KIOSKS_SOURCE,
        [SZ_SOURCE_CASES] = &SZ_CASES_SOURCE,
        [SZ_SOURCE_RATINGS] = &SZ_RATINGS_SOURCE,
        [SZ_SOURCE_BAD_RATINGS] = &SZ_BAD_RATINGS_SOURCE,
    };
    return infos[source];
}

const SzAttributes *sz_source_attributes(SzSource source)
{
    return &sz_source_info(source)->attributes;
}
