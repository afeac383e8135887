#pragma once

/* CSV bytes -> rows, one at a time.
 *
 * No I/O and no clock.  RFC 4180 with the freedoms seen in public tables: rows end in CRLF, LF or CR, the last
 * one may lack its end; any ASCII delimiter; a quote inside a field that did not begin with one is a
 * character; blank rows are passed over; a byte order mark is.  UTF-8 only.
 *
 * A row of which the quotes are wrong is handed over as such, and reading goes on; what makes the whole
 * table unusable is an error. */

#include "metrics/slice.h"

typedef struct {
    char delimiter;
    char quote; /* NUL: none, quotes are characters */
    gsize field_max_bytes;
    gsize row_max_bytes;
    guint columns_max;
} SzCsvOptions;

/* Comma and double quote; 1 MiB, 16 MiB, 4,096 columns. */
extern const SzCsvOptions sz_csv_options_default;

typedef struct {
    const char *const *fields; /* n_fields texts */
    guint n_fields;            /* at least 1 */
    guint64 row;               /* 1-based, blank rows counted: as a spreadsheet numbers them */
    bool is_malformed;         /* something follows a closing quote */
} SzCsvRow;

/* Returns: TRUE to read on; FALSE iff @error was set: reading stops with that error. */
typedef gboolean (*SzCsvSink)(const SzCsvRow *row, void *user, GError **error);

typedef struct SzCsvReader SzCsvReader;

/* @options: NULL for the default; copied */
SzCsvReader *sz_csv_reader_new(const SzCsvOptions *options, SzCsvSink sink, void *user);
void sz_csv_reader_free(SzCsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCsvReader, sz_csv_reader_free)

/* Takes a piece of the table, cut anywhere.  After an error the reader is not to be used any more.
 *
 * @error: SZ_COLLECTOR_ERROR_SYNTAX: not UTF-8, NUL bytes, or quotes that the end of the file leaves open;
 *         TOO_LONG; the message begins with the row.  Or what the sink said. */
gboolean sz_csv_reader_feed(SzCsvReader *reader, const char *data, gsize len, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The table ends here. */
gboolean sz_csv_reader_finish(SzCsvReader *reader, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The row that is being read, 1-based. */
guint64 sz_csv_reader_row(const SzCsvReader *reader);
