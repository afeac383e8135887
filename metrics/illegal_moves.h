#pragma once

/* At whose door illegal moves are laid: of each feed, how many there are of a day.
 *
 * Pure apart from memory.  A move is an event that could not do what it says: of a ticket, of the ticket's day; of a case,
 * of the local day on which it occurred.  It is its feed's where that is kept (an event of a case that has an `eid`),
 * else that of the hall's feed that said most of tickets (of cases) on that day, of several the first by name; where
 * nobody spoke of them that day it is nobody's. */

#include "metrics/engine.h"

typedef struct SzIllegalMoves SzIllegalMoves;

/* (transfer full) of the days @state remembers.  @state must outlive it. */
SzIllegalMoves *sz_illegal_moves_new(const SzSnapshot *state);
void sz_illegal_moves_free(SzIllegalMoves *moves);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzIllegalMoves, sz_illegal_moves_free)
/* @feed: of @state->quality. */
guint64 sz_illegal_moves_of(const SzIllegalMoves *moves, const SzFeed *feed, SzDay day);
