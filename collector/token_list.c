#include "collector/token_list.h"

#include "collector/token_halls.h"

static const char *rights_of(const SzToken *token)
{
    return !token->may_write ? "read" : token->may_read ? "write, read" : "write";
}

static void add_use(GString *text, const SzTokenUse *use)
{
    char at[SZ_WALL_TIME_TEXT];
    switch (use->kind) {
    case SZ_TOKEN_USE_UNKNOWN:
        g_string_append(text, "unknown");
        break;
    case SZ_TOKEN_USE_NEVER:
        g_string_append(text, "never");
        break;
    case SZ_TOKEN_USE_NOT_SINCE:
        g_string_append_printf(text, "not since %s", sz_wall_time_format(use->at, at));
        break;
    case SZ_TOKEN_USE_AT:
        g_string_append(text, sz_wall_time_format(use->at, at));
        break;
    }
}

/* To the second: what is finer tells nobody anything. */
static SzTokenUse use_of(const SzTokenUses *uses, const SzToken *token)
{
    SzTokenUse use = sz_token_uses_of(uses, token);
    use.at.ns -= use.at.ns % SZ_NS_PER_S;
    return use;
}

static void add_token(GString *text, const SzToken *token, const SzTokenUse *use, const char *halls)
{
    char created[SZ_WALL_TIME_TEXT];
    char revoked[SZ_WALL_TIME_TEXT];
    g_string_append_printf(text, "%u\t%s\t%s\t%s%s\t%s\t", token->id, token->name, rights_of(token),
                           token->revoked.known ? "revoked " : "in force",
                           token->revoked.known ? sz_wall_time_format(token->revoked.at, revoked)
                                                : "",
                           sz_wall_time_format(token->created, created));
    add_use(text, use);
    g_string_append_printf(text, "\t%s\n", halls);
}

char *sz_token_list_text(const SzTokens *tokens, const SzTokenUses *uses,
                         const SzRegistry *registry, SzDay today)
{
    GString *text = g_string_new("id\tname\trights\tstate\tcreated\tlast write\thalls\n");
    for (guint i = 0; i < sz_tokens_n(tokens); i++) {
        const SzToken *token = sz_tokens_at(tokens, i);
        g_autofree char *halls = sz_token_halls_text(registry, token->halls, today);
        SzTokenUse use = use_of(uses, token);
        add_token(text, token, &use, halls);
    }
    return g_string_free(text, FALSE);
}
