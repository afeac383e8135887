#pragma once

/* How good the feeds are: what each hall's feeds sent, what of it was no use, what never came.
 *
 * Pure apart from memory.  The store belongs to one thread; a version is immutable and reference-counted and may be
 * read from any thread, also after the store is gone.
 *
 * A *feed* is a hall and a `src` as the lines say them; lines without a `src` are one feed of their hall, and what was
 * refused before its hall could be read is a feed without a hall.  Figures are of a local day of reception; the newest
 * day that had a line and the one before are kept.  They are sums, extremes and sets, so a function of what was
 * received when, never of the order in which it is told.  Beyond SZ_FEEDS_MAX feeds further ones are not told apart.
 *
 * The *conformance score* of a feed's day is the share, in percent, of the lines that were taken, refused, or are
 * missing by their `seq`, that have no fault: that were taken, are no repeat, and no illegal move of a ticket or case.  As a
 * refused line leaves a hole in `seq`, the greater of refused and missing counts. */

#include "metrics/case_status.h"
#include "metrics/event.h"
#include "metrics/place.h"
#include "metrics/refused_kind.h"
#include "metrics/seq_set.h"
#include "metrics/state_writer.h"

#define SZ_FEEDS_MAX 65536
/* A line that comes longer after it occurred is late. */
#define SZ_FEED_LATE_NS (120 * SZ_NS_PER_S)

typedef struct {
    SzDay day;
    guint64 lines; /* taken */
    guint64 repeats;
    guint64 late;
    guint64 tickets; /* lines of tickets */
    guint64 cases;   /* and of cases */
    guint64 with_seq;
    SzMaybeTime first_received; /* of lines that were taken, as the next two */
    SzMaybeTime last_received;
    SzMaybeTime last_event; /* the latest occurrence */
    gint64 ahead_max_ns;    /* how far a line's time was ahead of its reception; 0: none was */
    gint64 behind_max_ns;   /* and behind it */
    /* Behind what every line changes. */
    SzSeqFigures seq;
    guint64 refused[SZ_REFUSED_N_KINDS];
} SzFeedDay;

typedef struct {
    SzPlace place; /* code "": not known */
    const char *src;
    SzFeedDay days[2]; /* in no order; a day without lines and refused ones has neither */
} SzFeed;

typedef struct SzFeedQuality SzFeedQuality;
typedef struct SzFeedQualityVersion SzFeedQualityVersion;

/* @rules: what it points to must outlive the store and its versions. */
SzFeedQuality *sz_feed_quality_new(const SzCaseRules *rules);
void sz_feed_quality_free(SzFeedQuality *quality);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzFeedQuality, sz_feed_quality_free)

/* One line that was taken.  @is_repeat: said before: it changed nothing, or took the place of one with the same `src`
 * and `eid` */
void sz_feed_quality_note(SzFeedQuality *quality, const SzEnvelope *line, bool is_repeat);
/* @n lines were refused, the last of them at @received. */
void sz_feed_quality_refuse(SzFeedQuality *quality, SzSlice hall, SzSlice src, SzRefusedKind kind,
                            guint64 n, SzWallTime received);
/* For a checkpoint, and back into an empty store (feed_quality_state.c); false for bytes that make no sense. */
void sz_feed_quality_save(const SzFeedQuality *quality, SzStateParts *out);
bool sz_feed_quality_load(SzFeedQuality *quality, SzSlice bytes);
/* (transfer full) */
SzFeedQualityVersion *sz_feed_quality_publish(SzFeedQuality *quality);

SzFeedQualityVersion *sz_feed_quality_version_ref(SzFeedQualityVersion *version);
void sz_feed_quality_version_unref(SzFeedQualityVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzFeedQualityVersion, sz_feed_quality_version_unref)

gsize sz_feed_quality_version_n(const SzFeedQualityVersion *version);
/* In no order that means anything. */
const SzFeed *sz_feed_quality_version_at(const SzFeedQualityVersion *version, gsize i);

/* Is there a line, taken or refused? */
bool sz_feed_day_has_any(const SzFeedDay *day);
/* Its figures of @day; zeros when there are none. */
SzFeedDay sz_feed_on(const SzFeed *feed, SzDay day);
guint64 sz_feed_day_refused(const SzFeedDay *day);
/* @n_illegal: moves of that day that are laid at its door (metrics/illegal_moves.h)
 * @out_score: 0..100
 * Returns: false, with @out_score untouched, when there are no lines. */
bool sz_feed_day_score(const SzFeedDay *day, guint64 n_illegal, double *out_score);
