#include "metrics/decimal.h"

#include <string.h>

/* Two digits for one division. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233"
                            "34353637383940414243444546474849505152535455565758596061626364656667"
                            "6869707172737475767778798081828384858687888990919293949596979899";

gsize sz_decimal_write(char to[SZ_DECIMAL_MAX_BYTES], guint64 value)
{
    char digits[SZ_DECIMAL_MAX_BYTES];
    gsize at = sizeof digits;
    while (value >= 100) {
        at -= 2;
        memcpy(digits + at, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        at -= 2;
        memcpy(digits + at, pairs + 2 * value, 2);
    } else {
        digits[--at] = (char)('0' + value);
    }
    memcpy(to, digits + at, sizeof digits - at);
    return sizeof digits - at;
}
