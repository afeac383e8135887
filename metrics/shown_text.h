#pragma once

/* Pieces of outside bytes inside messages: one line, valid UTF-8, nobody's number.
 *
 * Pure; only sz_shown_line() allocates.  Runs of 11 or more digits are printed as '#', control characters, what
 * breaks lines or turns their direction, and bytes that are no UTF-8 as '?'.  What does not fit is left out at a whole
 * character. */

#include "metrics/slice.h"

typedef struct {
    char *text; /* borrowed; always ends in NUL */
    gsize size; /* with the NUL; at least 1 */
    gsize len;
} SzShownText;

static inline SzShownText sz_shown_text(char *text, gsize size)
{
    text[0] = '\0';
    return (SzShownText){text, size, 0};
}

/* @literal: our own words, without long runs of digits. */
void sz_shown_add(SzShownText *shown, const char *literal);
/* The first @max_bytes or so of @outside; "..." says that there is more. */
void sz_shown_add_outside(SzShownText *shown, SzSlice outside, gsize max_bytes);
/* All of @outside. (transfer full) */
char *sz_shown_line(const char *outside);
