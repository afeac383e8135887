#pragma once

/* What makes a hall differ from others of its tier: how well it is staffed, how its devices are kept,
 * how it treats its cases, what people think of it.
 *
 * Pure: of the seed, the hall's code and that of its district.  Halls of one district resemble one
 * another, so that a district can be ahead or behind as a whole.  Each trait is a factor, per mille of
 * the ordinary. */

#include "collector/simulator_tables.h"
#include "metrics/registry.h"

typedef struct {
    guint32 staffing;              /* windows staffed for the same work */
    guint32 demand[SZ_SIM_QUEUES]; /* people, of the queue's share in the plan */
    guint32 absence;               /* pauses, late openings */
    guint32 faults;                /* of kiosks: how many, how long */
    guint32 silence;               /* of the line to the outside */
    guint32 lateness;              /* cases beyond their limits */
    guint32 asking_again;          /* supplements, second visits */
    guint32 displeasure;           /* ratings below the best */
    guint32 voices;                /* ratings given by choice */
    guint32 online;                /* cases sent from home */
    guint32 digital;               /* decisions by rules, electronic licences */
} SzSimTraits;

/* @hall: borrowed from @registry. */
void sz_sim_traits_draw(guint64 seed, const SzRegistry *registry, const SzHall *hall,
                        SzSimTraits *out);
