#pragma once

/* The strip of a deadline as lines of text that line up in a terminal, for people who read rather than
 * look.
 *
 * Pure apart from allocation.  A line a day: date, weekday, what it counted (its number, or the clock
 * time it took, or a dash), and why; then a sentence with the deadline.  Chinese characters are two
 * columns wide. */

#include "render/words.h"

#include <glib.h>

/* @strip:    SzStripDay, from sz_deadline_strip()
 * @deadline: of the same request; NULL: the clock stands still, and the closing sentence says so
 * Returns: (transfer full) UTF-8, every line ended by a newline. */
char *sz_strip_text(const GArray *strip, const SzDeadline *deadline, SzLanguage language);
