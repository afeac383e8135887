#pragma once

/* What a device said about itself, in order: its last statements, packed.
 *
 * Pure apart from memory.
 *
 * Most lines of a device repeat what it said before (a pulse), but a line that comes late can land among
 * pulses and turn the next of them into a change.  So that "since when" depends on the set of
 * lines and not on their order of arrival, every instant must be remembered: a pulse costs one to seven
 * bytes here.  To bound that, only the last SZ_DEVICE_LINES_MAX statements count, in order of (instant,
 * bytes of what was said); what lies before them never does, whenever it comes.  The last N of a set are the same
 * in any order of arrival, and repeats add nothing.
 *
 * The newest few statements stand flat, so that one that comes a little late is put in its place at once; the older
 * ones are packed in runs.
 *
 * Statements are texts that their owner keeps one copy of: equal texts are equal pointers. */

#include "metrics/applied.h"
#include "metrics/event_codec.h"
#include "metrics/wall_time.h"

#define SZ_DEVICE_LINES_MAX 4096

typedef struct {
    SzWallTime at;
    GBytes *said; /* borrowed from the owner */
} SzDeviceLine;

/* A stretch of equal statements with no other between them, packed. */
typedef struct {
    GBytes *said; /* borrowed from the owner */
    SzWallTime first;
    SzWallTime last;
    guint32 n;
    GByteArray *steps; /* owned; n - 1 varints: from each instant to the next; NULL: none */
} SzDeviceRun;

typedef struct {
    GArray *runs;       /* owned; SzDeviceRun, ascending; NULL until there is one */
    SzDeviceLine *tail; /* owned; ascending, behind the runs */
    guint16 n_tail;
    guint16 n_room;   /* of the tail */
    bool has_dropped; /* there were more than the last ones */
    guint32 n;        /* runs and tail */
} SzDeviceLines;

void sz_device_lines_clear(SzDeviceLines *lines);
/* @said: outlives @lines.  Returns: false when it changes nothing. */
bool sz_device_lines_add(SzDeviceLines *lines, SzWallTime at, GBytes *said);
/* The same, and what came of it: nobody remembers statements before the last ones. */
SzApplied sz_device_lines_apply(SzDeviceLines *lines, SzWallTime at, GBytes *said);

/* They will be asked for soon: their end is fetched from memory. */
static inline void sz_device_lines_expect(const SzDeviceLines *lines)
{
    if (lines->n_tail > 0) {
        __builtin_prefetch(&lines->tail[lines->n_tail - 1]);
    }
    __builtin_prefetch(lines->runs);
}

/* Stretches of equal statements, the newest first:
 * `SzDeviceWalk walk = sz_device_walk(lines); while (sz_device_walk_next(&walk)) ...`. */
typedef struct {
    const SzDeviceLines *lines; /* borrowed */
    guint n_tail;               /* not walked yet; likewise the next */
    guint n_runs;
    GBytes *said;
    SzWallTime first;
    SzWallTime last;
    guint32 n;
    bool is_oldest; /* none is known before it */
} SzDeviceWalk;

SzDeviceWalk sz_device_walk(const SzDeviceLines *lines);
bool sz_device_walk_next(SzDeviceWalk *walk);

/* The one copy of each statement: an event encoded without its instant. */
GHashTable *sz_statements_new(void);
/* @event: its instant must be the same for all.  Borrowed from @statements. */
GBytes *sz_statements_intern(GHashTable *statements, const SzEventLayout *layout,
                             const void *event);
/* The same of bytes that such an encoding is. */
GBytes *sz_statements_intern_encoded(GHashTable *statements, SzSlice encoded);
/* Texts of @out are borrowed from @said. */
void sz_statement_read(GBytes *said, const SzEventLayout *layout, void *out);
