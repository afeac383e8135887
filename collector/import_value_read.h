#pragma once

/* One text as a field value of some type: the inside of import_value.
 *
 * Pure. */

#include "collector/import_value.h"

/* Whether @text is blank, and its part without the blanks around it (U+3000 and U+00A0 are blanks too). */
SzSlice sz_import_trim(SzSlice text);

/* The text with a blank in place of each run of control characters and of the blanks around it: cells
 * may hold line ends, tags may not.  In @arena where it is not @text itself. */
SzSlice sz_import_one_line(SzSlice text, SzArena *arena);

/* @value: what it is for; its formats and zone hold
 * @out: (out) set iff FOUND; a text is borrowed from @text
 * @out_doubt: (out) of a time; else SURE */
SzImportFound sz_import_read_text(const char *text, const SzImportValue *value, SzLpValue *out,
                                  SzZoneDoubt *out_doubt);
/* The same of a text of the map itself, where times are ISO 8601. */
SzImportFound sz_import_read_constant(const char *text, const SzImportValue *value, SzLpValue *out);
