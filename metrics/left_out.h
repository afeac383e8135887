#pragma once

/* Which of the numbers 0, 1, .. are left out, and which are left: for rows that stay where they stand and are to be
 * passed over by everybody.
 *
 * Pure.  The numbers left out are an ascending GArray of guint32: none, or few. */

#include <glib.h>
#include <stdbool.h>

/* @i is left out from now on, or is not. */
void sz_left_out_set(GArray *left_out, guint32 i, bool is_out);
/* The number @n (0, 1, ..) of those that are left. */
guint32 sz_left_out_nth(const GArray *left_out, guint32 n);
