#include "collector/tokens.h"

#include "collector/error.h"
#include "metrics/shown_text.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#define FORMAT_VERSION 1
#define SECRET_PREFIX "szt_"
#define NAME_MAX_BYTES 64
#define NAME_MAX_DIGITS 10 /* a name is shown: it must not look like somebody's number */
#define HALL_MAX_BYTES 64
#define HASH_HEX_CHARS (2 * SZ_TOKEN_HASH_BYTES)

G_STATIC_ASSERT(sizeof SECRET_PREFIX - 1 +
                    sodium_base64_ENCODED_LEN(SZ_TOKEN_RANDOM_BYTES,
                                              sodium_base64_VARIANT_URLSAFE_NO_PADDING) ==
                SZ_TOKEN_SECRET_TEXT);
G_STATIC_ASSERT(SZ_TOKEN_HASH_BYTES == crypto_generichash_BYTES);

struct SzTokens {
    GPtrArray *all;      /* SzToken, owned */
    GHashTable *by_hash; /* hash in the token -> SzToken, borrowed; those that are not revoked */
};

/* --- secrets ------------------------------------------------------------------------------- */

void sz_token_secret(const guint8 *random, char out_secret[SZ_TOKEN_SECRET_TEXT])
{
    gsize n = strlen(SECRET_PREFIX);
    memcpy(out_secret, SECRET_PREFIX, n);
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

static void free_token(gpointer data)
{
    SzToken *token = data;
    g_free(token->name);
    g_strfreev(token->halls);
    g_free(token);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzToken, free_token)

static SzToken *copy_token(const SzToken *token)
{
    SzToken *copy = g_new(SzToken, 1);
    *copy = *token;
    copy->name = g_strdup(token->name);
    copy->halls = g_strdupv(token->halls);
    return copy;
}

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...)
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
        return fail(error,
                    "not a name of a token: '%s', expected one word of at most %d bytes and %d "
                    "digits, not digits alone",
                    name, NAME_MAX_BYTES, NAME_MAX_DIGITS);
    }
    return TRUE;
}

static gboolean check_token(const SzToken *token, GError **error)
{
    if (!check_name(token->name, error)) {
        return FALSE;
    }
    if (!token->may_write && !token->may_read) {
        return fail(error, "token without rights: '%s', expected write or read", token->name);
    }
    if (token->may_write && g_strv_length(token->halls) == 0) {
        return fail(error, "token that writes without halls: '%s', expected at least one",
                    token->name);
    }
    for (char **hall = token->halls; *hall != NULL; hall++) {
        if (!is_word(*hall, HALL_MAX_BYTES)) {
            return fail(error,
                        "not the code of a hall: '%s', expected one word of at most %d bytes",
                        *hall, HALL_MAX_BYTES);
        }
    }
    return TRUE;
}

/* --- sets ---------------------------------------------------------------------------------- */

static void clear_set(gpointer data)
{
    SzTokens *tokens = data;
    g_hash_table_unref(tokens->by_hash);
    g_ptr_array_unref(tokens->all);
}

SzTokens *sz_tokens_new(void)
{
    SzTokens *tokens = g_atomic_rc_box_new0(SzTokens);
    tokens->all = g_ptr_array_new_with_free_func(free_token);
    tokens->by_hash = g_hash_table_new(bucket_of, is_same_hash);
    return tokens;
}

SzTokens *sz_tokens_ref(SzTokens *tokens)
{
    return g_atomic_rc_box_acquire(tokens);
}

void sz_tokens_unref(SzTokens *tokens)
{
    if (tokens != NULL) {
        g_atomic_rc_box_release_full(tokens, clear_set);
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

/* @error: SYNTAX: what must be one's own is another's. */
static gboolean add(SzTokens *tokens, SzToken *token_take, GError **error)
{
    g_autoptr(SzToken) token = token_take;
    const SzToken *last = tokens->all->len > 0 ? sz_tokens_at(tokens, tokens->all->len - 1) : NULL;
    if (last != NULL && token->id <= last->id) {
        return fail(error, "id: %u after %u, expected a larger one", token->id, last->id);
    }
    if (!token->revoked.known && find_name(tokens, token->name) != NULL) {
        return fail(error, "name in use: '%s', expected another one, or revoke that first",
                    token->name);
    }
    token->covers_all = g_strv_contains((const char *const *)token->halls, SZ_TOKEN_ANY_HALL);
    if (!token->revoked.known) {
        if (g_hash_table_contains(tokens->by_hash, token->hash)) {
            return fail(error, "hash of '%s': another token has the same", token->name);
        }
        g_hash_table_insert(tokens->by_hash, token->hash, token);
    }
    g_ptr_array_add(tokens->all, g_steal_pointer(&token));
    return TRUE;
}

static SzTokens *copy_set(const SzTokens *tokens, guint revoked_id, SzWallTime at)
{
    SzTokens *copies = sz_tokens_new();
    for (guint i = 0; i < tokens->all->len; i++) {
        SzToken *copy = copy_token(sz_tokens_at(tokens, i));
        if (copy->id == revoked_id && !copy->revoked.known) {
            copy->revoked = (SzMaybeTime){true, at};
        }
        (void)add(copies, copy, NULL); /* what was good in one set is in another */
    }
    return copies;
}

SzTokens *sz_tokens_with(const SzTokens *tokens, const SzToken *token, GError **error)
{
    if (!check_token(token, error)) {
        return NULL;
    }
    g_autoptr(SzTokens) more = copy_set(tokens, 0, (SzWallTime){0});
    SzToken *copy = copy_token(token);
    guint n = tokens->all->len;
    copy->id = n > 0 ? sz_tokens_at(tokens, n - 1)->id + 1 : 1;
    return add(more, copy, error) ? g_steal_pointer(&more) : NULL;
}

SzTokens *sz_tokens_without(const SzTokens *tokens, guint id, SzWallTime at)
{
    return copy_set(tokens, id, at);
}

/* --- the file ------------------------------------------------------------------------------ */

static gboolean read_time(const char *what, const char *text, SzWallTime *out, GError **error)
{
    if (!sz_wall_time_parse(sz_slice(text), out, NULL)) {
        return fail(error, "%s: '%s' is no time, expected RFC 3339", what, text);
    }
    return TRUE;
}

static gboolean read_hash(const char *text, guint8 *out, GError **error)
{
    gsize n = 0;
    if (strlen(text) != HASH_HEX_CHARS ||
        sodium_hex2bin(out, SZ_TOKEN_HASH_BYTES, text, HASH_HEX_CHARS, NULL, &n, NULL) != 0 ||
        n != SZ_TOKEN_HASH_BYTES) {
        return fail(error, "hash: expected %d hex digits", HASH_HEX_CHARS);
    }
    return TRUE;
}

/* (transfer full) NULL iff @error was set. */
static char **read_texts(const char *what, const json_t *array, GError **error)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    if (!json_is_array(array)) {
        (void)fail(error, "%s: expected a list", what);
        return NULL;
    }
    for (gsize i = 0; i < json_array_size(array); i++) {
        const char *text = json_string_value(json_array_get(array, i));
        if (text == NULL) {
            (void)fail(error, "%s: expected texts", what);
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
            return fail(error, "rights: '%s' is none of write, read", *right);
        }
    }
    return rights != NULL;
}

/* (transfer full) NULL iff @error was set. */
static SzToken *read_token(json_t *object, GError **error)
{
    g_autoptr(SzToken) token = g_new0(SzToken, 1);
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
        (void)fail(error, "%s", problem.text);
        return NULL;
    }
    if (id < 1 || id > G_MAXINT) {
        (void)fail(error, "id: expected 1..%d", G_MAXINT);
        return NULL;
    }
    token->id = (guint)id;
    token->name = g_strdup(name);
    token->halls = read_texts("halls", halls, error);
    token->revoked.known = revoked != NULL;
    if (token->halls == NULL || !read_rights(rights, token, error) ||
        !read_hash(hash, token->hash, error) ||
        !read_time("created", created, &token->created, error) ||
        (revoked != NULL && !read_time("revoked", revoked, &token->revoked.at, error)) ||
        !check_token(token, error)) {
        return NULL;
    }
    return g_steal_pointer(&token);
}

static SzTokens *read_tokens(const json_t *array, GError **error)
{
    g_autoptr(SzTokens) tokens = sz_tokens_new();
    for (gsize i = 0; i < json_array_size(array); i++) {
        SzToken *token = read_token(json_array_get(array, i), error);
        if (token == NULL || !add(tokens, token, error)) {
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
        (void)fail(error, "%s", problem.text);
        return NULL;
    }
    if (version != FORMAT_VERSION || !json_is_array(array)) {
        (void)fail(error, "expected version %d and a list of tokens", FORMAT_VERSION);
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
        (void)fail(error, "line %d: %s", problem.line, problem.text);
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
    for (guint i = 0; i < tokens->all->len; i++) {
        json_array_append_new(array, token_json(sz_tokens_at(tokens, i)));
    }
    json_t *root = json_pack("{s:i, s:o}", "version", FORMAT_VERSION, "tokens", array);
    char *dumped = json_dumps(root, JSON_INDENT(1));
    char *text = g_strconcat(dumped, "\n", NULL);
    free(dumped);
    json_decref(root);
    return text;
}
