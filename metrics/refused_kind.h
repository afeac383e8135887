#pragma once

/* Why a line was refused, in the words people and programs see.
 *
 * Pure. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

typedef enum {
    SZ_REFUSED_SYNTAX,        /* no line protocol */
    SZ_REFUSED_STANDARD,      /* breaks the data standard */
    SZ_REFUSED_PERSONAL_DATA, /* has an ID number, a telephone number, or names a person */
    SZ_REFUSED_RESERVED,      /* an action line from outside */
    SZ_REFUSED_FUTURE,        /* occurs more than SZ_FUTURE_MAX_NS after its reception */
    SZ_REFUSED_FORBIDDEN,     /* of a hall its author may not write */
    SZ_REFUSED_N_KINDS,
} SzRefusedKind;

/* A feed whose clock is further ahead of ours than this has a wrong clock (DOMAIN 2.4). */
#define SZ_FUTURE_MAX_NS (120 * SZ_NS_PER_S)

/* syntax, standard, personal_data, reserved_measurement, future, forbidden */
const char *sz_refused_kind_name(SzRefusedKind kind);
bool sz_refused_kind_parse(SzSlice text, SzRefusedKind *out);
