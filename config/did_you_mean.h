#pragma once

/* The known word somebody probably wanted to type.
 *
 * Pure.  Distance: the fewest insertions, deletions, replacements and swaps of neighbours (optimal
 * string alignment), counted in bytes and blind to ASCII case.  A guess is at most two away, and at
 * most a third of the word's length (one for words of two to five bytes; a single letter is no
 * ground for a guess). */

#include <glib.h>

/* @names: n_names known words.
 * Returns: the nearest of them (the first of equals), or NULL when none is near; borrowed. */
const char *sz_did_you_mean(const char *word, const char *const *names, gsize n_names);

/* The distance, or @limit + 1 when it is more than @limit. */
guint sz_edit_distance(const char *a, const char *b, guint limit);
