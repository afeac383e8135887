#pragma once

/* Ratings: events go in, frozen versions come out: counts by hall and day, and the bad ones.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted
 * and may be read from any thread, also after the store is gone.
 *
 * A rating counts on the civil day of its `new`.  A bad one (level <= 2) is due to be called back within
 * 1 working day and rectified within 15, both from its `new`, by the deadline engine.  Bad ones are kept as rows while
 * their loop is open, and after that to the end of the month that follows the month of their last step, as told by the
 * latest event of any rating: what is counted of this month is there, and of the one before. */

#include "metrics/applied.h"
#include "metrics/case_status.h"
#include "metrics/packed_event.h"
#include "metrics/place.h"
#include "metrics/rating_facts.h"

#define SZ_RATING_CALLBACK_LIMIT ((SzLimit){.n = 1, .unit = SZ_UNIT_WORKDAY})
#define SZ_RATING_RECTIFY_LIMIT ((SzLimit){.n = 15, .unit = SZ_UNIT_WORKDAY})

/* What was rated in a hall on a day; [0] of the arrays stays 0. */
typedef struct {
    SzPlace place;
    SzDay day;
    guint levels[SZ_RATING_LEVEL_MAX + 1];
    guint active_levels[SZ_RATING_LEVEL_MAX + 1]; /* of those that somebody chose to give */
    guint n_passive;                              /* given by default */
} SzRatingDay;

/* A bad rating.  Texts are "" where not known. */
typedef struct {
    SzPlace place;
    const char *id;
    const char *window;
    const char *case_id;
    const char *ticket;
    gint32 level;
    gint32 followup_level; /* 0: none was given */
    SzRatingEventKind stage;
    bool is_over; /* its loop; nothing is to be done about it any more */
    bool is_upheld;
    SzMaybeTime at[SZ_RATING_N_EVENTS];
    SzMaybeTime callback_due;
    SzMaybeTime rectify_due;
} SzBadRating;

/* Figures over some days. */
typedef struct {
    guint n;
    guint levels[SZ_RATING_LEVEL_MAX + 1];
    guint bad;
    bool has_active_ratio; /* somebody said whether they were active */
    double active_ratio;
    bool has_score;
    double score; /* mean of 100, 80, 60, 20, 0 for levels 5..1 (GB/T 39046 A.8) */
    bool has_score_active;
    double score_active; /* the same of the active ones */
} SzRatingFigures;

typedef struct SzRatings SzRatings;
typedef struct SzRatingsVersion SzRatingsVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzRatings *sz_ratings_new(const SzCaseRules *rules);
void sz_ratings_free(SzRatings *ratings);
/* Every rating by @rules from now on; the registry must be the same. */
void sz_ratings_set_rules(SzRatings *ratings, const SzCaseRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRatings, sz_ratings_free)

/* Adds one event; one seen before changes nothing. */
SzApplied sz_ratings_apply(SzRatings *ratings, const SzRatingEvent *event);
SzApplied sz_ratings_apply_packed(SzRatings *ratings, const SzPackedEvent *event);
/* Soon there will be an event of the one of @hash (sz_entity_hash()): what finds it is fetched; then it, whose number + 1
 * is returned (0: there is none yet); then what it refers to (metrics/entities.h). */
void sz_ratings_expect(const SzRatings *ratings, guint32 hash);
guint32 sz_ratings_expect_slot(const SzRatings *ratings, guint32 hash);
void sz_ratings_expect_events(const SzRatings *ratings, guint32 number);
/* What a correction says of it: it happened, or (@is_void) it did not.  Returns: false when that changes nothing. */
bool sz_ratings_correct(SzRatings *ratings, const SzRatingEvent *event, bool is_void);
typedef struct SzFrozenSets SzFrozenSets; /* metrics/kept_sets.h */
/* (transfer full) for a checkpoint; and, part by part, back into an empty store (ratings_state.c): false for bytes that make
 * no sense. */
SzFrozenSets *sz_ratings_freeze(SzRatings *ratings);
bool sz_ratings_load(SzRatings *ratings, SzSlice bytes);
/* (transfer full) */
SzRatingsVersion *sz_ratings_publish(SzRatings *ratings);

SzRatingsVersion *sz_ratings_version_ref(SzRatingsVersion *version);
void sz_ratings_version_unref(SzRatingsVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRatingsVersion, sz_ratings_version_unref)

/* Both in no order that means anything; a hall and day may come several times (by old codes). */
gsize sz_ratings_version_n_days(const SzRatingsVersion *version);
const SzRatingDay *sz_ratings_version_day(const SzRatingsVersion *version, gsize i);
gsize sz_ratings_version_n_bad(const SzRatingsVersion *version);
const SzBadRating *sz_ratings_version_bad(const SzRatingsVersion *version, gsize i);

/* @sum += @day: counts only. */
void sz_rating_day_add(SzRatingDay *sum, const SzRatingDay *day);
SzRatingFigures sz_rating_figures(const SzRatingDay *sum);
