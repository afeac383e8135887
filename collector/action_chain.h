#pragma once

/* The chain of action lines: each names the SHA-256 of the one before, so that none can be changed, left out or
 * put in between without every later one saying so.
 *
 * Pure apart from memory. */

#include "collector/line_protocol.h"

#define SZ_ACTION_HASH_DIGITS 64

/* Zeroed at first. */
typedef struct {
    char head[SZ_ACTION_HASH_DIGITS + 1]; /* SHA-256 of the last line; "" before the first */
    guint64 n;                            /* lines so far */
} SzActionChain;

/* @raw: the line without its line end.  It is the last one from here on. */
void sz_action_chain_add(SzActionChain *chain, SzSlice raw);
/* As above.  Returns: whether it names the line before it. */
bool sz_action_chain_follow(SzActionChain *chain, const SzLpPoint *point);
