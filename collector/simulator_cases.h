#pragma once

/* The life of a case: applied for, accepted, looked into, decided, delivered; some stand still, some
 * are withdrawn, some are late.
 *
 * Pure.  How long a case takes is a share of its promise, in the promise's own unit: minutes and hours
 * of opening time, working days, calendar days.  About one in a hundred takes longer than promised. */

#include "collector/simulator_internal.h"

#define SZ_SIM_CASE_ID 48

typedef struct {
    gint64 born_ms;  /* of the ticket it came with */
    guint32 parent;  /* serial of today's case it belongs to; 0: none */
    gint32 handle_s; /* at the window */
    SzChannel channel;
    guint8 item;
} SzSimApplication;

typedef struct {
    gint64 born_ms;
    gint64 at_ms;        /* of its next event */
    gint32 left;         /* work left, in the unit of the promise; seconds for minutes and hours */
    gint32 planned_days; /* of the suspension or extension to come */
    guint32 serial;      /* of its day, from 1 */
    guint32 parent;
    SzDay day;
    guint8 item;
    guint8 channel; /* SzChannel */
    guint8 next;    /* SzCaseEventKind that comes next */
    guint8 to_come; /* bits: SzSimCaseStage */
    guint8 suspend_kind;
    guint8 n_events;
    guint8 n_steps;
    guint8 visits;
    bool is_auto;
    bool is_late;
    bool is_accepted;
    bool has_elic;
    bool is_own; /* handled in a system of the department's own */
    bool is_denied;
} SzSimCase;

/* Says that a case is applied for and plans its life.  Returns its serial. */
guint32 sz_sim_case_apply(SzSimHall *hall, const SzSimApplication *application);
/* Returns @text. */
const char *sz_sim_case_id(const SzSimHall *hall, SzDay day, guint32 serial,
                           char text[SZ_SIM_CASE_ID]);

void sz_sim_cases_init(SzSimHall *hall);
void sz_sim_cases_clear(SzSimHall *hall);
void sz_sim_cases_begin_day(SzSimHall *hall);
void sz_sim_case_remote(SzSimHall *hall, guint32 unused);
void sz_sim_case_event(SzSimHall *hall, guint32 i);

/* simulator_case_plan.c: what comes next.  Sets next and at_ms; returns false when its life is over.
 * @c may not be used by others meanwhile. */
bool sz_sim_case_plan_first(SzSimHall *hall, SzSimCase *c, gint32 handle_s);
bool sz_sim_case_plan_next(SzSimHall *hall, SzSimCase *c);
