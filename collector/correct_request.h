#pragma once

/* What POST /api/v1/corrections asks for.
 *
 * Pure apart from memory.  The body is one JSON object of texts:
 *
 *   {"line":"12.3","do":"void","reason":"..."}
 *   {"line":"12.3","do":"replace","with":"LINE PROTOCOL","reason":"..","document":"..","author":"..","precision":"s"}
 *
 * `line` as `shuzhid journal cat --meta` prints it; `with` is one line with its time, in `precision` (as that of /write;
 * ns when not given); `reason` has 1 to 1,024 bytes, `document` and `author` up to 256.  A key that is not among them is an error, as
 * are control characters and what looks like somebody's ID or phone number. */

#include "collector/correct_problem.h"
#include "collector/line_id.h"

#include <stdbool.h>

#define SZ_CORRECT_REASON_MAX_BYTES 1024
#define SZ_CORRECT_NAME_MAX_BYTES 256

typedef struct {
    SzLineId line;
    char *reason;       /* owned, as the others */
    char *document;     /* NULL: not given */
    char *author;       /* NULL: not given */
    char *with;         /* NULL: nothing happened instead */
    gint64 ns_per_unit; /* of the time in `with` */
} SzCorrectRequest;

void sz_correct_request_free(SzCorrectRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCorrectRequest, sz_correct_request_free)

/* (transfer full) NULL, with @out_problem set, when the body does not ask for one. */
SzCorrectRequest *sz_correct_request_parse(SzSlice body, SzCorrectProblem *out_problem);

/* Whose correction it is: that of @token (the name; NULL: open use), whatever @request says or not.
 * Returns: false, with @out_problem set, when it says somebody else. */
bool sz_correct_request_sign(SzCorrectRequest *request, const char *token,
                             SzCorrectProblem *out_problem);
