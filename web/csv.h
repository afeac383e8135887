#pragma once

/* A table as CSV for Excel: RFC 4180, UTF-8 with a byte order mark, lines that end in CRLF.
 *
 * Pure apart from memory.  A cell that a spreadsheet would take for a formula (its first character is = + - @, a tab
 * or a carriage return) gets an apostrophe before it.  Instants are local time, whole seconds, as
 * 2026-03-05 10:00:00; what is not known is an empty cell. */

#include "metrics/wall_time.h"
#include "render/words.h"
#include "web/params.h"

/* How many rows there are in all, and how many the table shows. */
#define SZ_HEADER_TOTAL "X-Shuzhi-Total"
#define SZ_HEADER_ROWS "X-Shuzhi-Rows"

typedef struct {
    GString *text; /* owned */
    bool is_in_row;
} SzCsv;

void sz_csv_begin(SzCsv *csv);
void sz_csv_clear(SzCsv *csv);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCsv, sz_csv_clear)

/* A row of the @n heads in that language. */
void sz_csv_heads(SzCsv *csv, const char *const (*heads)[2], gsize n, SzLanguage language);
void sz_csv_text(SzCsv *csv, const char *text); /* NULL: empty */
void sz_csv_number(SzCsv *csv, gint64 value);
void sz_csv_maybe_number(SzCsv *csv, bool is_known, gint64 value);
void sz_csv_maybe_real(SzCsv *csv, bool is_known, double value); /* two decimals */
void sz_csv_time(SzCsv *csv, SzMaybeTime at);
void sz_csv_end_row(SzCsv *csv);

/* 200, a file of that name; @csv is emptied. */
SzResponse sz_csv_response(SzCsv *csv, const char *file_name);

/* The `lang` of a table: words in Chinese (zh, also when it is not given) or the API's own in English (en).
 * Returns: false with @out_problem set. */
bool sz_csv_read_language(const SzParams *params, SzLanguage *out, SzResponse *out_problem);
