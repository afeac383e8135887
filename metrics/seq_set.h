#pragma once

/* The sequence numbers of a feed on one day: which are missing.
 *
 * Pure apart from memory.  A function of the set of numbers, whatever their order of arrival.
 *
 * Numbers are kept in pages of 4,096, a bit each; a page that is complete costs sixteen bytes.  Only the
 * SZ_SEQ_PAGES_MAX highest pages count, so that no feed can make it cost without end: of a day's last million numbers
 * or more everything is known.
 *
 * Missing are the numbers between the lowest and the highest that did not come.  A counter that begins anew (a feed
 * that was restarted counts from 1 again) leaves a hole nobody lost a line in; so a hole of more than SZ_SEQ_HOLE_MAX
 * numbers is no loss but a jump, counted as one. */

#include "metrics/state_reader.h"

#include <glib.h>

#define SZ_SEQ_PAGES_MAX 256
#define SZ_SEQ_HOLE_MAX 1000

typedef struct {
    GArray *pages; /* owned; ascending; NULL until the first number */
    guint i_last;  /* the page of the last number: most follow one another */
} SzSeqSet;

typedef struct {
    guint64 distinct;
    guint64 missing;
    guint64 jumps;
    gint64 min; /* means something when distinct > 0, as the next */
    gint64 max;
} SzSeqFigures;

void sz_seq_set_clear(SzSeqSet *set);
void sz_seq_set_add(SzSeqSet *set, gint64 number);
/* For a checkpoint, and back into an empty set: what makes no sense spoils @reader. */
void sz_seq_set_save(const SzSeqSet *set, GByteArray *out);
void sz_seq_set_load(SzSeqSet *set, SzStateReader *reader);
SzSeqFigures sz_seq_set_figures(const SzSeqSet *set);
