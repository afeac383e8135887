#pragma once

/* The inside of the simulator: a hall, its parts, and who plans what.
 *
 * Each part handles the events it has planned.  An event of a day (a window, a ticket) dies with the
 * day; a case, a rating or a kiosk lives on. */

#include "collector/line_protocol.h"
#include "collector/simulator.h"
#include "collector/simulator_agenda.h"
#include "collector/simulator_random.h"
#include "collector/simulator_tables.h"
#include "collector/simulator_traits.h"
#include "metrics/event.h"

#define SZ_SIM_MS G_GINT64_CONSTANT(1000)
#define SZ_SIM_NONE G_MAXUINT32

typedef enum {
    SZ_SIM_DAY,
    SZ_SIM_SLOT_OPEN,  /* subject: slot */
    SZ_SIM_SLOT_CLOSE, /* subject: slot */
    SZ_SIM_LOOK_ROUND,
    SZ_SIM_EXPIRE,
    SZ_SIM_WALK_IN,
    SZ_SIM_BOOKING,
    SZ_SIM_BOOKED, /* subject: appointment */
    SZ_SIM_RENEGE, /* subject: ticket, as the next */
    SZ_SIM_REQUEUE,
    SZ_SIM_WINDOW_OPEN, /* subject: window, as down to END */
    SZ_SIM_WINDOW_READY,
    SZ_SIM_WINDOW_PAUSE,
    SZ_SIM_WINDOW_BACK,
    SZ_SIM_WINDOW_PULSE,
    SZ_SIM_RECALL,
    SZ_SIM_START,
    SZ_SIM_HOLD,
    SZ_SIM_RESUME,
    SZ_SIM_SEGMENT,
    SZ_SIM_TRANSFER,
    SZ_SIM_END,
    SZ_SIM_REMOTE_CASE,
    SZ_SIM_CASE, /* subject: case */
    SZ_SIM_RATING,
    SZ_SIM_ISSUE,
    SZ_SIM_KIOSK_ON, /* subject: kiosk, as down to FIXED */
    SZ_SIM_KIOSK_OFF,
    SZ_SIM_KIOSK_BEAT,
    SZ_SIM_KIOSK_FAULT,
    SZ_SIM_KIOSK_REPAIR,
    SZ_SIM_KIOSK_FIXED,
    SZ_SIM_KIOSK_USE,
    SZ_SIM_CROWD,
    SZ_SIM_PATROL,
    SZ_SIM_METRIC,
    SZ_SIM_N_EVENTS,
} SzSimEventKind;

typedef enum {
    SZ_SIM_FEED_QUEUE, /* tickets, windows, appointments */
    SZ_SIM_FEED_KIOSK,
    SZ_SIM_FEED_CASE,
    SZ_SIM_FEED_RATING, /* ratings and issues */
    SZ_SIM_FEED_SITE,   /* crowd, patrol, schedule, metric */
    SZ_SIM_FEED_N,
} SzSimFeed;

/* A stream of dice each. */
typedef enum {
    SZ_SIM_DICE_FLOW,
    SZ_SIM_DICE_DESK,
    SZ_SIM_DICE_KIOSK,
    SZ_SIM_DICE_CASE,
    SZ_SIM_DICE_RATING,
    SZ_SIM_DICE_SITE,
    SZ_SIM_DICE_N,
} SzSimDice;

/* --- elements that come and go: an array that reuses what is free --- */

typedef struct {
    GArray *elements; /* owned */
    GArray *free;     /* owned; of guint32 */
} SzSimPool;

void sz_sim_pool_init(SzSimPool *pool, gsize element_bytes);
void sz_sim_pool_clear(SzSimPool *pool);
/* A zeroed element; pointers to others are void afterwards. */
guint32 sz_sim_pool_take(SzSimPool *pool);
void sz_sim_pool_give_back(SzSimPool *pool, guint32 i);
#define SZ_SIM_AT(pool, type, i) (&g_array_index((pool)->elements, type, (i)))

/* --- the queue model --- */

typedef enum {
    SZ_SIM_WAITING,
    SZ_SIM_CALLED,
    SZ_SIM_SERVED,
    SZ_SIM_AWAY, /* missed the call and will be back */
    SZ_SIM_GONE, /* whatever became of it */
} SzSimTicketState;

typedef enum { SZ_SIM_APPLY, SZ_SIM_CONSULT, SZ_SIM_COLLECT } SzSimPurpose;

#define SZ_SIM_SEGMENTS_MAX 3

typedef struct {
    gint64 born_ms;
    gint64 waits_since_ms;
    gint64 waited_s; /* until the first call, breaks left out */
    gint32 service_s;
    guint32 number;
    guint32 first_case; /* serial; 0: none */
    guint32 present_case;
    guint16 n_events;
    guint8 letter; /* queue it was taken for */
    guint8 queue;  /* queue it is in */
    guint8 state;  /* SzSimTicketState */
    guint8 purpose;
    guint8 priority; /* index of the word, 0: none */
    guint8 recall;
    guint8 item;
    guint8 n_segments;
    guint8 segment;
    bool has_left;  /* without saying so */
    bool is_absent; /* now, but may come back */
    bool was_requeued;
    bool was_transferred;
    bool was_called;
    bool is_booked;
    bool is_returned;
    bool will_hold;
    bool will_transfer;
} SzSimTicket;

typedef enum {
    SZ_SIM_WINDOW_CLOSED,
    SZ_SIM_WINDOW_IS_OPEN,
    SZ_SIM_WINDOW_CALLING,
    SZ_SIM_WINDOW_SERVING,
    SZ_SIM_WINDOW_PAUSED,
    SZ_SIM_WINDOW_OFFLINE,
} SzSimWindowState;

typedef struct {
    char code[8];
    guint32 ticket; /* SZ_SIM_NONE: nobody is called or served */
    guint32 n_events;
    guint32 staff;
    guint16 pulse_ms; /* its moment in the half minute */
    guint8 state;
    guint8 queue;
    bool is_general;
    bool is_certified;
    bool has_pulse;
    bool wants_pause;
} SzSimWindow;

/* First come, first served; entries of tickets that left are skipped. */
typedef struct {
    GArray *tickets; /* owned; of guint32 */
    guint head;
} SzSimLineOfPeople;

typedef struct {
    SzSimLineOfPeople ordinary;
    SzSimLineOfPeople first; /* elderly, disabled, appointments, ... */
    guint n_waiting;
    guint32 n_taken; /* today */
    guint n_windows;
    guint n_staffed;     /* on an ordinary day */
    guint32 share_pct10; /* of the hall's tickets, per mille, as planned */
    guint32 share_today; /* the same as people come today; not out of 1000 */
} SzSimDeskQueue;

typedef enum { SZ_SIM_SHUT, SZ_SIM_OPEN, SZ_SIM_BREAK, SZ_SIM_LAST_TICKETS } SzSimPhase;

typedef struct {
    SzSimDeskQueue queues[SZ_SIM_QUEUES];
    GArray *tickets; /* owned; of SzSimTicket; today's */
    GArray *windows; /* owned; of SzSimWindow */
    guint32 tickets_per_day;
    guint n_planned; /* windows staffed today */
    SzSimPhase phase;
    guint32 flow[SZ_SIM_QUARTERS]; /* people per quarter of an hour, units of 2^-16 */
    guint32 booking_flow[SZ_SIM_QUARTERS];
    guint32 n_bookings; /* today */
    SzSimPool bookings; /* of SzSimBooking */
    gint32 n_in;        /* since the last count of the crowd, as the next */
    gint32 n_out;
    gint32 n_inside;
    SzSimulatorTickets tally;
} SzSimDesk;

/* --- a hall --- */

typedef struct SzSimHall SzSimHall;

typedef struct {
    SzSimPool kiosks; /* of SzSimKiosk */
    guint32 flow[SZ_SIM_QUARTERS];
    guint32 n_uses; /* today */
    bool has_night_area;
} SzSimKiosks;

typedef struct {
    SzSimPool cases; /* of SzSimCase */
    guint32 flow[SZ_SIM_QUARTERS];
    guint32 n_applied; /* today */
} SzSimCases;

typedef struct {
    SzSimPool ratings; /* of SzSimRating */
    SzSimPool issues;  /* of SzSimIssue */
    guint32 n_ratings; /* today */
    guint32 n_issues;
} SzSimVoices;

/* An item as the catalogue has it, or as the table has it. */
typedef struct {
    SzCaseKind kind;
    SzLimit promise;
    SzLimit statute;
} SzSimTerms;

/* What all halls share. */
typedef struct {
    SzSimulatorPlan plan;
    gint64 pulses_from_ms;
    gint64 lives_until_ms; /* those that began from here on are not, either */
    gint64 from_ms;        /* lives that began before are not shown */
    GString *text;         /* owned; lines of the present event */
    SzSimTerms *terms;     /* owned; one for each of sz_sim_items */
} SzSimCity;

struct SzSimHall {
    SzSimCity *city; /* borrowed */
    const SzHall *hall;
    const SzOpeningHours *hours;
    const SzSimTier *tier;
    SzSimTraits traits;
    guint index;
    gint64 now_ms;
    SzSimAgenda agenda;
    SzSimRandom dice[SZ_SIM_DICE_N];
    gint64 seq[SZ_SIM_FEED_N];
    char src[SZ_SIM_FEED_N][40];
    char case_prefix[16];
    SzDay day;
    SzDaySlots slots;      /* of @day */
    gint64 silent_from_ms; /* [from, to): nothing gets out */
    gint64 silent_to_ms;
    char day_text[12]; /* 20260302 */
    guint16 epoch;
    SzSimDesk desk;
    SzSimKiosks kiosks;
    SzSimCases cases;
    SzSimVoices voices;
};

SzSimHall *sz_sim_hall_new(SzSimCity *city, guint index);
void sz_sim_hall_free(SzSimHall *hall);
/* Does what is next on the agenda; its lines go to the city's text. */
void sz_sim_hall_step(SzSimHall *hall);
/* When what it says now gets out. */
gint64 sz_sim_hall_heard_ms(const SzSimHall *hall);
void sz_sim_plan(SzSimHall *hall, gint64 at_ms, SzSimEventKind kind, guint32 subject);

/* --- simulator_clock.c: time of halls --- */

gint64 sz_sim_ms_at(SzDay day, gint64 second_of_day);
SzDay sz_sim_day_of(gint64 at_ms);
/* The instant at which @open_s of opening hours on working days are used up; SZ_SIM_NEVER when the
 * hall does not open any more. */
gint64 sz_sim_office_after(const SzSimHall *hall, gint64 at_ms, gint64 open_s);
/* Some moment in opening hours of the @n-th working day after, n >= 1. */
gint64 sz_sim_workday_after(SzSimHall *hall, SzSimDice dice, gint64 at_ms, gint32 n);
/* Some moment in opening hours, @n calendar days later or as soon as the hall works again. */
gint64 sz_sim_calendar_day_after(SzSimHall *hall, SzSimDice dice, gint64 at_ms, gint32 n);
/* End of the last slot of the day; at_ms itself when the hall is closed. */
gint64 sz_sim_closing(const SzSimHall *hall, gint64 at_ms);
bool sz_sim_is_open(const SzSimHall *hall, gint64 at_ms);
/* Does what only repeats a device's state get said now? */
bool sz_sim_has_pulses(const SzSimHall *hall);
/* The next of instants @every_ms apart, now being one, at which it does. */
gint64 sz_sim_next_pulse(const SzSimHall *hall, gint64 every_ms);
