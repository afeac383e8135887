#pragma once

/* What the API answers: a status and a JSON body.
 *
 * Pure apart from memory. */

#include "web/json.h"

typedef struct {
    int status;
    char *body; /* owned; JSON text without a newline at the end */
} SzResponse;

void sz_response_clear(SzResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzResponse, sz_response_clear)

/* 200 with @value, whose reference is taken. */
SzResponse sz_response_json(json_t *value_take);
/* {"error":{"code","message","hint"}}; runs of 11 or more digits are shown as #. @hint may be NULL. */
SzResponse sz_response_error(int status, const char *code, const char *hint, const char *format,
                             ...) G_GNUC_PRINTF(4, 5);
