/* tokens.json: parsed strictly, printed so that it reads back. */

#include "collector/error.h"
#include "collector/tokens_internal.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#define FORMAT_VERSION 1
#define HASH_HEX_CHARS ((gsize)2 * SZ_TOKEN_HASH_BYTES)

static gboolean read_time(const char *what, const char *text, SzWallTime *out, GError **error)
{
    if (!sz_wall_time_parse(sz_slice(text), out, NULL)) {
        return sz_tokens_fail(error, "%s: '%s' is no time, expected RFC 3339", what, text);
    }
    return TRUE;
}

static gboolean read_hash(const char *text, guint8 *out, GError **error)
{
    gsize n = 0;
    if (strlen(text) != HASH_HEX_CHARS ||
        sodium_hex2bin(out, SZ_TOKEN_HASH_BYTES, text, HASH_HEX_CHARS, NULL, &n, NULL) != 0 ||
        n != SZ_TOKEN_HASH_BYTES) {
        return sz_tokens_fail(error, "hash: expected %" G_GSIZE_FORMAT " hex digits",
                              HASH_HEX_CHARS);
    }
    return TRUE;
}

/* (transfer full) NULL iff @error was set. */
static char **read_texts(const char *what, const json_t *array, GError **error)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    if (!json_is_array(array)) {
        (void)sz_tokens_fail(error, "%s: expected a list", what);
        return NULL;
    }
    for (gsize i = 0; i < json_array_size(array); i++) {
        const char *text = json_string_value(json_array_get(array, i));
        if (text == NULL) {
            (void)sz_tokens_fail(error, "%s: expected texts", what);
            return NULL;
        }
        g_strv_builder_add(texts, text);
    }
    return g_strv_builder_end(texts);
}

static gboolean read_rights(const json_t *array, SzToken *token, GError **error)
{
    g_auto(GStrv) rights = read_texts("rights", array, error);
    for (char **right = rights; right != NULL && *right != NULL; right++) {
        if (g_str_equal(*right, "write")) {
            token->may_write = true;
        } else if (g_str_equal(*right, "read")) {
            token->may_read = true;
        } else {
            return sz_tokens_fail(error, "rights: '%s' is none of write, read", *right);
        }
    }
    return rights != NULL;
}

/* @token: all zero. */
static gboolean read_token(json_t *object, SzToken *token, GError **error)
{
    json_error_t problem;
    json_int_t id = 0;
    const char *name = NULL;
    const char *hash = NULL;
    const char *created = NULL;
    const char *revoked = NULL;
    json_t *halls = NULL;
    json_t *rights = NULL;
    if (json_unpack_ex(object, &problem, JSON_STRICT, "{s:I, s:s, s:o, s:o, s:s, s:s, s?:s}", "id",
                       &id, "name", &name, "halls", &halls, "rights", &rights, "hash", &hash,
                       "created", &created, "revoked", &revoked) != 0) {
        return sz_tokens_fail(error, "%s", problem.text);
    }
    if (id < 1 || id > G_MAXINT) {
        return sz_tokens_fail(error, "id: expected 1..%d", G_MAXINT);
    }
    token->id = (guint)id;
    token->name = g_strdup(name);
    token->halls = read_texts("halls", halls, error);
    token->revoked.known = revoked != NULL;
    return token->halls != NULL && read_rights(rights, token, error) &&
           read_hash(hash, token->hash, error) &&
           read_time("created", created, &token->created, error) &&
           (revoked == NULL || read_time("revoked", revoked, &token->revoked.at, error)) &&
           sz_token_check(token, error);
}

static SzTokens *read_tokens(const json_t *array, GError **error)
{
    g_autoptr(SzTokens) tokens = sz_tokens_new();
    for (gsize i = 0; i < json_array_size(array); i++) {
        g_auto(SzToken) token = {0};
        if (!read_token(json_array_get(array, i), &token, error) ||
            !sz_tokens_add(tokens, &token, error)) {
            g_prefix_error(error, "token %" G_GSIZE_FORMAT ": ", i + 1);
            return NULL;
        }
    }
    return g_steal_pointer(&tokens);
}

static SzTokens *read_root(json_t *root, GError **error)
{
    json_error_t problem;
    json_int_t version = json_integer_value(json_object_get(root, "version"));
    json_t *array = NULL;
    if (version > FORMAT_VERSION) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION,
                    "version: %" JSON_INTEGER_FORMAT ", expected %d; this program is older",
                    version, FORMAT_VERSION);
        return NULL;
    }
    if (json_unpack_ex(root, &problem, JSON_STRICT, "{s:I, s:o}", "version", &version, "tokens",
                       &array) != 0) {
        (void)sz_tokens_fail(error, "%s", problem.text);
        return NULL;
    }
    if (version != FORMAT_VERSION || !json_is_array(array)) {
        (void)sz_tokens_fail(error, "expected version %d and a list of tokens", FORMAT_VERSION);
        return NULL;
    }
    return read_tokens(array, error);
}

SzTokens *sz_tokens_parse(SzSlice text, GError **error)
{
    json_error_t problem;
    if (text.len > SZ_TOKENS_MAX_BYTES) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG,
                    "longer than %" G_GSIZE_FORMAT " bytes", SZ_TOKENS_MAX_BYTES);
        return NULL;
    }
    json_t *root = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL) {
        (void)sz_tokens_fail(error, "line %d: %s", problem.line, problem.text);
        return NULL;
    }
    SzTokens *tokens = read_root(root, error);
    json_decref(root);
    return tokens;
}

static json_t *texts_json(char *const *texts)
{
    json_t *array = json_array();
    for (; *texts != NULL; texts++) {
        json_array_append_new(array, json_string(*texts));
    }
    return array;
}

static json_t *token_json(const SzToken *token)
{
    char hash[HASH_HEX_CHARS + 1];
    char created[SZ_WALL_TIME_TEXT];
    char revoked[SZ_WALL_TIME_TEXT];
    json_t *rights = json_array();
    if (token->may_write) {
        json_array_append_new(rights, json_string("write"));
    }
    if (token->may_read) {
        json_array_append_new(rights, json_string("read"));
    }
    json_t *object =
        json_pack("{s:i, s:s, s:o, s:o, s:s, s:s}", "id", (int)token->id, "name", token->name,
                  "halls", texts_json(token->halls), "rights", rights, "hash",
                  sodium_bin2hex(hash, sizeof hash, token->hash, SZ_TOKEN_HASH_BYTES), "created",
                  sz_wall_time_format(token->created, created));
    if (token->revoked.known) {
        json_object_set_new(object, "revoked",
                            json_string(sz_wall_time_format(token->revoked.at, revoked)));
    }
    return object;
}

char *sz_tokens_print(const SzTokens *tokens)
{
    json_t *array = json_array();
    for (guint i = 0; i < sz_tokens_n(tokens); i++) {
        json_array_append_new(array, token_json(sz_tokens_at(tokens, i)));
    }
    json_t *root = json_pack("{s:i, s:o}", "version", FORMAT_VERSION, "tokens", array);
    char *dumped = json_dumps(root, JSON_INDENT(1));
    char *text = g_strconcat(dumped, "\n", NULL);
    free(dumped);
    json_decref(root);
    return text;
}
