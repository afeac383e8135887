#include "collector/token_uses.h"

#include "collector/error.h"
#include "collector/tokens_internal.h"

#include <jansson.h>
#include <stdlib.h>

#define FORMAT_VERSION 1

struct SzTokenUses {
    SzMaybeTime since;
    GHashTable *wrote; /* owned; id -> SzWallTime (owned) */
};

SzTokenUses *sz_token_uses_new(SzMaybeTime since)
{
    SzTokenUses *uses = g_new0(SzTokenUses, 1);
    uses->since = since;
    uses->wrote = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return uses;
}

void sz_token_uses_free(SzTokenUses *uses)
{
    if (uses != NULL) {
        g_hash_table_unref(uses->wrote);
        g_free(uses);
    }
}

SzMaybeTime sz_token_uses_since(const SzTokenUses *uses)
{
    return uses->since;
}

void sz_token_uses_note(SzTokenUses *uses, guint id, SzWallTime at)
{
    SzWallTime *last = g_hash_table_lookup(uses->wrote, GUINT_TO_POINTER(id));
    if (last == NULL) {
        last = g_new(SzWallTime, 1);
        *last = at;
        (void)g_hash_table_insert(uses->wrote, GUINT_TO_POINTER(id), last);
    }
    last->ns = MAX(last->ns, at.ns);
}

SzTokenUse sz_token_uses_of(const SzTokenUses *uses, const SzToken *token)
{
    const SzWallTime *last = g_hash_table_lookup(uses->wrote, GUINT_TO_POINTER(token->id));
    if (last != NULL && last->ns >= token->created.ns) {
        return (SzTokenUse){SZ_TOKEN_USE_AT, *last};
    }
    if (!uses->since.known) {
        return (SzTokenUse){.kind = SZ_TOKEN_USE_UNKNOWN};
    }
    return token->created.ns >= uses->since.at.ns
               ? (SzTokenUse){.kind = SZ_TOKEN_USE_NEVER}
               : (SzTokenUse){SZ_TOKEN_USE_NOT_SINCE, uses->since.at};
}

/* --- the text ------------------------------------------------------------------------------ */

static gboolean read_time(const char *what, const char *text, SzWallTime *out, GError **error)
{
    if (!sz_wall_time_parse(sz_slice(text), out, NULL)) {
        return sz_tokens_fail(error, "%s: '%s' is no time, expected RFC 3339", what, text);
    }
    return TRUE;
}

static gboolean read_use(json_t *object, SzTokenUses *uses, GError **error)
{
    json_error_t problem;
    json_int_t id = 0;
    const char *wrote = NULL;
    SzWallTime at = {0};
    if (json_unpack_ex(object, &problem, JSON_STRICT, "{s:I, s:s}", "id", &id, "wrote", &wrote) !=
        0) {
        return sz_tokens_fail(error, "%s", problem.text);
    }
    if (id < 1 || id > G_MAXINT) {
        return sz_tokens_fail(error, "id: expected 1..%d", G_MAXINT);
    }
    if (!read_time("wrote", wrote, &at, error)) {
        return FALSE;
    }
    sz_token_uses_note(uses, (guint)id, at);
    return TRUE;
}

static gboolean read_list(const json_t *array, SzTokenUses *uses, GError **error)
{
    for (gsize i = 0; i < json_array_size(array); i++) {
        if (!read_use(json_array_get(array, i), uses, error)) {
            g_prefix_error(error, "token %" G_GSIZE_FORMAT ": ", i + 1);
            return FALSE;
        }
    }
    return TRUE;
}

static SzTokenUses *read_root(json_t *root, GError **error)
{
    json_error_t problem;
    json_int_t version = 0;
    const char *since = NULL;
    json_t *array = NULL;
    SzMaybeTime begins = {.known = true};
    if (json_unpack_ex(root, &problem, JSON_STRICT, "{s:I, s:s, s:o}", "version", &version, "since",
                       &since, "tokens", &array) != 0) {
        (void)sz_tokens_fail(error, "%s", problem.text);
        return NULL;
    }
    if (version != FORMAT_VERSION || !json_is_array(array)) {
        (void)sz_tokens_fail(error, "expected version %d and a list of tokens", FORMAT_VERSION);
        return NULL;
    }
    if (!read_time("since", since, &begins.at, error)) {
        return NULL;
    }
    SzTokenUses *uses = sz_token_uses_new(begins);
    if (!read_list(array, uses, error)) {
        g_clear_pointer(&uses, sz_token_uses_free);
    }
    return uses;
}

SzTokenUses *sz_token_uses_parse(SzSlice text, GError **error)
{
    json_error_t problem;
    if (text.len > SZ_TOKEN_USES_MAX_BYTES) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG,
                    "longer than %" G_GSIZE_FORMAT " bytes", SZ_TOKEN_USES_MAX_BYTES);
        return NULL;
    }
    json_t *root = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL) {
        (void)sz_tokens_fail(error, "line %d: %s", problem.line, problem.text);
        return NULL;
    }
    SzTokenUses *uses = read_root(root, error);
    json_decref(root);
    return uses;
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    guint left = GPOINTER_TO_UINT(a);
    guint right = GPOINTER_TO_UINT(b);
    return left < right ? -1 : left > right ? 1 : 0;
}

char *sz_token_uses_print(const SzTokenUses *uses)
{
    char when[SZ_WALL_TIME_TEXT];
    g_autoptr(GList) ids = g_list_sort(g_hash_table_get_keys(uses->wrote), compare_ids);
    json_t *array = json_array();
    for (const GList *id = ids; id != NULL; id = id->next) {
        const SzWallTime *at = g_hash_table_lookup(uses->wrote, id->data);
        json_array_append_new(array, json_pack("{s:i, s:s}", "id", GPOINTER_TO_INT(id->data),
                                               "wrote", sz_wall_time_format(*at, when)));
    }
    json_t *root = json_pack("{s:i, s:s, s:o}", "version", FORMAT_VERSION, "since",
                             sz_wall_time_format(uses->since.at, when), "tokens", array);
    char *dumped = json_dumps(root, JSON_INDENT(1));
    char *text = g_strconcat(dumped, "\n", NULL);
    free(dumped);
    json_decref(root);
    return text;
}
