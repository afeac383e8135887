/* The record of when tokens wrote, and what the list says of it. */

#include "collector/token_uses.h"

#include "collector/token_list.h"

#define SINCE "2026-03-01T00:00:00Z"

static SzWallTime instant(const char *text)
{
    SzWallTime at = {0};
    g_assert_true(sz_wall_time_parse(sz_slice(text), &at, NULL));
    return at;
}

static SzTokenUses *since(const char *text)
{
    return sz_token_uses_new((SzMaybeTime){true, instant(text)});
}

static void assert_use(const SzTokenUses *uses, const SzToken *token, SzTokenUseKind kind,
                       const char *at)
{
    SzTokenUse use = sz_token_uses_of(uses, token);
    g_assert_cmpint(use.kind, ==, kind);
    g_assert_cmpint(use.at.ns, ==, at != NULL ? instant(at).ns : 0);
}

static void test_what_is_known(void)
{
    const SzToken older = {.id = 1, .created = instant("2026-02-01T00:00:00Z")};
    const SzToken newer = {.id = 2, .created = instant("2026-03-01T00:00:00Z")};
    g_autoptr(SzTokenUses) none = sz_token_uses_new((SzMaybeTime){.known = false});
    assert_use(none, &older, SZ_TOKEN_USE_UNKNOWN, NULL);
    g_autoptr(SzTokenUses) uses = since(SINCE);
    assert_use(uses, &older, SZ_TOKEN_USE_NOT_SINCE, SINCE);
    assert_use(uses, &newer, SZ_TOKEN_USE_NEVER, NULL);
    sz_token_uses_note(uses, 1, instant("2026-03-05T00:00:00Z"));
    sz_token_uses_note(uses, 1, instant("2026-03-04T00:00:00Z")); /* of another thread, late */
    assert_use(uses, &older, SZ_TOKEN_USE_AT, "2026-03-05T00:00:00Z");
    assert_use(uses, &newer, SZ_TOKEN_USE_NEVER, NULL);
    const SzToken again = {.id = 1, .created = instant("2026-03-06T00:00:00Z")};
    assert_use(uses, &again, SZ_TOKEN_USE_NEVER, NULL);
}

static void test_what_is_printed_reads_back(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzTokenUses) uses = since(SINCE);
    sz_token_uses_note(uses, 12, instant("2026-03-05T00:00:00.000000001Z"));
    sz_token_uses_note(uses, 2, instant("2026-03-04T00:00:00Z"));
    g_autofree char *text = sz_token_uses_print(uses);
    g_autoptr(SzTokenUses) again = sz_token_uses_parse(sz_slice(text), &error);
    g_assert_no_error(error);
    g_autofree char *twice = sz_token_uses_print(again);
    g_assert_cmpstr(twice, ==, text);
    g_assert_nonnull(strstr(strstr(text, "\"id\": 2"), "\"id\": 12"));
    const SzToken token = {.id = 12, .created = instant(SINCE)};
    assert_use(again, &token, SZ_TOKEN_USE_AT, "2026-03-05T00:00:00.000000001Z");
}

static void test_what_is_wrong_is_told(void)
{
    static const struct {
        const char *text;
        const char *told;
    } rows[] = {
        {"", "line 1"},
        {"[]", "object"},
        {"{\"version\":1,\"since\":\"" SINCE "\"}", "tokens"},
        {"{\"version\":2,\"since\":\"" SINCE "\",\"tokens\":[]}", "expected version 1"},
        {"{\"version\":1,\"since\":\"" SINCE "\",\"tokens\":{}}", "list of tokens"},
        {"{\"version\":1,\"since\":\"then\",\"tokens\":[]}", "since: 'then' is no time"},
        {"{\"version\":1,\"since\":\"" SINCE "\",\"tokens\":[{\"id\":1}]}", "token 1: "},
        {"{\"version\":1,\"since\":\"" SINCE "\",\"tokens\":[{\"id\":0,\"wrote\":\"" SINCE "\"}]}",
         "token 1: id: expected 1.."},
        {"{\"version\":1,\"since\":\"" SINCE "\",\"tokens\":[{\"id\":1,\"wrote\":\"x\"}]}",
         "token 1: wrote: 'x' is no time"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sz_token_uses_parse(sz_slice(rows[i].text), &error));
        g_assert_nonnull(error);
        g_test_message("%s: %s", rows[i].text, error->message);
        g_assert_nonnull(strstr(error->message, rows[i].told));
    }
}

static void test_the_list(void)
{
    g_autoptr(GError) error = NULL;
    const char *file = "{\"version\":1,\"tokens\":["
                       "{\"id\":1,\"name\":\"a\",\"halls\":[\"*\"],\"rights\":[\"write\"],\"hash\":"
                       "\"00000000000000000000000000000000000000000000000000000000000000a1\","
                       "\"created\":\"2026-02-01T00:00:00Z\",\"revoked\":\"2026-03-09T00:00:00Z\"},"
                       "{\"id\":2,\"name\":\"b\",\"halls\":[\"*\"],\"rights\":[\"write\",\"read\"],"
                       "\"hash\":"
                       "\"00000000000000000000000000000000000000000000000000000000000000b2\","
                       "\"created\":\"2026-03-01T00:00:00Z\"}]}";
    g_autoptr(SzTokens) tokens = sz_tokens_parse(sz_slice(file), &error);
    g_assert_no_error(error);
    g_autoptr(SzTokenUses) uses = since(SINCE);
    g_autofree char *before = sz_token_list_text(tokens, uses, NULL, (SzDay){0});
    g_assert_cmpstr(before, ==,
                    "id\tname\trights\tstate\tcreated\tlast write\thalls\n"
                    "1\ta\twrite\trevoked 2026-03-09T08:00:00+08:00\t2026-02-01T08:00:00+08:00\t"
                    "not since 2026-03-01T08:00:00+08:00\tevery hall\n"
                    "2\tb\twrite, read\tin force\t2026-03-01T08:00:00+08:00\tnever\tevery hall\n");
    sz_token_uses_note(uses, 2, instant("2026-03-05T00:00:00.999999999Z"));
    g_autofree char *after = sz_token_list_text(tokens, uses, NULL, (SzDay){0});
    g_assert_nonnull(strstr(after, "\t2026-03-05T08:00:00+08:00\tevery hall\n"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/token-uses/what-is-known", test_what_is_known);
    g_test_add_func("/token-uses/what-is-printed-reads-back", test_what_is_printed_reads_back);
    g_test_add_func("/token-uses/what-is-wrong-is-told", test_what_is_wrong_is_told);
    g_test_add_func("/token-uses/the-list", test_the_list);
    return g_test_run();
}
