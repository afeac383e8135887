/* A million random deadlines against the second opinion of deadline_oracle.h.
 *
 * Environment: SHUZHI_ORACLE_CASES, how many (1,000,000).  --seed repeats a run; a failure prints its
 * case. */

#include "metrics/deadline.h"

#include "deadline_oracle.h"

#include <stdlib.h>

#define CASES 1000000
#define CASES_PER_WORLD 4000
#define HALLS_PER_WORLD 4

/* --- chance -------------------------------------------------------------------------------- */

typedef struct {
    guint64 state;
} Dice;

/* splitmix64 (Steele, Lea, Flood 2014). */
static guint64 roll(Dice *dice)
{
    guint64 z = (dice->state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Uniform enough, from <= result <= to. */
static gint64 between(Dice *dice, gint64 from, gint64 to)
{
    return from + (gint64)(roll(dice) % (guint64)(to - from + 1));
}

static bool one_in(Dice *dice, int n)
{
    return between(dice, 1, n) == 1;
}

/* --- a random world ------------------------------------------------------------------------ */

typedef struct {
    SzHoliday holidays[8];
    SzDay makeup[6];
    gsize n_holidays;
    gsize n_makeup;
} Notice;

typedef struct {
    OracleWorld oracle[HALLS_PER_WORLD];
    SzWorkCalendar *calendar;
    SzOpeningHours *hours[HALLS_PER_WORLD];
} World;

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The holidays whose date is fixed, for a year without a notice. */
static bool is_fixed_holiday(int year, int month, int day)
{
    return (month == 1 && day == 1) || (month == 5 && day == 1) ||
           (month == 5 && day == 2 && year >= 2025) || (month == 10 && day <= 3);
}

static void lay_out_year(OracleWorld *world, int *index, int year, bool published)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; month++) {
        int length = lengths[month - 1] + (month == 2 && is_leap(year));
        for (int day = 1; day <= length; day++) {
            OracleDay *at = &world->days[*index];
            /* 2022-01-01 was a Saturday. */
            at->weekend = *index % 7 < 2;
            at->published = published;
            at->holiday = !published && is_fixed_holiday(year, month, day);
            (*index)++;
        }
    }
}

static void write_notice(Dice *dice, OracleWorld *world, int first, int length, Notice *notice)
{
    gsize n = (gsize)between(dice, 0, 8);
    int at = first;
    for (gsize i = 0; i < n; i++) {
        int begin = at + (int)between(dice, 0, 60);
        int end = begin + (int)between(dice, 0, 8);
        if (end >= first + length) {
            break;
        }
        notice->holidays[notice->n_holidays++] =
            (SzHoliday){ORACLE_FIRST_DAY + begin, ORACLE_FIRST_DAY + end, "节", "day"};
        for (int day = begin; day <= end; day++) {
            world->days[day].holiday = true;
        }
        at = end + 1;
    }
    for (int tries = 0; tries < 8 && notice->n_makeup < 6; tries++) {
        int day = one_in(dice, 3) ? first + (int)between(dice, 0, 9)
                                  : first + (int)between(dice, 0, length - 1);
        if (world->days[day].weekend && !world->days[day].holiday && !world->days[day].makeup) {
            world->days[day].makeup = true;
            notice->makeup[notice->n_makeup++] = ORACLE_FIRST_DAY + day;
        }
    }
}

static SzWorkCalendar *make_calendar(Dice *dice, OracleWorld *world)
{
    Notice notices[ORACLE_LAST_YEAR - ORACLE_FIRST_YEAR + 1] = {0};
    SzCalendarYear years[G_N_ELEMENTS(notices)];
    gsize n_years = 0;
    int index = 0;
    for (int year = ORACLE_FIRST_YEAR; year <= ORACLE_LAST_YEAR; year++) {
        Notice *notice = &notices[year - ORACLE_FIRST_YEAR];
        int first = index;
        bool published = !one_in(dice, 4);
        lay_out_year(world, &index, year, published);
        if (published) {
            write_notice(dice, world, first, index - first, notice);
            years[n_years++] = (SzCalendarYear){
                year, "v", notice->holidays, notice->n_holidays, notice->makeup, notice->n_makeup};
        }
    }
    g_assert_cmpint(index, ==, ORACLE_N_DAYS);
    for (int i = 0; i < ORACLE_N_DAYS; i++) {
        OracleDay *day = &world->days[i];
        day->working = day->makeup || (!day->weekend && !day->holiday);
    }
    g_autoptr(GError) error = NULL;
    SzWorkCalendar *calendar = sz_work_calendar_new(years, n_years, &error);
    g_assert_no_error(error);
    return calendar;
}

/* @n slots at odd seconds, some touching, now and then to the very ends of the day. */
static SzDaySlots random_slots(Dice *dice, guint n)
{
    SzDaySlots slots = {.n = n};
    gint32 at_s = one_in(dice, 8) ? 0 : (gint32)between(dice, 1, 36000);
    for (guint i = 0; i < n; i++) {
        gint32 length_s = (gint32)between(dice, 1800, (86400 - at_s) / (gint32)(n - i) - 1);
        slots.slots[i] = (SzSlot){at_s, at_s + length_s};
        gint32 room_s = 86400 - slots.slots[i].close_s - 3600 * (gint32)(n - i - 1);
        at_s += length_s + (one_in(dice, 4) ? 0 : (gint32)between(dice, 0, room_s / 4));
    }
    if (one_in(dice, 10)) {
        slots.slots[n - 1].close_s = 86400;
    }
    return slots;
}

static SzOpeningHours *make_hours(Dice *dice, OracleWorld *world)
{
    SzHoursPlan plan = {.workday = random_slots(dice, (guint)between(dice, 1, 4))};
    SzHoursException exceptions[60];
    for (int weekday = 0; weekday < 7; weekday++) {
        plan.has_weekday[weekday] = one_in(dice, 3);
        /* Monday to Thursday always open, or a limit might never end. */
        guint least = weekday < 4 ? 1 : 0;
        guint n = (guint)between(dice, least, 3);
        plan.weekday[weekday] = n == 0 ? (SzDaySlots){0} : random_slots(dice, n);
    }
    for (int i = 0; i < ORACLE_N_DAYS; i++) {
        OracleDay *day = &world->days[i];
        int weekday = (i + 5) % 7; /* 2022-01-01 was a Saturday */
        bool own = plan.has_weekday[weekday] && !day->makeup && !day->holiday;
        day->slots = own ? plan.weekday[weekday] : day->working ? plan.workday : (SzDaySlots){0};
    }
    int at = 365;
    for (gsize i = 0; i < G_N_ELEMENTS(exceptions); i++) {
        at += (int)between(dice, 1, 40);
        guint n = (guint)between(dice, 0, 2);
        SzDaySlots slots = n == 0 ? (SzDaySlots){0} : random_slots(dice, n);
        exceptions[i] = (SzHoursException){ORACLE_FIRST_DAY + at, slots, "停电"};
        world->days[at].slots = slots;
    }
    plan.exceptions = exceptions;
    plan.n_exceptions = G_N_ELEMENTS(exceptions);
    g_autoptr(GError) error = NULL;
    SzOpeningHours *hours = sz_opening_hours_new(&plan, &error);
    g_assert_no_error(error);
    return hours;
}

static World *world_new(Dice *dice)
{
    World *world = g_new0(World, 1);
    world->calendar = make_calendar(dice, &world->oracle[0]);
    for (int i = 1; i < HALLS_PER_WORLD; i++) {
        world->oracle[i] = world->oracle[0];
    }
    for (int i = 0; i < HALLS_PER_WORLD; i++) {
        world->hours[i] = make_hours(dice, &world->oracle[i]);
    }
    return world;
}

static void world_free(World *world)
{
    sz_work_calendar_unref(world->calendar);
    for (int i = 0; i < HALLS_PER_WORLD; i++) {
        sz_opening_hours_unref(world->hours[i]);
    }
    g_free(world);
}

/* --- a random case ------------------------------------------------------------------------- */

typedef struct {
    SzDeadlinePolicy policy;
    SzDeadlineRequest request;
    SzSpan spans[4];
} Case;

/* An instant of @day: an edge of the hall's slots or of the day, or a nanosecond beside it, or any. */
static gint64 instant_of(Dice *dice, const OracleWorld *world, int day)
{
    const SzDaySlots *slots = &world->days[day - ORACLE_FIRST_DAY].slots;
    gint64 beside_ns = between(dice, -1, 1);
    guint i = slots->n > 0 ? (guint)between(dice, 0, slots->n - 1) : 0;
    switch (between(dice, 0, 5)) {
    case 0:
        return oracle_ns(day, 0) + beside_ns;
    case 1:
        return oracle_ns(day, slots->n > 0 ? slots->slots[i].open_s : 32400) + beside_ns;
    case 2:
        return oracle_ns(day, slots->n > 0 ? slots->slots[i].close_s : 61200) + beside_ns;
    case 3:
        return oracle_ns(day, between(dice, 0, 1439) * 60);
    default:
        return oracle_ns(day, 0) + between(dice, 0, ORACLE_DAY_NS - 1);
    }
}

static void roll_policy(Dice *dice, SzDeadlinePolicy *policy)
{
    *policy = SZ_DEADLINE_POLICY_DEFAULT;
    policy->suspend_count = (SzConvention)between(dice, 0, 2);
    policy->due_at = one_in(dice, 3) ? SZ_DUE_AT_MIDNIGHT : SZ_DUE_AT_CLOSE_OF_BUSINESS;
    policy->restday_start = one_in(dice, 3) ? SZ_RESTDAY_START_ROLL : SZ_RESTDAY_START_COUNT;
    policy->clock = one_in(dice, 4) ? SZ_CLOCK_WALL : SZ_CLOCK_SERVICE;
    if (one_in(dice, 5)) {
        policy->stopping_kinds = (guint32)between(dice, 0, (1 << SZ_SUSPEND_N_KINDS) - 1);
    }
}

static void roll_limit(Dice *dice, SzLimit *limit, gint32 *extend_n)
{
    static const gint32 most[][3] = {
        [SZ_UNIT_MINUTE] = {30, 420, 3000},
        [SZ_UNIT_HOUR] = {3, 10, 60},
        [SZ_UNIT_WORKDAY] = {3, 20, 120},
        [SZ_UNIT_DAY] = {3, 30, 200},
    };
    limit->unit = (SzUnit)between(dice, SZ_UNIT_MINUTE, SZ_UNIT_DAY);
    int size = one_in(dice, 25) ? 2 : one_in(dice, 3) ? 1 : 0;
    limit->n = one_in(dice, 8) ? 0 : (gint32)between(dice, 1, most[limit->unit][size]);
    *extend_n = one_in(dice, 6) ? (gint32)between(dice, 1, most[limit->unit][0]) : 0;
}

static int roll_start_day(Dice *dice)
{
    /* 2023-01-01 to 2028-12-31, a third of them around the turn of a year. */
    if (one_in(dice, 3)) {
        return ORACLE_FIRST_DAY + 365 + (int)(between(dice, 0, 5) * 1461 / 4) +
               (int)between(dice, -14, 10);
    }
    return ORACLE_FIRST_DAY + 365 + (int)between(dice, 0, 2190);
}

/* @due_ns: where the deadline would be without spans, to lie upon it and beside it. */
static void roll_span(Dice *dice, const OracleWorld *world, const Case *all, gsize i, gint64 due_ns,
                      SzSpan *out)
{
    int start_day = oracle_day_of(all->request.start.ns);
    int due_day = oracle_day_of(due_ns);
    gint64 from_ns = 0;
    switch (between(dice, 0, 7)) {
    case 0:
        from_ns = due_ns + between(dice, -1, 1);
        break;
    case 1:
        from_ns = all->request.start.ns + between(dice, -1, 1);
        break;
    case 2:
        from_ns = i > 0 ? all->spans[i - 1].to.ns + between(dice, -1, 1) : due_ns;
        break;
    case 3:
        from_ns = i > 0 ? all->spans[i - 1].from.ns : all->request.start.ns;
        break;
    default:
        from_ns = instant_of(dice, world, (int)between(dice, start_day - 3, due_day + 3));
        break;
    }
    int from_day = oracle_day_of(from_ns);
    gint64 to_ns = 0;
    switch (between(dice, 0, 4)) {
    case 0:
        to_ns = from_ns + (one_in(dice, 3) ? 0 : between(dice, 0, 7200) * 1000000000);
        break;
    case 1:
        to_ns = instant_of(dice, world, from_day);
        break;
    case 2:
        to_ns = instant_of(dice, world, from_day + (int)between(dice, 0, 3));
        break;
    default:
        to_ns =
            instant_of(dice, world, from_day + (int)between(dice, 1, one_in(dice, 20) ? 200 : 15));
        break;
    }
    out->from.ns = MIN(from_ns, to_ns);
    out->to.ns = MAX(from_ns, to_ns);
    out->kind = one_in(dice, 2) ? SZ_SUSPEND_UNSPECIFIED
                                : (SzSuspendKind)between(dice, 0, SZ_SUSPEND_N_KINDS - 1);
}

static void roll_case(Dice *dice, const OracleWorld *world, Case *out)
{
    OracleAnswer bare;
    roll_policy(dice, &out->policy);
    out->request = (SzDeadlineRequest){.spans = out->spans};
    roll_limit(dice, &out->request.limit, &out->request.extend_n);
    out->request.start.ns = instant_of(dice, world, roll_start_day(dice));
    gsize n_spans = one_in(dice, 4) ? 0 : (gsize)between(dice, 1, 4);
    if (n_spans > 0) {
        oracle_compute(world, &out->policy, &out->request, &bare);
    }
    for (gsize i = 0; i < n_spans; i++) {
        roll_span(dice, world, out, i, bare.due_ns, &out->spans[i]);
    }
    out->request.n_spans = n_spans;
}

/* --- comparing ----------------------------------------------------------------------------- */

static void print_case(const Case *one)
{
    char text[SZ_WALL_TIME_TEXT];
    char other[SZ_WALL_TIME_TEXT];
    g_test_message(
        "start %s limit %d+%d %s convention %c %s %s %s stopping %x",
        sz_wall_time_format(one->request.start, text), one->request.limit.n, one->request.extend_n,
        sz_unit_name(one->request.limit.unit), 'A' + (char)one->policy.suspend_count,
        one->policy.due_at == SZ_DUE_AT_MIDNIGHT ? "midnight" : "close",
        one->policy.restday_start == SZ_RESTDAY_START_ROLL ? "roll" : "count",
        one->policy.clock == SZ_CLOCK_WALL ? "wall" : "service", one->policy.stopping_kinds);
    for (gsize i = 0; i < one->request.n_spans; i++) {
        g_test_message("  span %s to %s kind %d", sz_wall_time_format(one->spans[i].from, text),
                       sz_wall_time_format(one->spans[i].to, other), (int)one->spans[i].kind);
    }
}

static bool agrees(const SzDeadline *engine, const OracleAnswer *oracle)
{
    return engine->due.ns == oracle->due_ns && engine->due_day == oracle->due_day &&
           engine->provisional == oracle->provisional &&
           engine->suspended_days == oracle->lost_days &&
           engine->suspended_ns == oracle->stopped_ns;
}

/* One day of the strip against what the oracle knows of it. */
static bool day_is_true(const Case *one, const OracleWorld *world, const OracleAnswer *answer,
                        const SzStripDay *day, gint64 n_counted)
{
    gint64 n = one->request.limit.n + one->request.extend_n;
    const OracleDay *known = &world->days[day->day - ORACLE_FIRST_DAY];
    bool taken = answer->taken[day->day - ORACLE_FIRST_DAY];
    bool same_day = n == 0;
    if (day->published != known->published) {
        return false;
    }
    switch (day->reason) {
    case SZ_STRIP_START:
    case SZ_STRIP_RECEIVED:
        return !day->counted && day->day == answer->base_day;
    case SZ_STRIP_WORKING:
    case SZ_STRIP_MAKEUP:
        return day->counted && known->working && !taken &&
               known->makeup == (day->reason == SZ_STRIP_MAKEUP);
    case SZ_STRIP_CALENDAR:
        return day->counted && !taken;
    case SZ_STRIP_SERVICE:
        return day->counted && day->used_ns > 0;
    case SZ_STRIP_SAME_DAY:
        return day->counted && known->working && same_day && day->day == answer->due_day;
    case SZ_STRIP_WEEKEND:
        return !day->counted && known->weekend && !known->makeup && !known->holiday;
    case SZ_STRIP_HOLIDAY:
        return !day->counted && known->holiday && *day->name_zh != '\0';
    case SZ_STRIP_SUSPENDED:
        return !day->counted && one->request.n_spans > 0 &&
               (taken || same_day || answer->stopped_ns > 0) &&
               (one->policy.stopping_kinds >> day->suspend_kind & 1);
    case SZ_STRIP_ROLLED:
        return !day->counted && !taken && one->request.limit.unit == SZ_UNIT_DAY && n_counted == n;
    case SZ_STRIP_CLOSED:
        return !day->counted && known->working && known->slots.n == 0;
    case SZ_STRIP_AFTER_HOURS:
        return !day->counted && known->working && day->day == oracle_day_of(one->request.start.ns);
    default:
        return false;
    }
}

static bool strip_is_true(const Case *one, const OracleWorld *world, const OracleAnswer *answer,
                          const GArray *strip)
{
    int start_day = oracle_day_of(one->request.start.ns);
    gint64 n = one->request.limit.n + one->request.extend_n;
    gint64 n_counted = 0;
    gint64 used_ns = 0;
    gint64 stopped_ns = 0;
    bool by_clock = false;
    if ((int)strip->len != answer->due_day - start_day + 1) {
        return false;
    }
    for (guint i = 0; i < strip->len; i++) {
        const SzStripDay *day = &g_array_index(strip, SzStripDay, i);
        if (day->day != start_day + (int)i || !day_is_true(one, world, answer, day, n_counted)) {
            g_test_message("strip day %u, reason %d", i, (int)day->reason);
            return false;
        }
        by_clock = by_clock || day->reason == SZ_STRIP_SERVICE;
        used_ns += day->used_ns;
        stopped_ns += day->stopped_ns;
        n_counted += day->counted;
        if (day->ordinal != (day->counted && n > 0 && !by_clock ? n_counted : 0)) {
            return false;
        }
    }
    gint64 unit_ns =
        one->request.limit.unit == SZ_UNIT_HOUR ? 3600 * SZ_NS_PER_S : 60 * SZ_NS_PER_S;
    if (stopped_ns != answer->stopped_ns) {
        return false;
    }
    return by_clock ? used_ns == n * unit_ns : n_counted == MAX(n, 1);
}

static void check_case(Dice *dice, const World *world)
{
    gsize i_hall = (gsize)between(dice, 0, HALLS_PER_WORLD - 1);
    const OracleWorld *known = &world->oracle[i_hall];
    Case one;
    roll_case(dice, known, &one);
    const SzDeadlineRules rules = {&one.policy, world->calendar, world->hours[i_hall]};
    OracleAnswer answer;
    SzDeadline deadline = {0};
    oracle_compute(known, &one.policy, &one.request, &answer);
    bool done = sz_deadline_compute(&rules, &one.request, &deadline, NULL);
    if (!done || !agrees(&deadline, &answer)) {
        char text[SZ_WALL_TIME_TEXT];
        print_case(&one);
        g_test_message("engine %s day %d prov %d lost %d stopped %" G_GINT64_FORMAT,
                       sz_wall_time_format(deadline.due, text), deadline.due_day,
                       deadline.provisional, deadline.suspended_days, deadline.suspended_ns);
        g_test_message("oracle %s day %d prov %d lost %d stopped %" G_GINT64_FORMAT,
                       sz_wall_time_format((SzWallTime){answer.due_ns}, text), answer.due_day,
                       answer.provisional, answer.lost_days, answer.stopped_ns);
        g_test_fail();
        return;
    }
    if (one_in(dice, 8)) {
        g_autoptr(GArray) strip = sz_deadline_strip(&rules, &one.request, NULL);
        if (strip == NULL || !strip_is_true(&one, known, &answer, strip)) {
            print_case(&one);
            g_test_message("the strip does not agree");
            g_test_fail();
        }
    }
}

static void test_a_million_cases(void)
{
    const char *wanted = g_getenv("SHUZHI_ORACLE_CASES");
    gint64 n = wanted != NULL ? g_ascii_strtoll(wanted, NULL, 10) : CASES;
    Dice dice = {(guint64)g_test_rand_int() << 32 | (guint64)(guint32)g_test_rand_int()};
    g_test_message("%" G_GINT64_FORMAT " cases from dice %" G_GUINT64_FORMAT, n, dice.state);
    for (gint64 i = 0; i < n && !g_test_failed(); i += CASES_PER_WORLD) {
        World *world = world_new(&dice);
        for (gint64 j = i; j < MIN(i + CASES_PER_WORLD, n) && !g_test_failed(); j++) {
            check_case(&dice, world);
        }
        world_free(world);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/deadline/agrees-with-the-oracle", test_a_million_cases);
    return g_test_run();
}
