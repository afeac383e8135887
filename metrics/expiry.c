#include "metrics/expiry.h"

#include <string.h>

#define WAYS 4

struct SzExpiry {
    /* The heap, in two arrays side by side. */
    gint64 *ats;     /* owned */
    guint32 *things; /* owned */
    gsize n;
    gsize n_room;
    guint32 *places; /* owned; of each thing its place in the heap + 1; 0: not in it */
    gsize n_places;
};

SzExpiry *sz_expiry_new(void)
{
    return g_new0(SzExpiry, 1);
}

void sz_expiry_free(SzExpiry *expiry)
{
    if (expiry != NULL) {
        g_free(expiry->ats);
        g_free(expiry->things);
        g_free(expiry->places);
        g_free(expiry);
    }
}

static bool is_sooner(gint64 at_a, guint32 a, gint64 at_b, guint32 b)
{
    return at_a != at_b ? at_a < at_b : a < b;
}

static void put(SzExpiry *expiry, gsize place, gint64 at, guint32 thing)
{
    expiry->ats[place] = at;
    expiry->things[place] = thing;
    expiry->places[thing] = (guint32)place + 1;
}

/* The place of (@at, @thing) at @place or above it; what is later moves down. */
static gsize rise(SzExpiry *expiry, gsize place, gint64 at, guint32 thing)
{
    while (place > 0) {
        gsize parent = (place - 1) / WAYS;
        if (!is_sooner(at, thing, expiry->ats[parent], expiry->things[parent])) {
            break;
        }
        put(expiry, place, expiry->ats[parent], expiry->things[parent]);
        place = parent;
    }
    return place;
}

static gsize soonest_child(const SzExpiry *expiry, gsize place)
{
    gsize best = place * WAYS + 1;
    gsize end = MIN(best + WAYS, expiry->n);
    for (gsize child = best + 1; child < end; child++) {
        if (is_sooner(expiry->ats[child], expiry->things[child], expiry->ats[best],
                      expiry->things[best])) {
            best = child;
        }
    }
    return best;
}

/* The place of (@at, @thing) at @place or below it; what is sooner moves up. */
static gsize sink(SzExpiry *expiry, gsize place, gint64 at, guint32 thing)
{
    while (place * WAYS + 1 < expiry->n) {
        gsize child = soonest_child(expiry, place);
        if (is_sooner(at, thing, expiry->ats[child], expiry->things[child])) {
            break;
        }
        put(expiry, place, expiry->ats[child], expiry->things[child]);
        place = child;
    }
    return place;
}

/* Puts (@at, @thing) where it belongs; @place is free. */
static void settle(SzExpiry *expiry, gsize place, gint64 at, guint32 thing)
{
    gsize risen = rise(expiry, place, at, thing);
    put(expiry, risen == place ? sink(expiry, place, at, thing) : risen, at, thing);
}

static void take_out(SzExpiry *expiry, gsize place)
{
    expiry->places[expiry->things[place]] = 0;
    expiry->n--;
    if (place < expiry->n) {
        settle(expiry, place, expiry->ats[expiry->n], expiry->things[expiry->n]);
    }
}

static void make_room(SzExpiry *expiry, guint32 thing)
{
    if (thing >= expiry->n_places) {
        gsize n = MAX((gsize)thing + 1, expiry->n_places * 2);
        expiry->places = g_renew(guint32, expiry->places, n);
        memset(expiry->places + expiry->n_places, 0,
               (n - expiry->n_places) * sizeof *expiry->places);
        expiry->n_places = n;
    }
    if (expiry->n == expiry->n_room) {
        expiry->n_room = MAX(64, expiry->n_room * 2);
        expiry->ats = g_renew(gint64, expiry->ats, expiry->n_room);
        expiry->things = g_renew(guint32, expiry->things, expiry->n_room);
    }
}

void sz_expiry_set(SzExpiry *expiry, guint32 thing, SzWallTime at)
{
    bool is_never = at.ns == SZ_WALL_TIME_MAX.ns;
    gsize place = thing < expiry->n_places ? expiry->places[thing] : 0;
    if (place > 0 && is_never) {
        take_out(expiry, place - 1);
    } else if (place > 0) {
        settle(expiry, place - 1, at.ns, thing);
    } else if (!is_never) {
        make_room(expiry, thing);
        expiry->n++;
        settle(expiry, expiry->n - 1, at.ns, thing);
    }
}

bool sz_expiry_first(const SzExpiry *expiry, guint32 *out_thing, SzWallTime *out_at)
{
    if (expiry->n == 0) {
        return false;
    }
    *out_thing = expiry->things[0];
    out_at->ns = expiry->ats[0];
    return true;
}

SzWallTime sz_expiry_at(const SzExpiry *expiry, guint32 thing)
{
    guint32 place = thing < expiry->n_places ? expiry->places[thing] : 0;
    return place > 0 ? (SzWallTime){expiry->ats[place - 1]} : SZ_WALL_TIME_MAX;
}

gsize sz_expiry_n(const SzExpiry *expiry)
{
    return expiry->n;
}
