#pragma once

/* What citizens say: ratings, the loop that a bad one goes through, complaints.
 *
 * Pure.  Two or three ratings in ten thousand are bad (the order of the city's yearly figures), more
 * after a long wait. */

#include "collector/simulator_cases.h"
#include "collector/simulator_internal.h"

typedef struct {
    gint64 born_ms; /* of what is rated */
    guint32 serial; /* 0 until it is given */
    SzDay day;
    SzDay rated_on;      /* day of the case or the ticket */
    guint32 case_serial; /* 0: a ticket */
    guint32 ticket_number;
    guint8 ticket_letter;
    guint8 channel;
    guint8 level;
    guint8 next;
    guint8 n_events;
    bool is_active; /* given, not assumed */
    bool is_upheld; /* the appeal */
    char window[8]; /* "" for none */
} SzSimRating;

typedef struct {
    gint64 born_ms;
    guint32 serial;
    SzDay day;
    guint8 kind;
    guint8 next;
    guint8 n_events;
    gint32 limit;
    bool is_liable;
} SzSimIssue;

void sz_sim_voices_init(SzSimHall *hall);
void sz_sim_voices_clear(SzSimHall *hall);
void sz_sim_voices_begin_day(SzSimHall *hall);
void sz_sim_rate_ticket(SzSimHall *hall, const SzSimTicket *ticket, const SzSimWindow *window);
void sz_sim_rate_case(SzSimHall *hall, const SzSimCase *c);
void sz_sim_rating_event(SzSimHall *hall, guint32 i);
void sz_sim_issue_event(SzSimHall *hall, guint32 i);
