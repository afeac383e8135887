/* The Authorization header and u and p of the address, at every endpoint. */

#include "collector/feeds_authorise.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The header, then u, then p: a line each. */
static const char *look_param(const char *name, void *user)
{
    char **lines = user;
    guint i = g_str_equal(name, "u") ? 1 : g_str_equal(name, "p") ? 2 : 3;
    return g_strv_length(lines) > i ? lines[i] : NULL;
}

static const char *look_header(const char *name, void *user)
{
    char **lines = user;
    return g_str_equal(name, "Authorization") ? lines[0] : NULL;
}

/* (transfer full) one that writes, whose secret is "secret". */
static SzTokens *make_tokens(void)
{
    char name[] = "t";
    char hall[] = "330106";
    char *halls[] = {hall, NULL};
    SzToken token = {.name = name, .halls = halls, .may_write = true};
    g_autoptr(SzTokens) none = sz_tokens_new();
    sz_token_hash(SZ_SLICE("secret"), token.hash);
    return sz_tokens_with(none, &token, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 4);
    g_autoptr(SzTokens) tokens = make_tokens();
    const SzFeedsGate gate = {.tokens = tokens, .is_own = size % 2 == 0};
    SzFeedsHead head = {"POST", "/write", look_param, look_header, lines};
    for (guint need = SZ_FEEDS_NEEDS_TOKEN; lines[0] != NULL && need <= SZ_FEEDS_NEEDS_READ;
         need++) {
        SzFeedsSecret secret = {0};
        SzFeedsVerdict verdict;
        const SzFeedsPlan plan = {.need = (SzFeedsNeed)need, .shape = (SzFeedsShape)(size % 3)};
        bool has_secret = sz_feeds_secret(&head, &plan, &secret);
        bool is_right = has_secret && sz_slice_equal(secret.secret, SZ_SLICE("secret"));
        sz_feeds_authorise(&head, &plan, &gate, &verdict);
        g_assert_true(!has_secret || secret.secret.len > 0);
        g_assert_cmpuint(verdict.status, ==,
                         !is_right                     ? 401
                         : need == SZ_FEEDS_NEEDS_READ ? 403
                                                       : 0);
        g_assert_true(g_utf8_validate(verdict.message, -1, NULL));
    }
    return 0;
}
