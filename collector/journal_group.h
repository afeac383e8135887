#pragma once

/* Frames of one group commit, laid out for one pwritev.
 *
 * Pure apart from allocation.  Short lines are copied beside their headers; long ones are borrowed
 * until sz_journal_group_clear(). */

#include "collector/journal_format.h"

#include <sys/uio.h>

typedef struct SzJournalGroup SzJournalGroup;

SzJournalGroup *sz_journal_group_new(void);
void sz_journal_group_free(SzJournalGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzJournalGroup, sz_journal_group_free)

/* Adds a frame with that batch number and reception time (those of @batch are not looked at). */
void sz_journal_group_add(SzJournalGroup *group, const SzBatch *batch, guint64 number,
                          SzWallTime received);
void sz_journal_group_clear(SzJournalGroup *group);
guint64 sz_journal_group_bytes(const SzJournalGroup *group);
/* Whether it holds so much that it should be written before more is added. */
bool sz_journal_group_is_full(const SzJournalGroup *group);
/* Borrowed until the next call; at most IOV_MAX pieces. */
struct iovec *sz_journal_group_pieces(SzJournalGroup *group, int *out_n);
