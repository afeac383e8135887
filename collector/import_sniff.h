#pragma once

/* What a file is, by its first bytes.
 *
 * Pure. */

#include "metrics/slice.h"

typedef enum {
    SZ_SNIFF_UNKNOWN,
    SZ_SNIFF_XML,
    SZ_SNIFF_HTML,
    SZ_SNIFF_TABLE,    /* text in rows and columns */
    SZ_SNIFF_WORKBOOK, /* .xlsx or .xls */
    SZ_SNIFF_ARCHIVE,  /* packed by something else than gzip */
    SZ_SNIFF_UTF16,    /* by its byte order mark */
} SzSniffed;

/* @start: the first kilobyte or so, unpacked */
SzSniffed sz_import_sniff(SzSlice start);
/* Whether it is UTF-8 beyond doubt: by its byte order mark, or all of many characters beyond ASCII are.
 * Texts of other encodings are never so by chance. */
bool sz_import_sniff_is_utf8(SzSlice start);
