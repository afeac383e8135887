#pragma once

/* The typed values of XES attributes.
 *
 * Pure.  Lexical forms are those of XML Schema, with white space around a number, a boolean or a
 * date ignored. */

#include "collector/arena.h"
#include "collector/time_zone.h"
#include "collector/xes.h"

typedef enum {
    SZ_XES_VALUE_OK,
    SZ_XES_VALUE_BAD,        /* warn BAD_VALUE */
    SZ_XES_VALUE_NOT_FINITE, /* warn NOT_FINITE */
    SZ_XES_VALUE_BAD_TIME,   /* warn BAD_TIME */
    SZ_XES_VALUE_NO_OFFSET,  /* good; warn NO_OFFSET */
} SzXesValueResult;

/* Reads @text as @attribute->type into @attribute->as (untouched unless OK or NO_OFFSET).
 * @text: NULL: not given, which is bad for any type but LIST and CONTAINER
 * @zone: of times without offset, which are then OK; NULL: UTC, and NO_OFFSET
 * @arena: where the copy of a text goes */
SzXesValueResult sz_xes_value_read(SzXesAttribute *attribute, const char *text,
                                   const SzTimeZone *zone, SzArena *arena);

/* The value as text: numbers in decimal, true or false, times in RFC 3339.  Empty for lists.  Lives as
 * long as the attribute and the arena. */
const char *sz_xes_value_text(const SzXesAttribute *attribute, SzArena *arena);
