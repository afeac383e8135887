#pragma once

/* What is known of the cases on the shelf without looking there: which places count, and how many cases of which hall
 * and month there are.
 *
 * Pure apart from memory.  A ledger is a value shared by references: its writer takes sz_case_ledger_writable() first,
 * everybody else only reads, in any thread.
 *
 * Counts are those of the rules' measures that are made of cases over a month, by hall and civil month of their instant.
 * They are sums, so a case that leaves the shelf is taken off again. */

#include "metrics/case_shelf.h"
#include "metrics/tally.h"

typedef struct SzCaseLedger SzCaseLedger;

/* (transfer full) of no case.  @rules: whose catalogue and registry the counts are by; outlives the ledger. */
SzCaseLedger *sz_case_ledger_new(const SzCaseRules *rules);
SzCaseLedger *sz_case_ledger_ref(SzCaseLedger *ledger);
void sz_case_ledger_unref(SzCaseLedger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCaseLedger, sz_case_ledger_unref)

/* *@ledger, or a copy in its place when somebody else holds it, too. */
SzCaseLedger *sz_case_ledger_writable(SzCaseLedger **ledger);
/* Counts nothing any more, and from now on by @rules; the registry must be the same.  Places are kept. */
void sz_case_ledger_recount(SzCaseLedger *ledger, const SzCaseRules *rules);
/* Places up to @place count from now on. */
void sz_case_ledger_reach(SzCaseLedger *ledger, gint64 place);
/* This one does not (any more). */
void sz_case_ledger_strike(SzCaseLedger *ledger, gint64 place);
/* What a row's numbers of texts stand for. */
typedef struct {
    SzSlice item;
    SzSlice org;
} SzCaseTexts;

void sz_case_ledger_add(SzCaseLedger *ledger, const SzCaseRow *row, const SzCaseTexts *texts);
/* Takes off what add() put on.  Where it may have been the case of its hall that ended last, which is so now has to be
 * said with sz_case_ledger_set_last_end(). */
void sz_case_ledger_remove(SzCaseLedger *ledger, const SzCaseRow *row, const SzCaseTexts *texts);
void sz_case_ledger_set_last_end(SzCaseLedger *ledger, guint32 hall, SzMaybeTime at);

/* The highest place that may count; 0: none. */
gint64 sz_case_ledger_reached(const SzCaseLedger *ledger);
bool sz_case_ledger_counts(const SzCaseLedger *ledger, gint64 place);
/* Of halls with SzCaseRow.hall in [from, to). */
guint64 sz_case_ledger_n(const SzCaseLedger *ledger, guint32 from, guint32 to);
/* The end of the case that ended last; unknown: there is none. */
SzMaybeTime sz_case_ledger_last_end(const SzCaseLedger *ledger, guint32 from, guint32 to);
/* Adds the counts of the hall @i_hall (sz_registry_index()) and @day's month to @tallies, which has one for each measure
 * of the rules. */
void sz_case_ledger_count(const SzCaseLedger *ledger, SzDay day, gsize i_hall, SzTally *tallies);
