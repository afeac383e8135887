#pragma once

/* The city in numbers: how large halls are, when people come, what they come for.
 *
 * Pure data.  Sizes and shape of the day are the working model of the data standard: a municipal
 * centre deals with 3,000 to 6,000 tickets on an ordinary day, a county centre with 800 to 2,500, a
 * street or town with 50 to 400, a village with 2 to 20; two peaks a day, the higher in the morning.
 * Queues and the mix of items are this simulator's own. */

#include "metrics/event.h"
#include "metrics/registry.h"

typedef struct {
    guint32 tickets_min; /* on an ordinary Wednesday */
    guint32 tickets_max;
    guint32 windows_min;
    guint32 windows_max;
    guint32 kiosks_min;
    guint32 kiosks_max;
    guint32 remote_pct;         /* cases that come in without a ticket, per 100 tickets */
    guint32 booking_pct;        /* appointments per 100 tickets */
    guint32 uses_per_kiosk;     /* a day */
    guint32 all_night_pct;      /* halls with a 24-hour area */
    guint32 patrols_per_week;   /* rounds of inspection */
    guint32 issues_per_month;   /* complaints and what could not be done */
    guint32 silences_per_mille; /* days on which the line to the outside is down for a while */
    bool is_skewed;             /* many small halls, few large ones */
    bool has_crowd_count;
    bool is_general; /* every window takes every queue (一窗通办) */
} SzSimTier;

typedef struct {
    const char *name_zh;
    char letter;
    guint8 weight[SZ_TIER_N]; /* share of the tickets, in parts of the tier's sum */
} SzSimQueue;

#define SZ_SIM_QUEUES 8

typedef struct {
    const char *code;
    const char *org;
    guint8 queue;
    guint8 weight[SZ_TIER_N]; /* share of its queue's tickets */
    guint8 remote_weight;     /* share of the cases without a ticket */
    gint32 service_s;         /* mean at the window */
    SzLimit promise;          /* when the catalogue does not know the item */
    guint32 suspend_kinds;    /* bits 1u << SzSuspendKind it may be suspended for */
} SzSimItem;

extern const SzSimTier sz_sim_tiers[SZ_TIER_N];
extern const SzSimQueue sz_sim_queues[SZ_SIM_QUEUES];
extern const SzSimItem sz_sim_items[];
gsize sz_sim_n_items(void);

/* Parts of the day: quarters of an hour. */
#define SZ_SIM_QUARTERS 96

/* How strongly people come in each quarter of an hour; @is_sharp: with higher peaks, as in small
 * halls. */
guint32 sz_sim_visit_weight(bool is_sharp, guint quarter);
/* Sum over the ordinary opening hours, 09:00-12:00 and 13:30-18:00. */
guint32 sz_sim_visit_weight_sum(bool is_sharp);
/* The same for cases sent from home and for kiosks, which know no opening hours. */
guint32 sz_sim_remote_weight(guint quarter);
guint32 sz_sim_kiosk_weight(guint quarter);
