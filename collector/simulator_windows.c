/* Windows: who opens, who pauses, who is free for the next. */

#include "collector/simulator_desk.h"

#define PULSE_MS G_GINT64_CONSTANT(30000)
#define BETWEEN_PAUSES_S G_GUINT64_CONSTANT(9000)
#define OFFLINE_PER_MILLION 6000 /* of the pauses: the link or the power has gone */

static const char *const state_names[] = {
    [SZ_SIM_WINDOW_CLOSED] = "closed",   [SZ_SIM_WINDOW_IS_OPEN] = "open",
    [SZ_SIM_WINDOW_CALLING] = "calling", [SZ_SIM_WINDOW_SERVING] = "serving",
    [SZ_SIM_WINDOW_PAUSED] = "paused",   [SZ_SIM_WINDOW_OFFLINE] = "offline",
};

static void begin_line(SzSimLine *line, SzSimHall *hall, const SzSimWindow *window)
{
    sz_sim_line_begin(line, hall, SZ_SLICE("window"), SZ_SIM_FEED_QUEUE, hall->now_ms);
    sz_sim_line_tag(line, SZ_SLICE("window"), sz_slice(window->code));
    sz_sim_line_text(line, SZ_SLICE("state"), sz_slice(state_names[window->state]));
}

void sz_sim_window_turn(SzSimHall *hall, SzSimWindow *window, SzSimWindowState state,
                        const char *reason)
{
    SzSimLine line;
    char eid[48];
    char staff[16];
    window->state = (guint8)state;
    begin_line(&line, hall, window);
    (void)g_snprintf(eid, sizeof eid, "%s-%s-%u", hall->day_text, window->code, ++window->n_events);
    sz_sim_line_text(&line, SZ_SLICE("eid"), sz_slice(eid));
    if (reason != NULL) {
        sz_sim_line_text(&line, SZ_SLICE("reason"), sz_slice(reason));
    }
    if (state == SZ_SIM_WINDOW_IS_OPEN) {
        (void)g_snprintf(staff, sizeof staff, "s%04u", window->staff);
        sz_sim_line_text(&line, SZ_SLICE("staff"), sz_slice(staff));
        sz_sim_line_bool(&line, SZ_SLICE("cert"), window->is_certified);
    }
    sz_sim_line_end(&line);
}

static void plan_pause(SzSimHall *hall, guint32 i)
{
    guint64 e = sz_sim_random_exponential(&hall->dice[SZ_SIM_DICE_DESK]);
    guint64 between_s = BETWEEN_PAUSES_S * 1000 / hall->traits.absence;
    gint64 after_ms = (gint64)((e * between_s * SZ_SIM_MS) >> 16);
    sz_sim_plan(hall, hall->now_ms + 60 * SZ_SIM_MS + after_ms, SZ_SIM_WINDOW_PAUSE, i);
}

void sz_sim_window_open(SzSimHall *hall, guint32 i)
{
    SzSimWindow *window = sz_sim_window(hall, i);
    if (window->state != SZ_SIM_WINDOW_CLOSED || hall->desk.phase != SZ_SIM_OPEN) {
        return;
    }
    window->wants_pause = false;
    sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_IS_OPEN, NULL);
    if (!window->has_pulse) {
        window->has_pulse = true;
        gint64 phase_ms = window->pulse_ms - hall->now_ms % PULSE_MS;
        sz_sim_plan(hall, hall->now_ms + phase_ms + (phase_ms > 0 ? 0 : PULSE_MS),
                    SZ_SIM_WINDOW_PULSE, i);
    }
    plan_pause(hall, i);
    sz_sim_window_ready(hall, i);
}

void sz_sim_window_pulse(SzSimHall *hall, guint32 i)
{
    SzSimWindow *window = sz_sim_window(hall, i);
    if (window->state == SZ_SIM_WINDOW_CLOSED) {
        window->has_pulse = false;
        return;
    }
    if (window->state != SZ_SIM_WINDOW_OFFLINE && sz_sim_has_pulses(hall)) {
        SzSimLine line;
        begin_line(&line, hall, window);
        sz_sim_line_end(&line);
    }
    sz_sim_plan(hall, sz_sim_next_pulse(hall, PULSE_MS), SZ_SIM_WINDOW_PULSE, i);
}

/* --- who is next --- */

guint32 sz_sim_window_find_idle(const SzSimHall *hall, guint queue)
{
    guint32 found = SZ_SIM_NONE;
    for (guint32 i = 0; i < hall->desk.windows->len; i++) {
        const SzSimWindow *window = sz_sim_window(hall, i);
        bool is_idle = window->state == SZ_SIM_WINDOW_IS_OPEN && window->ticket == SZ_SIM_NONE;
        if (is_idle && window->queue == queue) {
            return i;
        }
        if (is_idle && window->is_general && found == SZ_SIM_NONE) {
            found = i;
        }
    }
    return found;
}

/* Its own queue first; a general window helps where most people wait. */
static guint32 pick_ticket(SzSimHall *hall, const SzSimWindow *window)
{
    guint32 ticket = sz_sim_ticket_pop(hall, window->queue);
    if (ticket != SZ_SIM_NONE || !window->is_general) {
        return ticket;
    }
    guint longest = 0;
    for (guint q = 1; q < SZ_SIM_QUEUES; q++) {
        if (hall->desk.queues[q].n_waiting > hall->desk.queues[longest].n_waiting) {
            longest = q;
        }
    }
    return sz_sim_ticket_pop(hall, longest);
}

static void go_away(SzSimHall *hall, guint32 i)
{
    static const char *const reasons[] = {"handover", "meal", "copying", "consulting", "away"};
    SzSimRandom *dice = &hall->dice[SZ_SIM_DICE_DESK];
    SzSimWindow *window = sz_sim_window(hall, i);
    bool is_offline = sz_sim_random_chance(dice, OFFLINE_PER_MILLION);
    gint32 away_s =
        is_offline ? sz_sim_random_between(dice, 600, 2400) : sz_sim_random_between(dice, 150, 660);
    window->wants_pause = false;
    sz_sim_window_turn(hall, window, is_offline ? SZ_SIM_WINDOW_OFFLINE : SZ_SIM_WINDOW_PAUSED,
                       is_offline ? "network"
                                  : reasons[sz_sim_random_below(dice, G_N_ELEMENTS(reasons))]);
    sz_sim_plan(hall, hall->now_ms + (gint64)away_s * SZ_SIM_MS, SZ_SIM_WINDOW_BACK, i);
    plan_pause(hall, i);
}

void sz_sim_window_ready(SzSimHall *hall, guint32 i)
{
    SzSimWindow *window = sz_sim_window(hall, i);
    SzSimPhase phase = hall->desk.phase;
    if (window->ticket != SZ_SIM_NONE || window->state == SZ_SIM_WINDOW_CLOSED) {
        return;
    }
    if (phase == SZ_SIM_OPEN && window->wants_pause) {
        go_away(hall, i);
        return;
    }
    bool is_working = phase == SZ_SIM_OPEN || phase == SZ_SIM_LAST_TICKETS;
    guint32 ticket = is_working ? pick_ticket(hall, window) : SZ_SIM_NONE;
    if (ticket != SZ_SIM_NONE) {
        sz_sim_service_call(hall, i, ticket);
    } else if (phase != SZ_SIM_OPEN) {
        sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_CLOSED,
                           phase == SZ_SIM_BREAK ? "lunch" : "closing");
    } else if (window->state != SZ_SIM_WINDOW_IS_OPEN) {
        sz_sim_window_turn(hall, window, SZ_SIM_WINDOW_IS_OPEN, NULL);
    }
}

void sz_sim_window_pause(SzSimHall *hall, guint32 i)
{
    SzSimWindow *window = sz_sim_window(hall, i);
    if (window->state == SZ_SIM_WINDOW_CLOSED || hall->desk.phase != SZ_SIM_OPEN) {
        return;
    }
    window->wants_pause = true;
    if (window->ticket == SZ_SIM_NONE && window->state == SZ_SIM_WINDOW_IS_OPEN) {
        go_away(hall, i);
    }
}

void sz_sim_window_back(SzSimHall *hall, guint32 i)
{
    SzSimWindowState state = sz_sim_window(hall, i)->state;
    if (state == SZ_SIM_WINDOW_PAUSED || state == SZ_SIM_WINDOW_OFFLINE) {
        sz_sim_window_ready(hall, i);
    }
}
