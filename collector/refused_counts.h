#pragma once

/* How many lines were refused since somebody last took the counts, by hall, feed, kind and local day.
 *
 * Shell code: safe to call from any thread; never waits for the disk.  Whoever sends halls and feeds without end is
 * not told apart: beyond SZ_REFUSED_COUNTS_MAX entries lines count under their kind alone. */

#include "collector/refused_line.h"
#include "metrics/wall_time.h"

#include <glib.h>

#define SZ_REFUSED_COUNTS_MAX 256

typedef struct {
    char *hall; /* owned, as the next; "": not known */
    char *src;
    SzRefusedKind kind;
    guint64 n;
    SzWallTime last; /* when the last of them was received */
} SzRefusedCount;

typedef struct SzRefusedCounts SzRefusedCounts;

SzRefusedCounts *sz_refused_counts_new(void);
void sz_refused_counts_free(SzRefusedCounts *counts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRefusedCounts, sz_refused_counts_free)

void sz_refused_counts_add(SzRefusedCounts *counts, const SzRefusedLine *line, SzWallTime received);
/* Takes all there are, in an order that depends on nothing but them.
 * (transfer full) GPtrArray of SzRefusedCount, owned; empty: nothing was refused. */
GPtrArray *sz_refused_counts_take(SzRefusedCounts *counts);
