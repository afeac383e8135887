#include "collector/tokens.h"

#include "collector/error.h"
#include "collector/tokens_internal.h"
#include "metrics/shown_text.h"

#include <sodium.h>

#define SECRET_PREFIX "szt_"
#define NAME_MAX_BYTES 64
#define NAME_MAX_DIGITS 10 /* a name is shown: it must not look like somebody's number */
#define HALL_MAX_BYTES 64

G_STATIC_ASSERT(sizeof SECRET_PREFIX - 1 +
                    sodium_base64_ENCODED_LEN(SZ_TOKEN_RANDOM_BYTES,
                                              sodium_base64_VARIANT_URLSAFE_NO_PADDING) ==
                SZ_TOKEN_SECRET_TEXT);
G_STATIC_ASSERT(SZ_TOKEN_HASH_BYTES == crypto_generichash_BYTES);

struct SzTokens {
    gint n_refs;
    GPtrArray *all;      /* SzToken, owned */
    GHashTable *by_hash; /* hash in the token -> SzToken, borrowed; those that are not revoked */
};

/* --- secrets ------------------------------------------------------------------------------- */

void sz_token_secret(const guint8 *random, char out_secret[SZ_TOKEN_SECRET_TEXT])
{
    gsize n = g_strlcpy(out_secret, SECRET_PREFIX, SZ_TOKEN_SECRET_TEXT);
    (void)sodium_bin2base64(out_secret + n, SZ_TOKEN_SECRET_TEXT - n, random, SZ_TOKEN_RANDOM_BYTES,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void sz_token_hash(SzSlice secret, guint8 out_hash[SZ_TOKEN_HASH_BYTES])
{
    (void)crypto_generichash(out_hash, SZ_TOKEN_HASH_BYTES, (const guint8 *)secret.data, secret.len,
                             NULL, 0);
}

/* Which hashes share a bucket may show in the time a search takes; that is of hashes, not of secrets. */
static guint bucket_of(gconstpointer hash)
{
    guint bucket = 0;
    memcpy(&bucket, hash, sizeof bucket);
    return bucket;
}

static gboolean is_same_hash(gconstpointer a, gconstpointer b)
{
    return sodium_memcmp(a, b, SZ_TOKEN_HASH_BYTES) == 0;
}

/* --- a token ------------------------------------------------------------------------------- */

void sz_token_clear(SzToken *token)
{
    g_free(token->name);
    g_strfreev(token->halls);
}

static void free_token(gpointer data)
{
    SzToken *token = data;
    sz_token_clear(token);
    g_free(token);
}

static SzToken *copy_token(const SzToken *token)
{
    SzToken *copy = g_new(SzToken, 1);
    *copy = *token;
    copy->name = g_strdup(token->name);
    copy->halls = g_strdupv(token->halls);
    return copy;
}

gboolean sz_tokens_fail(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    g_autofree char *shown = sz_shown_line(message);
    va_end(arguments);
    g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX, shown);
    return FALSE;
}

/* One word that can be seen, in any script. */
static bool is_word(const char *text, gsize max_bytes)
{
    if (*text == '\0' || strlen(text) > max_bytes || !g_utf8_validate(text, -1, NULL)) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at += g_utf8_skip[(guchar)*at]) {
        gunichar c = g_utf8_get_char(at);
        if (!g_unichar_isgraph(c) || g_unichar_type(c) == G_UNICODE_FORMAT) {
            return false;
        }
    }
    return true;
}

static gboolean check_name(const char *name, GError **error)
{
    guint n_digits = 0;
    for (const char *at = name; *at != '\0'; at++) {
        n_digits += g_ascii_isdigit(*at) ? 1 : 0;
    }
    if (!is_word(name, NAME_MAX_BYTES) || n_digits > NAME_MAX_DIGITS || n_digits == strlen(name)) {
        return sz_tokens_fail(
            error,
            "not a name of a token: '%s', expected one word of at most %d bytes and %d "
            "digits, not digits alone",
            name, NAME_MAX_BYTES, NAME_MAX_DIGITS);
    }
    return TRUE;
}

gboolean sz_token_check(const SzToken *token, GError **error)
{
    if (!check_name(token->name, error)) {
        return FALSE;
    }
    if (!token->may_write && !token->may_read) {
        return sz_tokens_fail(error, "token without rights: '%s', expected write or read",
                              token->name);
    }
    if (token->may_write && g_strv_length(token->halls) == 0) {
        return sz_tokens_fail(error, "token that writes without halls: '%s', expected at least one",
                              token->name);
    }
    for (char **hall = token->halls; *hall != NULL; hall++) {
        if (!is_word(*hall, HALL_MAX_BYTES)) {
            return sz_tokens_fail(
                error, "not the code of a hall: '%s', expected one word of at most %d bytes", *hall,
                HALL_MAX_BYTES);
        }
    }
    return TRUE;
}

/* --- sets ---------------------------------------------------------------------------------- */

SzTokens *sz_tokens_new(void)
{
    SzTokens *tokens = g_new0(SzTokens, 1);
    tokens->n_refs = 1;
    tokens->all = g_ptr_array_new_with_free_func(free_token);
    tokens->by_hash = g_hash_table_new(bucket_of, is_same_hash);
    return tokens;
}

SzTokens *sz_tokens_ref(SzTokens *tokens)
{
    g_atomic_int_inc(&tokens->n_refs);
    return tokens;
}

void sz_tokens_unref(SzTokens *tokens)
{
    if (tokens != NULL && g_atomic_int_dec_and_test(&tokens->n_refs)) {
        g_hash_table_unref(tokens->by_hash);
        g_ptr_array_unref(tokens->all);
        g_free(tokens);
    }
}

guint sz_tokens_n(const SzTokens *tokens)
{
    return tokens->all->len;
}

const SzToken *sz_tokens_at(const SzTokens *tokens, guint i)
{
    return g_ptr_array_index(tokens->all, i);
}

const SzToken *sz_tokens_find_secret(const SzTokens *tokens, SzSlice secret)
{
    guint8 hash[SZ_TOKEN_HASH_BYTES];
    sz_token_hash(secret, hash);
    return g_hash_table_lookup(tokens->by_hash, hash);
}

bool sz_tokens_has(const SzTokens *tokens, const SzToken *token)
{
    return g_hash_table_contains(tokens->by_hash, token->hash);
}

static const SzToken *find_name(const SzTokens *tokens, const char *name)
{
    for (guint i = 0; i < tokens->all->len; i++) {
        const SzToken *token = sz_tokens_at(tokens, i);
        if (!token->revoked.known && g_str_equal(token->name, name)) {
            return token;
        }
    }
    return NULL;
}

static const SzToken *find_id(const SzTokens *tokens, guint64 id)
{
    for (guint i = 0; i < tokens->all->len; i++) {
        const SzToken *token = sz_tokens_at(tokens, i);
        if (token->id == id) {
            return token;
        }
    }
    return NULL;
}

const SzToken *sz_tokens_find(const SzTokens *tokens, const char *name_or_id)
{
    guint64 id = 0;
    return g_ascii_string_to_unsigned(name_or_id, 10, 1, G_MAXINT, &id, NULL)
               ? find_id(tokens, id)
               : find_name(tokens, name_or_id);
}

static gboolean check_own(const SzTokens *tokens, const SzToken *token, GError **error)
{
    guint n = tokens->all->len;
    guint last_id = n > 0 ? sz_tokens_at(tokens, n - 1)->id : 0;
    if (token->id <= last_id) {
        return sz_tokens_fail(error, "id: %u after %u, expected a larger one", token->id, last_id);
    }
    if (token->revoked.known) {
        return TRUE;
    }
    if (find_name(tokens, token->name) != NULL) {
        return sz_tokens_fail(
            error, "name in use: '%s', expected another one, or revoke that first", token->name);
    }
    if (g_hash_table_contains(tokens->by_hash, token->hash)) {
        return sz_tokens_fail(error, "hash of '%s': another token has the same", token->name);
    }
    return TRUE;
}

gboolean sz_tokens_add(SzTokens *tokens, const SzToken *token, GError **error)
{
    if (!check_own(tokens, token, error)) {
        return FALSE;
    }
    SzToken *own = copy_token(token);
    own->covers_all = g_strv_contains((const char *const *)own->halls, SZ_TOKEN_ANY_HALL);
    g_ptr_array_add(tokens->all, own);
    if (!own->revoked.known) {
        g_hash_table_insert(tokens->by_hash, own->hash, own);
    }
    return TRUE;
}

static SzTokens *copy_set(const SzTokens *tokens, guint revoked_id, SzWallTime at)
{
    SzTokens *copies = sz_tokens_new();
    for (guint i = 0; i < tokens->all->len; i++) {
        SzToken token = *sz_tokens_at(tokens, i);
        if (token.id == revoked_id && !token.revoked.known) {
            token.revoked = (SzMaybeTime){true, at};
        }
        (void)sz_tokens_add(copies, &token, NULL); /* what was good in one set is in another */
    }
    return copies;
}

SzTokens *sz_tokens_with(const SzTokens *tokens, const SzToken *token, GError **error)
{
    if (!sz_token_check(token, error)) {
        return NULL;
    }
    guint n = tokens->all->len;
    SzToken last = *token;
    last.id = n > 0 ? sz_tokens_at(tokens, n - 1)->id + 1 : 1;
    if (!check_own(tokens, &last, error)) {
        return NULL;
    }
    SzTokens *more = copy_set(tokens, 0, (SzWallTime){0});
    (void)sz_tokens_add(more, &last, NULL); /* what is good in one set is so in its copy */
    return more;
}

SzTokens *sz_tokens_without(const SzTokens *tokens, guint id, SzWallTime at)
{
    return copy_set(tokens, id, at);
}
