#include "metrics/decimal.h"

#include <string.h>

/* Two digits for one division. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233"
                            "34353637383940414243444546474849505152535455565758596061626364656667"
                            "6869707172737475767778798081828384858687888990919293949596979899";

/* A long number is cut into pieces of eight digits first, whose digits do not wait for each other. */
#define PIECE 100000000U
#define PIECE_DIGITS 8

static void put_pair(char *to, guint32 value)
{
    memcpy(to, pairs + 2 * (size_t)value, 2);
}

static void put_piece(char to[PIECE_DIGITS], guint32 value)
{
    guint32 high = value / 10000;
    guint32 low = value % 10000;
    put_pair(to, high / 100);
    put_pair(to + 2, high % 100);
    put_pair(to + 4, low / 100);
    put_pair(to + 6, low % 100);
}

/* Up to @end, without zeros before it.  Returns: where it begins. */
static char *put_head(char *end, guint32 value)
{
    while (value >= 100) {
        end -= 2;
        put_pair(end, value % 100);
        value /= 100;
    }
    if (value >= 10) {
        end -= 2;
        put_pair(end, value);
    } else {
        *--end = (char)('0' + value);
    }
    return end;
}

gsize sz_decimal_write(char to[SZ_DECIMAL_MAX_BYTES], guint64 value)
{
    char digits[SZ_DECIMAL_MAX_BYTES];
    char *end = digits + sizeof digits;
    while (value >= PIECE) {
        end -= PIECE_DIGITS;
        put_piece(end, (guint32)(value % PIECE));
        value /= PIECE;
    }
    char *begin = put_head(end, (guint32)value);
    gsize n = (gsize)(digits + sizeof digits - begin);
    memcpy(to, begin, n);
    return n;
}
