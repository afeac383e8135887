#pragma once

/* In which minutes of a day anything was heard of a hall: where there are gaps in its data.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * Heard are lines of tickets and windows, by when they occurred, so a line that comes late fills its gap.  Like
 * metrics/tickets.h the store keeps the newest day that had a line and the one before. */

#include "metrics/case_status.h"
#include "metrics/place.h"
#include "metrics/state_writer.h"

#define SZ_MINUTES_PER_DAY 1440

/* One day of one hall. */
typedef struct {
    SzPlace place;
    SzDay day;
    guint8 minutes[SZ_MINUTES_PER_DAY / 8]; /* a bit each, the first lowest */
} SzLifeDay;

typedef struct SzLifeSigns SzLifeSigns;
typedef struct SzLifeSignsVersion SzLifeSignsVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzLifeSigns *sz_life_signs_new(const SzCaseRules *rules);
void sz_life_signs_free(SzLifeSigns *signs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLifeSigns, sz_life_signs_free)

void sz_life_signs_note(SzLifeSigns *signs, SzSlice hall, SzWallTime occurred);
/* For a checkpoint, and back into an empty store; false for bytes that make no sense. */
void sz_life_signs_save(const SzLifeSigns *signs, SzStateParts *out);
bool sz_life_signs_load(SzLifeSigns *signs, SzSlice bytes);
/* (transfer full) */
SzLifeSignsVersion *sz_life_signs_publish(SzLifeSigns *signs);

SzLifeSignsVersion *sz_life_signs_version_ref(SzLifeSignsVersion *version);
void sz_life_signs_version_unref(SzLifeSignsVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLifeSignsVersion, sz_life_signs_version_unref)

gsize sz_life_signs_version_n(const SzLifeSignsVersion *version);
/* In no order that means anything. */
const SzLifeDay *sz_life_signs_version_at(const SzLifeSignsVersion *version, gsize i);

/* @minute: 0 <= minute < SZ_MINUTES_PER_DAY */
static inline bool sz_life_day_has(const SzLifeDay *life, guint minute)
{
    return (life->minutes[minute / 8] >> (minute % 8) & 1) != 0;
}
