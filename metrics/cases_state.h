#pragma once

/* The cases for a checkpoint: frozen on the thread of the store, written by any, read back into an empty store.
 *
 * Pure apart from memory.  What is kept is what a replay of the same journal would give: bodies, rows, the lights that
 * were told, what stands on the shelf.  What only a running daemon knows (holds, how far was recorded, what is on its way
 * to the shelf) is not. */

#include "metrics/cases.h"
#include "metrics/state_reader.h"

typedef struct SzCasesFrozen SzCasesFrozen;

/* NULL while lights were found that nobody has been told of (sz_cases_advance()): then it is no state that a replay
 * gives.  Cost: a pointer a page, ten bytes a case. */
SzCasesFrozen *sz_cases_freeze(const SzCases *cases);
void sz_cases_frozen_free(SzCasesFrozen *frozen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCasesFrozen, sz_cases_frozen_free)

/* The highest place on the shelf that counts; 0: none. */
gint64 sz_cases_frozen_places(const SzCasesFrozen *frozen);
/* What comes first: texts, how many cases, and what is known of the shelf. */
void sz_cases_frozen_save_head(const SzCasesFrozen *frozen, GByteArray *out);
/* Some more of the cases, from *@at on (0 at first).  Returns: false, and nothing is put, after the last. */
bool sz_cases_frozen_save_some(const SzCasesFrozen *frozen, gsize *at, GByteArray *out);

/* Into a store without a case.  Returns: false for bytes that make no sense; the store can then only be freed. */
bool sz_cases_load_head(SzCases *cases, SzSlice bytes);
/* @rows_hold: the store's rules are those the rows were made by; else they are made again. */
bool sz_cases_load_some(SzCases *cases, SzSlice bytes, bool rows_hold);
/* After the last.  Returns: whether all are there. */
bool sz_cases_load_end(SzCases *cases, bool rows_hold);
