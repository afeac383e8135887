/* How many people come, and when: an inhomogeneous Poisson process by quarters of an hour. */

#include "collector/simulator_desk.h"
#include "collector/simulator_season.h"

#define QUARTER_MS G_GINT64_CONSTANT(900000)

guint32 sz_sim_day_factor(const SzSimHall *hall, SzDay day)
{
    guint32 ordinary = sz_sim_season(hall->city->plan.calendar, day);
    /* The weather is the same for all, chance is each hall's own: 3 % and 5 % either way. */
    guint64 seed = hall->city->plan.seed;
    SzSimRandom weather;
    SzSimRandom chance;
    sz_sim_random_init(&weather, seed, SZ_SLICE("weather"), (guint32)day);
    sz_sim_random_init(&chance, seed, sz_slice(hall->hall->code), 0x10000 + (guint32)day);
    guint32 noise = 920 + sz_sim_random_below(&weather, 61) + sz_sim_random_below(&chance, 101);
    return ordinary * noise / 1000;
}

/* @people: a day, per mille. */
static guint32 rate_q16(const SzSimHall *hall, guint64 people, guint32 weight, guint32 weight_sum)
{
    guint32 one_in = MAX(1, hall->city->plan.one_in);
    return (guint32)(people * 65536 / 1000 * weight / weight_sum / one_in);
}

void sz_sim_flow_fill(const SzSimHall *hall, guint32 flow[SZ_SIM_QUARTERS],
                      guint32 (*weight)(guint quarter), guint64 per_day, guint32 per_mille)
{
    guint32 weight_sum = 0;
    for (guint quarter = 0; quarter < SZ_SIM_QUARTERS; quarter++) {
        weight_sum += weight(quarter);
    }
    for (guint quarter = 0; quarter < SZ_SIM_QUARTERS; quarter++) {
        flow[quarter] = rate_q16(hall, per_day * per_mille, weight(quarter), weight_sum);
    }
}

/* Does the quarter touch opening hours? */
static bool is_open_quarter(const SzDaySlots *slots, guint quarter)
{
    gint32 from_s = (gint32)quarter * 900;
    for (guint i = 0; i < slots->n; i++) {
        if (from_s < slots->slots[i].close_s && from_s + 900 > slots->slots[i].open_s) {
            return true;
        }
    }
    return false;
}

void sz_sim_flow_fill_visits(SzSimHall *hall, guint32 per_day, guint32 per_mille)
{
    bool is_sharp = hall->tier->is_general;
    guint32 weight_sum = sz_sim_visit_weight_sum(is_sharp);
    for (guint quarter = 0; quarter < SZ_SIM_QUARTERS; quarter++) {
        bool is_open = is_open_quarter(&hall->slots, quarter);
        hall->desk.flow[quarter] =
            is_open ? rate_q16(hall, (guint64)per_day * per_mille,
                               sz_sim_visit_weight(is_sharp, quarter), weight_sum)
                    : 0;
    }
}

gint64 sz_sim_flow_next(SzSimHall *hall, const guint32 flow[SZ_SIM_QUARTERS], SzSimDice dice)
{
    gint64 midnight = sz_sim_ms_at(hall->day, 0);
    gint64 at = hall->now_ms - midnight;
    /* A unit exponential is used up at the rate of the quarter one is in. */
    guint64 left = sz_sim_random_exponential(&hall->dice[dice]);
    for (guint quarter = (guint)(at / QUARTER_MS); quarter < SZ_SIM_QUARTERS; quarter++) {
        gint64 end = (gint64)(quarter + 1) * QUARTER_MS;
        guint64 here = (guint64)flow[quarter] * (guint64)(end - at) / QUARTER_MS;
        if (left < here) {
            return midnight + at + 1 + (gint64)(left * QUARTER_MS / flow[quarter]);
        }
        left -= here;
        at = end;
    }
    return SZ_SIM_NEVER;
}
