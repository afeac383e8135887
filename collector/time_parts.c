#include "collector/time_parts.h"

#define YEAR_MIN 1678
#define YEAR_MAX 2261

static bool is_clock(const SzTimeParts *parts)
{
    bool is_end_of_day =
        parts->hour == 24 && parts->minute == 0 && parts->second == 0 && parts->fraction_ns == 0;
    return (parts->hour < 24 || is_end_of_day) && parts->minute < 60 && parts->second < 60;
}

static SzTimeVerdict judge(const SzTimeParts *parts)
{
    bool is_date = parts->date.month >= 1 && parts->date.month <= 12 && parts->date.day >= 1 &&
                   parts->date.day <= 31;
    if (!is_date || !is_clock(parts)) {
        return SZ_TIME_IMPOSSIBLE;
    }
    if (parts->date.year < YEAR_MIN || parts->date.year > YEAR_MAX) {
        return SZ_TIME_OUT_OF_YEARS;
    }
    return sz_civil_is_valid(parts->date) ? SZ_TIME_READ : SZ_TIME_IMPOSSIBLE;
}

SzTimeVerdict sz_time_parts_instant(const SzTimeParts *parts, const SzTimePlace *place,
                                    SzWallTime *out, SzZoneDoubt *out_doubt)
{
    SzTimeVerdict verdict = judge(parts);
    if (verdict != SZ_TIME_READ) {
        return verdict;
    }
    bool is_whole_day = place->day_ends && !parts->has_clock;
    gint64 day_s = sz_day_from_civil(parts->date) * SZ_S_PER_DAY;
    gint64 reading_s = day_s + (gint64)parts->hour * 3600 + (gint64)parts->minute * 60 +
                       parts->second + (is_whole_day ? SZ_S_PER_DAY : 0);
    gint64 offset_s = parts->offset_s;
    *out_doubt = SZ_ZONE_SURE;
    if (!parts->has_offset) {
        offset_s = sz_time_zone_offset_s(place->zone, reading_s, out_doubt);
    }
    out->ns = (reading_s - offset_s) * SZ_NS_PER_S + parts->fraction_ns - (is_whole_day ? 1 : 0);
    return SZ_TIME_READ;
}
