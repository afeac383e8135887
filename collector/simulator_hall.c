/* A hall: its parts, its day, and who handles which event. */

#include "collector/simulator_cases.h"
#include "collector/simulator_desk.h"
#include "collector/simulator_kiosks.h"
#include "collector/simulator_site.h"
#include "collector/simulator_voices.h"

/* --- pools --- */

void sz_sim_pool_init(SzSimPool *pool, gsize element_bytes)
{
    pool->elements = g_array_new(FALSE, TRUE, (guint)element_bytes);
    pool->free = g_array_new(FALSE, FALSE, sizeof(guint32));
}

void sz_sim_pool_clear(SzSimPool *pool)
{
    g_clear_pointer(&pool->elements, g_array_unref);
    g_clear_pointer(&pool->free, g_array_unref);
}

guint32 sz_sim_pool_take(SzSimPool *pool)
{
    if (pool->free->len > 0) {
        guint32 i = g_array_index(pool->free, guint32, pool->free->len - 1);
        g_array_set_size(pool->free, pool->free->len - 1);
        return i;
    }
    g_array_set_size(pool->elements, pool->elements->len + 1);
    return pool->elements->len - 1;
}

void sz_sim_pool_give_back(SzSimPool *pool, guint32 i)
{
    g_array_append_val(pool->free, i);
}

/* --- silence --- */

#define SILENCE_PURPOSE 0x40000U
#define SILENCE_MIN_S 480
#define SILENCE_MAX_S 4500

/* Some working days the line to the outside is down once, mostly where it is not cared for. */
static void plan_silence(SzSimHall *hall)
{
    const SzDaySlots *slots = &hall->slots;
    SzSimRandom dice;
    sz_sim_random_init(&dice, hall->city->plan.seed, sz_slice(hall->hall->code),
                       SILENCE_PURPOSE + (guint32)hall->day);
    hall->silent_from_ms = hall->silent_to_ms = 0;
    guint32 chance = hall->tier->silences_per_mille * hall->traits.silence;
    if (slots->n > 0 && sz_sim_random_chance(&dice, chance)) {
        gint32 at_s = sz_sim_random_between(&dice, slots->slots[0].open_s,
                                            slots->slots[slots->n - 1].close_s);
        gint32 length_s = sz_sim_random_between(&dice, SILENCE_MIN_S, SILENCE_MAX_S);
        hall->silent_from_ms = sz_sim_ms_at(hall->day, at_s);
        hall->silent_to_ms = hall->silent_from_ms + (gint64)length_s * SZ_SIM_MS;
    }
}

gint64 sz_sim_hall_heard_ms(const SzSimHall *hall)
{
    bool is_silent = hall->now_ms >= hall->silent_from_ms && hall->now_ms < hall->silent_to_ms;
    return is_silent ? hall->silent_to_ms : hall->now_ms;
}

/* --- events --- */

static void begin_day(SzSimHall *hall, guint32 unused)
{
    (void)unused;
    hall->day = sz_sim_day_of(hall->now_ms);
    hall->epoch++;
    hall->slots = sz_opening_hours_on(hall->hours, hall->city->plan.calendar, hall->day);
    SzCivil civil = sz_day_to_civil(hall->day);
    (void)g_snprintf(hall->day_text, sizeof hall->day_text, "%04u%02u%02u",
                     (guint)civil.year % 10000, (guint)civil.month % 100, (guint)civil.day % 100);
    plan_silence(hall);
    sz_sim_desk_begin_day(hall);
    sz_sim_cases_begin_day(hall);
    sz_sim_voices_begin_day(hall);
    sz_sim_kiosks_begin_day(hall);
    sz_sim_site_begin_day(hall);
    sz_sim_plan(hall, sz_sim_ms_at(hall->day + 1, 0), SZ_SIM_DAY, 0);
}

typedef struct {
    void (*handle)(SzSimHall *hall, guint32 subject);
    bool lasts; /* beyond the day on which it was planned */
} Handler;

static const Handler handlers[SZ_SIM_N_EVENTS] = {
    [SZ_SIM_DAY] = {begin_day, true},
    [SZ_SIM_SLOT_OPEN] = {sz_sim_desk_open_slot, false},
    [SZ_SIM_SLOT_CLOSE] = {sz_sim_desk_close_slot, false},
    [SZ_SIM_LOOK_ROUND] = {sz_sim_desk_look_round, false},
    [SZ_SIM_EXPIRE] = {sz_sim_desk_expire, false},
    [SZ_SIM_WALK_IN] = {sz_sim_ticket_walk_in, false},
    [SZ_SIM_BOOKING] = {sz_sim_booking_create, false},
    [SZ_SIM_BOOKED] = {sz_sim_booking_due, true},
    [SZ_SIM_RENEGE] = {sz_sim_ticket_renege, false},
    [SZ_SIM_REQUEUE] = {sz_sim_ticket_requeue, false},
    [SZ_SIM_WINDOW_OPEN] = {sz_sim_window_open, false},
    [SZ_SIM_WINDOW_READY] = {sz_sim_window_ready, false},
    [SZ_SIM_WINDOW_PAUSE] = {sz_sim_window_pause, false},
    [SZ_SIM_WINDOW_BACK] = {sz_sim_window_back, false},
    [SZ_SIM_WINDOW_PULSE] = {sz_sim_window_pulse, false},
    [SZ_SIM_RECALL] = {sz_sim_service_recall, false},
    [SZ_SIM_START] = {sz_sim_service_start, false},
    [SZ_SIM_HOLD] = {sz_sim_service_hold, false},
    [SZ_SIM_RESUME] = {sz_sim_service_resume, false},
    [SZ_SIM_SEGMENT] = {sz_sim_service_segment, false},
    [SZ_SIM_TRANSFER] = {sz_sim_service_transfer, false},
    [SZ_SIM_END] = {sz_sim_service_end, false},
    [SZ_SIM_REMOTE_CASE] = {sz_sim_case_remote, false},
    [SZ_SIM_CASE] = {sz_sim_case_event, true},
    [SZ_SIM_RATING] = {sz_sim_rating_event, true},
    [SZ_SIM_ISSUE] = {sz_sim_issue_event, true},
    [SZ_SIM_KIOSK_ON] = {sz_sim_kiosk_on, false},
    [SZ_SIM_KIOSK_OFF] = {sz_sim_kiosk_off, false},
    [SZ_SIM_KIOSK_BEAT] = {sz_sim_kiosk_beat, true},
    [SZ_SIM_KIOSK_FAULT] = {sz_sim_kiosk_fault, false},
    [SZ_SIM_KIOSK_REPAIR] = {sz_sim_kiosk_repair, true},
    [SZ_SIM_KIOSK_FIXED] = {sz_sim_kiosk_fixed, true},
    [SZ_SIM_KIOSK_USE] = {sz_sim_kiosk_use, false},
    [SZ_SIM_CROWD] = {sz_sim_site_crowd, false},
    [SZ_SIM_PATROL] = {sz_sim_site_patrol, false},
    [SZ_SIM_METRIC] = {sz_sim_site_metric, false},
};

void sz_sim_plan(SzSimHall *hall, gint64 at_ms, SzSimEventKind kind, guint32 subject)
{
    sz_sim_agenda_add(&hall->agenda, (SzSimEvent){.at_ms = at_ms,
                                                  .subject = subject,
                                                  .epoch = hall->epoch,
                                                  .kind = (guint8)kind});
}

void sz_sim_hall_step(SzSimHall *hall)
{
    SzSimEvent event = sz_sim_agenda_take(&hall->agenda);
    const Handler *handler = &handlers[event.kind];
    hall->now_ms = event.at_ms;
    if (handler->lasts || event.epoch == hall->epoch) {
        handler->handle(hall, event.subject);
    }
}

/* --- birth and death --- */

/* Case numbers begin with the code where that is a number of an administrative division; other codes
 * become a serial, so that no number can look like a telephone's. */
static void set_case_prefix(SzSimHall *hall)
{
    const char *code = hall->hall->code;
    gsize n = strlen(code);
    bool is_division = (n == 6 || n == 9 || n == 12) && strspn(code, "0123456789") == n;
    if (is_division) {
        (void)g_strlcpy(hall->case_prefix, code, sizeof hall->case_prefix);
    } else {
        (void)g_snprintf(hall->case_prefix, sizeof hall->case_prefix, "H%05u",
                         hall->index % 100000);
    }
}

SzSimHall *sz_sim_hall_new(SzSimCity *city, guint index)
{
    static const char feeds[SZ_SIM_FEED_N] = {'q', 'k', 'c', 'r', 's'};
    SzSimHall *hall = g_new0(SzSimHall, 1);
    hall->city = city;
    hall->index = index;
    hall->hall = sz_registry_hall(city->plan.registry, index);
    hall->hours = sz_registry_hours(city->plan.registry, hall->hall);
    hall->tier = &sz_sim_tiers[hall->hall->tier];
    sz_sim_traits_draw(city->plan.seed, city->plan.registry, hall->hall, &hall->traits);
    SzSlice code = sz_slice(hall->hall->code);
    for (guint32 i = 0; i < SZ_SIM_DICE_N; i++) {
        sz_sim_random_init(&hall->dice[i], city->plan.seed, code, i);
    }
    for (guint i = 0; i < SZ_SIM_FEED_N; i++) {
        (void)g_snprintf(hall->src[i], sizeof hall->src[i], "%c-%s", feeds[i], code.data);
    }
    set_case_prefix(hall);
    sz_sim_agenda_init(&hall->agenda);
    sz_sim_desk_init(hall);
    sz_sim_cases_init(hall);
    sz_sim_voices_init(hall);
    sz_sim_kiosks_init(hall);
    SzDay first = sz_day_of(city->plan.from);
    sz_sim_plan(hall, sz_sim_ms_at(first, 0), SZ_SIM_DAY, 0);
    return hall;
}

void sz_sim_hall_free(SzSimHall *hall)
{
    sz_sim_agenda_clear(&hall->agenda);
    sz_sim_desk_clear(hall);
    sz_sim_cases_clear(hall);
    sz_sim_voices_clear(hall);
    sz_sim_kiosks_clear(hall);
    g_free(hall);
}
