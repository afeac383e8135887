#pragma once

/* Things as measures see them: what can be asked of each, and all of them one after the other.
 *
 * Pure; a row is borrowed from the view it is of. */

#include "metrics/measure_set.h"
#include "metrics/view.h"

/* One thing. */
typedef struct {
    const SzHall *hall;
    const void
        *thing; /* SzTicket, SzWindow, SzKiosk, SzCaseRow, SzRatingDay, SzBadRating, SzHallFacts */
    const SzItem *item; /* of a case; NULL: the catalogue does not know it */
    gint64 item_key;    /* of a case; sz_text_key(), as the next; -1: not known */
    gint64 org_key;
} SzRow;

/* What is counted of the halls when everything else has been. */
typedef struct {
    SzMaybeTime last_event; /* of its devices and tickets */
    bool is_open;           /* by its hours, now */
    guint n_kiosks_online;
} SzHallFacts;

/* The instant rows are looked at from. */
typedef struct {
    const SzCaseRules *rules;
    SzWallTime now;
    SzDay today;
} SzLook;

typedef struct {
    SzAttributes attributes;
    /* Returns: whether it is known. */
    bool (*get)(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out);
} SzSourceInfo;

extern const SzSourceInfo SZ_TICKETS_SOURCE; /* NOLINT(readability-identifier-naming): constants */
extern const SzSourceInfo SZ_WINDOWS_SOURCE; /* NOLINT(readability-identifier-naming) */
extern const SzSourceInfo SZ_KIOSKS_SOURCE;  /* NOLINT(readability-identifier-naming) */
extern const SzSourceInfo SZ_CASES_SOURCE;   /* NOLINT(readability-identifier-naming) */
extern const SzSourceInfo SZ_RATINGS_SOURCE; /* NOLINT(readability-identifier-naming) */
extern const SzSourceInfo SZ_BAD_RATINGS_SOURCE; /* NOLINT(readability-identifier-naming) */
extern const SzSourceInfo SZ_HALLS_SOURCE;       /* NOLINT(readability-identifier-naming) */

const SzSourceInfo *sz_source_info(SzSource source);

/* Names of tiers, by SzTier; NULL-terminated. */
extern const char *const SZ_TIER_CHOICES[]; /* NOLINT(readability-identifier-naming) */

/* Microseconds of nanoseconds, not rounded up. */
static inline gint64 sz_look_us(gint64 ns)
{
    return ns >= 0 ? ns / 1000 : -((999 - ns) / 1000);
}

static inline bool sz_look_time(SzMaybeTime at, gint64 *out)
{
    *out = at.at.ns;
    return at.known;
}
