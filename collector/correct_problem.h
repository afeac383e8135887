#pragma once

/* Why a correction is not made: what the answer says.
 *
 * Pure data. */

#include <glib.h>

/* For whoever wants back what a correction took away. */
#define SZ_CORRECT_BACK_HINT                                                                       \
    "what was voided stays void; said once more, with an eid that nothing had before, it counts"

typedef struct {
    guint status;      /* of HTTP */
    const char *code;  /* one word; static */
    char message[400]; /* one line, shows nobody's number */
    const char *hint;  /* what was expected; static; NULL: none */
} SzCorrectProblem;
