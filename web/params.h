#pragma once

/* The query of a request, checked against what the path takes.
 *
 * Pure apart from memory. */

#include "web/response.h"

typedef struct {
    GHashTable *values; /* owned; name -> value, both owned texts */
} SzParams;

/* @query: what stands after '?', may be empty.  @known: NULL-terminated names the path takes.
 * Names and values are percent-decoded ('+' is a space) and must be UTF-8 without control characters;
 * an unknown name or one given twice is a 400.
 * Returns: false with @out_problem set. */
bool sz_params_parse(SzSlice query, const char *const *known, SzParams *out,
                     SzResponse *out_problem);
void sz_params_clear(SzParams *params);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzParams, sz_params_clear)

/* NULL when it was not given; borrowed. */
const char *sz_params_get(const SzParams *params, const char *name);
/* A whole number of [min, max]; fallback when it is not given. */
typedef struct {
    const char *name;
    gint64 min;
    gint64 max;
    gint64 fallback;
} SzIntParam;

/* Returns: false with @out_problem set when it is given and is no such number. */
bool sz_params_int(const SzParams *params, const SzIntParam *wanted, gint64 *out,
                   SzResponse *out_problem);
