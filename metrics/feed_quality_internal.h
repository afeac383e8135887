#pragma once

/* Inside of metrics/feed_quality: what its files share. */

#include "metrics/entities.h"
#include "metrics/feed_quality.h"

/* The newest day and the one before: one is even, the other odd. */
#define SZ_FEED_DAYS_KEPT 2

typedef struct {
    SzEntity entity; /* hall and src, of no day */
    SzFeed feed;
    SzSeqSet seqs[SZ_FEED_DAYS_KEPT]; /* of feed.days */
    bool is_dirty;                    /* feed.place and feed.days[].seq are of before */
} SzFeedSlot;

struct SzFeedQuality {
    SzCaseRules rules;
    SzTexts *texts;    /* owned reference */
    SzEntities *slots; /* owned; SzFeedSlot */
    SzFeedSlot *last;  /* of the last line; NULL: none.  Many lines of a feed follow one another */
    bool has_day;
    SzDay newest_day;
    SzWallTime newest_from;        /* its beginning */
    SzFeedQualityVersion *version; /* owned reference; the last published; NULL: it is of before */
};

/* The figures of a day that is kept, to be changed; NULL: it is not. */
SzFeedDay *sz_feed_quality_take(SzFeedQuality *quality, SzSlice hall, SzSlice src, SzDay on,
                                SzSeqSet **out_seqs);
