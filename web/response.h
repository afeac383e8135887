#pragma once

/* What the API answers: a status and a body, JSON for the most part.
 *
 * Pure apart from memory. */

#include "render/panel.h"
#include "web/json.h"

typedef struct {
    int status;
    const char *content_type;
    char *body; /* owned; JSON text without a newline at the end, or any bytes; NUL behind them */
    gsize body_len;        /* the NUL left out */
    json_t *value;         /* owned; what the JSON text says; NULL: the body is no JSON */
    SzPanelModel *picture; /* owned; the body is this, not drawn yet: sz_response_draw() */
    char **headers;        /* owned; further ones: name, value, name, value, ..; NULL: none */
} SzResponse;

void sz_response_clear(SzResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzResponse, sz_response_clear)

/* 200 with @value, whose reference is taken. */
SzResponse sz_response_json(json_t *value_take);
/* 200 with @body, which is taken. */
SzResponse sz_response_text(const char *content_type, GString *body_take);
/* Says more in the head of @response; texts are copied, @value has no control characters.  What is said enters the
 * entity tag. */
void sz_response_add_header(SzResponse *response, const char *name, const char *value);
/* NULL when it is not there; borrowed. */
const char *sz_response_header(const SzResponse *response, const char *name);
/* 200 with a picture that is still to be drawn; @model is taken. */
SzResponse sz_response_picture(const char *content_type, SzPanelModel *model_take);
/* Makes the picture the body, or the answer a 500; other answers stay as they are. */
void sz_response_draw(SzResponse *response);
/* The same with a picture that has been drawn; @bytes NULL: @error says why not. */
void sz_response_give_picture(SzResponse *response, GBytes *bytes, const GError *error);
/* What is shown, as an entity tag with its quotes: two answers with the same tag say the same.  Ages (keys
 * that end in `_s`) and the instant of the answer (`time`, and the one in the cursor `next`) do not enter it: they
 * change by themselves, so the tag of JSON is a weak one.
 * (transfer full) */
char *sz_response_etag(const SzResponse *response);
/* {"error":{"code","message","hint"}}; runs of 11 or more digits are shown as #. @hint may be NULL. */
SzResponse sz_response_error(int status, const char *code, const char *hint, const char *format,
                             ...) G_GNUC_PRINTF(4, 5);
/* 503: the archive of cases cannot be read. */
SzResponse sz_response_archive_unreadable(void);
