#pragma once

/* Why a correction is not made: what the answer says.
 *
 * Pure data. */

#include <glib.h>

typedef struct {
    guint status;      /* of HTTP */
    const char *code;  /* one word; static */
    char message[400]; /* one line, shows nobody's number */
    const char *hint;  /* what was expected; static; NULL: none */
} SzCorrectProblem;
