#pragma once

/* Whole numbers as decimal digits, quickly.  Pure. */

#include <glib.h>

#define SZ_DECIMAL_MAX_BYTES 20

/* Writes @value without a NUL.  Returns: how many digits. */
gsize sz_decimal_write(char to[SZ_DECIMAL_MAX_BYTES], guint64 value);
