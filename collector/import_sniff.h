#pragma once

/* What a file is, by its first bytes.
 *
 * Pure. */

#include "metrics/slice.h"

typedef enum {
    SZ_SNIFF_UNKNOWN,
    SZ_SNIFF_XML,
    SZ_SNIFF_TABLE,    /* text in rows and columns */
    SZ_SNIFF_WORKBOOK, /* .xlsx or .xls */
    SZ_SNIFF_UTF16,    /* by its byte order mark */
} SzSniffed;

/* @start: the first kilobyte or so, unpacked */
SzSniffed sz_import_sniff(SzSlice start);
