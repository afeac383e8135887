#include "collector/feeds_authorise.h"

#include "metrics/shown_text.h"

#include <sodium.h>

#define SHOWN_NAME_BYTES 64

/* --- credentials --------------------------------------------------------------------------- */

/* What follows @scheme and blanks in @header, without blanks at the end; false: another scheme, or nothing follows. */
static bool after_scheme(const char *header, const char *scheme, SzSlice *out)
{
    gsize n = strlen(scheme);
    if (g_ascii_strncasecmp(header, scheme, n) != 0 || header[n] != ' ') {
        return false;
    }
    const char *from = header + n + strspn(header + n, " ");
    gsize len = strlen(from);
    while (len > 0 && g_ascii_isspace(from[len - 1])) {
        len--;
    }
    *out = (SzSlice){from, len};
    return len > 0;
}

/* SECRET of USER:SECRET; false: there is no colon, or nothing after it. */
static bool after_colon(SzSlice text, SzSlice *out)
{
    const char *colon = text.len > 0 ? memchr(text.data, ':', text.len) : NULL;
    if (colon == NULL) {
        return false;
    }
    gsize before = (gsize)(colon - text.data) + 1;
    *out = (SzSlice){colon + 1, text.len - before};
    return out->len > 0;
}

static bool read_basic(SzSlice encoded, SzFeedsSecret *out)
{
    gsize n = 0;
    if (sodium_base642bin((unsigned char *)out->room, sizeof out->room, encoded.data, encoded.len,
                          NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return false;
    }
    return after_colon((SzSlice){out->room, n}, &out->secret);
}

static bool read_header(const char *header, bool takes_basic, SzFeedsSecret *out)
{
    SzSlice rest = {NULL, 0};
    if (after_scheme(header, "Bearer", &rest)) {
        out->secret = rest;
        return true;
    }
    if (after_scheme(header, "Token", &rest)) {
        bool has_user = memchr(rest.data, ':', rest.len) != NULL;
        out->secret = rest;
        return !has_user || after_colon(rest, &out->secret);
    }
    return takes_basic && after_scheme(header, "Basic", &rest) && read_basic(rest, out);
}

static bool read_address(const SzFeedsHead *head, SzFeedsSecret *out)
{
    const char *user = head->param("u", head->user);
    const char *password = head->param("p", head->user);
    out->secret = sz_slice(password);
    return user != NULL && *user != '\0' && out->secret.len > 0;
}

bool sz_feeds_secret(const SzFeedsHead *head, const SzFeedsPlan *plan, SzFeedsSecret *out)
{
    if (plan->shape == SZ_FEEDS_V1 && read_address(head, out)) {
        return true;
    }
    const char *header = head->header("Authorization", head->user);
    return header != NULL && read_header(header, plan->shape != SZ_FEEDS_V2, out);
}

/* --- the verdict --------------------------------------------------------------------------- */

static void refuse(SzFeedsVerdict *out, guint status, const char *message)
{
    out->status = status;
    out->token = NULL;
    (void)g_strlcpy(out->message, message, sizeof out->message);
}

static void refuse_write(const SzFeedsHead *head, SzFeedsShape shape, SzFeedsVerdict *out)
{
    if (shape == SZ_FEEDS_V2) {
        refuse(out, 403, "insufficient permissions for write");
        return;
    }
    if (shape == SZ_FEEDS_API) {
        refuse(out, 403, "this token has no right to write");
        return;
    }
    char message[sizeof out->message];
    SzShownText shown = sz_shown_text(message, sizeof message);
    sz_shown_add(&shown, "\"");
    sz_shown_add_outside(&shown, sz_slice(out->token->name), SHOWN_NAME_BYTES);
    sz_shown_add(&shown, "\" user is not authorized to write to database \"");
    sz_shown_add_outside(&shown, sz_slice(head->param("db", head->user)), SHOWN_NAME_BYTES);
    sz_shown_add(&shown, "\"");
    refuse(out, 403, message);
}

/* Of a token that is in force. */
static void check_rights(const SzFeedsHead *head, const SzFeedsPlan *plan, SzFeedsVerdict *out)
{
    if (plan->need == SZ_FEEDS_NEEDS_WRITE && !out->token->may_write) {
        refuse_write(head, plan->shape, out);
    } else if (plan->need == SZ_FEEDS_NEEDS_READ && !out->token->may_read) {
        refuse(out, 403, "this token has no right to read");
    }
}

static void check_token(const SzFeedsHead *head, const SzFeedsPlan *plan, const SzFeedsGate *gate,
                        SzFeedsVerdict *out)
{
    SzFeedsSecret secret = {0};
    bool is_v2 = plan->shape == SZ_FEEDS_V2;
    if (!sz_feeds_secret(head, plan, &secret)) {
        refuse(out, 401,
               is_v2 ? "unauthorized access" : "unable to parse authentication credentials");
        return;
    }
    out->token = sz_tokens_find_secret(gate->tokens, secret.secret);
    sodium_memzero(secret.room, sizeof secret.room);
    if (out->token == NULL) {
        refuse(out, 401, is_v2 ? "unauthorized access" : SZ_FEEDS_NOT_AUTHORIZED);
        return;
    }
    check_rights(head, plan, out);
}

void sz_feeds_authorise(const SzFeedsHead *head, const SzFeedsPlan *plan, const SzFeedsGate *gate,
                        SzFeedsVerdict *out)
{
    *out = (SzFeedsVerdict){0};
    if (plan->need == SZ_FEEDS_NEEDS_NOTHING) {
        return;
    }
    if (gate->tokens == NULL) {
        /* Not 401, at which clients forget what they had to say. */
        refuse(out, 503, SZ_FEEDS_NOT_CHECKED);
    } else if (sz_tokens_n(gate->tokens) > 0) {
        check_token(head, plan, gate, out);
    } else if (!gate->is_own) {
        refuse(out, 401,
               "authorization required: without tokens only programs on this machine are let in");
    }
}
