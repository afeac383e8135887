#pragma once

/* A place in a list of cases, as an opaque text that the reader hands back for the page after it.
 *
 * Pure apart from memory.  base64url of: a digest of the question; the instant at which the list was begun; whether
 * q had found nothing exactly; and where the last case shown stands in the order. */

#include "web/case_order.h"

typedef struct {
    SzWallTime as_of;
    bool is_part; /* SzCaseFilter.is_part */
    guint32 group;
    gint64 value;
    char **tie; /* owned; SZ_CASE_N_TIES texts */
} SzCaseCursor;

void sz_case_cursor_clear(SzCaseCursor *cursor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCaseCursor, sz_case_cursor_clear)

/* @question: digest of what is asked; only its like reads the cursor.  (transfer full) */
char *sz_case_cursor_write(const char *question, const SzCaseOrder *order, const SzCaseKey *last,
                           bool is_part);
/* Returns: false for what is none, or is one of another question; @out is then untouched. */
bool sz_case_cursor_read(const char *text, const char *question, SzCaseCursor *out);
