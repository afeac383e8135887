#include "metrics/light_record.h"

static SzLight told_light(const SzToldLight *told)
{
    return told->is_any ? told->light : SZ_LIGHT_GREEN;
}

static SzWallTime told_at(const SzToldLight *told)
{
    return told->is_any ? told->at : SZ_WALL_TIME_MIN;
}

static SzWallTime later(SzWallTime a, SzWallTime b)
{
    return (SzWallTime){MAX(a.ns, b.ns)};
}

/* The first instant of the curve after @from at which its light is another than @light; NEVER: none. */
static SzWallTime next_turn(const SzLightCurve *curve, SzWallTime from, SzLight light)
{
    const SzWallTime turns[] = {curve->yellow_from, curve->red_from, curve->black_from};
    SzWallTime next = SZ_NEVER;
    for (gsize i = 0; i < G_N_ELEMENTS(turns); i++) {
        bool is_turn = turns[i].ns > from.ns && turns[i].ns < next.ns &&
                       sz_light_curve_at(curve, turns[i]) != light;
        next = is_turn ? turns[i] : next;
    }
    return next;
}

bool sz_light_record_is_broken(const SzToldLight *told, const SzLightCurve *curve)
{
    return curve->base != SZ_LIGHT_NONE &&
           sz_light_curve_at(curve, told_at(told)) != told_light(told);
}

/* The instant and light of the next change; NEVER: none. */
static SzWallTime find_change(const SzToldLight *told, const SzLightCurve *curve,
                              SzWallTime happened, SzWallTime ended, SzLight *out)
{
    SzLight light = told_light(told);
    SzWallTime at = told_at(told);
    *out = SZ_LIGHT_NONE;
    if (curve->base == SZ_LIGHT_NONE) {
        bool is_void =
            told->is_any && light != SZ_LIGHT_NONE && light != SZ_LIGHT_GREEN && at.ns > ended.ns;
        return is_void ? at : SZ_NEVER;
    }
    if (sz_light_record_is_broken(told, curve)) {
        at = later(at, happened);
        *out = sz_light_curve_at(curve, at);
        if (*out != light) {
            return at;
        }
    }
    at = next_turn(curve, at, light);
    *out = sz_light_curve_at(curve, at);
    return at;
}

bool sz_light_record_next(SzToldLight *told, const SzLightCurve *curve, SzWallTime happened,
                          SzWallTime ended, SzWallTime now, SzLightChange *out)
{
    SzLight to = SZ_LIGHT_NONE;
    SzWallTime at = find_change(told, curve, happened, ended, &to);
    if (at.ns > now.ns || at.ns == SZ_NEVER.ns) {
        return false;
    }
    *out = (SzLightChange){told_light(told), to, at};
    *told = (SzToldLight){true, to, at};
    return true;
}

SzWallTime sz_light_record_due(const SzToldLight *told, const SzLightCurve *curve,
                               SzWallTime happened, SzWallTime ended)
{
    SzLight to = SZ_LIGHT_NONE;
    return find_change(told, curve, happened, ended, &to);
}
