/* Windows, kiosks and halls, as measures see them. */

#include "metrics/measure_source.h"

/* --- windows ------------------------------------------------------------------------------- */

enum { WINDOW_TIER, WINDOW_STATE, WINDOW_OPEN, WINDOW_TODAY, WINDOW_SINCE, WINDOW_LASTS };

/* By SzWindowState. */
static const char *const window_states[] = {"closed", "open",    "calling", "serving",
                                            "paused", "offline", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(window_states) == SZ_WINDOW_N_STATES + 1);

static const SzAttribute window_attributes[] = {
    [WINDOW_TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [WINDOW_STATE] = {"state", SZ_VALUE_CHOICE, window_states},
    [WINDOW_OPEN] = {"open", SZ_VALUE_TRUTH, NULL},
    [WINDOW_TODAY] = {"today", SZ_VALUE_TRUTH, NULL},
    [WINDOW_SINCE] = {"since", SZ_VALUE_TIME, NULL},
    [WINDOW_LASTS] = {"lasts", SZ_VALUE_DURATION, NULL},
};

static bool get_of_window(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzWindow *window = row->thing;
    switch (i_attribute) {
    case WINDOW_TIER:
        *out = (gint64)row->hall->tier;
        return true;
    case WINDOW_STATE:
        *out = (gint64)window->state;
        return true;
    case WINDOW_OPEN:
        *out = sz_window_is_open(window);
        return true;
    case WINDOW_TODAY:
        *out = sz_day_of(window->last_event) == look->today;
        return true;
    case WINDOW_SINCE:
        return sz_look_time(window->since, out);
    case WINDOW_LASTS:
    default:
        *out = sz_look_us(look->now.ns - window->since.at.ns);
        return window->since.known;
    }
}

const SzSourceInfo SZ_WINDOWS_SOURCE = {{window_attributes, G_N_ELEMENTS(window_attributes)},
                                        get_of_window};

/* --- kiosks -------------------------------------------------------------------------------- */

enum { KIOSK_TIER, KIOSK_STATE, KIOSK_STOPPED, KIOSK_OK, KIOSK_FAILED, KIOSK_ABANDONED };

/* By SzKioskState. */
static const char *const kiosk_states[] = {"unknown", "online", "offline", "maint", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(kiosk_states) == SZ_KIOSK_N_STATES + 1);

static const SzAttribute kiosk_attributes[] = {
    [KIOSK_TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [KIOSK_STATE] = {"state", SZ_VALUE_CHOICE, kiosk_states},
    [KIOSK_STOPPED] = {"stopped", SZ_VALUE_TRUTH, NULL},
    [KIOSK_OK] = {"done_today", SZ_VALUE_NUMBER, NULL},
    [KIOSK_FAILED] = {"failed_today", SZ_VALUE_NUMBER, NULL},
    [KIOSK_ABANDONED] = {"abandoned_today", SZ_VALUE_NUMBER, NULL},
};

static gint64 txns_of(const SzLook *look, const SzKiosk *kiosk, SzTxnResult result)
{
    return kiosk->txn_day == look->today ? (gint64)kiosk->txns[result] : 0;
}

static bool get_of_kiosk(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzKiosk *kiosk = row->thing;
    switch (i_attribute) {
    case KIOSK_TIER:
        *out = (gint64)row->hall->tier;
        return true;
    case KIOSK_STATE:
        *out = (gint64)sz_kiosk_now(kiosk, look->now).state;
        return true;
    case KIOSK_STOPPED:
        *out = sz_kiosk_faults_stop(kiosk->faults);
        return true;
    case KIOSK_OK:
        *out = txns_of(look, kiosk, SZ_TXN_OK);
        return true;
    case KIOSK_FAILED:
        *out = txns_of(look, kiosk, SZ_TXN_FAIL);
        return true;
    case KIOSK_ABANDONED:
    default:
        *out = txns_of(look, kiosk, SZ_TXN_ABANDONED);
        return true;
    }
}

const SzSourceInfo SZ_KIOSKS_SOURCE = {{kiosk_attributes, G_N_ELEMENTS(kiosk_attributes)},
                                       get_of_kiosk};

/* --- halls --------------------------------------------------------------------------------- */

enum { HALL_TIER, HALL_OPEN, HALL_SILENCE, HALL_HEARD_TODAY, HALL_KIOSKS_ONLINE };

static const SzAttribute hall_attributes[] = {
    [HALL_TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [HALL_OPEN] = {"open", SZ_VALUE_TRUTH, NULL},
    [HALL_SILENCE] = {"silence", SZ_VALUE_DURATION, NULL},
    [HALL_HEARD_TODAY] = {"heard_today", SZ_VALUE_TRUTH, NULL},
    [HALL_KIOSKS_ONLINE] = {"kiosks_online", SZ_VALUE_NUMBER, NULL},
};

static bool get_of_hall(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzHallFacts *facts = row->thing;
    SzMaybeTime last = facts->last_event;
    switch (i_attribute) {
    case HALL_TIER:
        *out = (gint64)row->hall->tier;
        return true;
    case HALL_OPEN:
        *out = facts->is_open;
        return true;
    case HALL_SILENCE:
        *out = sz_look_us(look->now.ns - last.at.ns);
        return last.known;
    case HALL_HEARD_TODAY:
        *out = last.known && sz_day_of(last.at) == look->today;
        return true;
    case HALL_KIOSKS_ONLINE:
    default:
        *out = (gint64)facts->n_kiosks_online;
        return true;
    }
}

const SzSourceInfo SZ_HALLS_SOURCE = {{hall_attributes, G_N_ELEMENTS(hall_attributes)},
                                      get_of_hall};
