/* Tokens: the file, secrets, and what a set answers. */

#include "collector/tokens.h"

#include "collector/error.h"

/* Printed by Python: hashlib.blake2b(b"szt_" + base64.urlsafe_b64encode(bytes(range(32))).rstrip(b"="),
 * digest_size=32).hexdigest() */
#define SECRET "szt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define HASH "4c55bd97824ff0cc7ec5057dabb73daedcaf1213be3d74e4f1a126163808fbf8"
#define ALTERED_SECRET "szt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8x"
#define OTHER_HASH "00000000000000000000000000000000000000000000000000000000000000ff"
#define TIMES "\"created\":\"2026-11-20T10:00:00+08:00\""
#define ENTRY(id, name, halls, rights, hash)                                                       \
    "{\"id\":" id ",\"name\":\"" name "\",\"halls\":[" halls "],\"rights\":[" rights               \
    "],\"hash\":\"" hash "\"," TIMES "}"
#define GOOD ENTRY("1", "xihu", "\"330106\"", "\"write\"", HASH)
#define FILE_OF(entries) "{\"version\":1,\"tokens\":[" entries "]}"

static SzTokens *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    SzTokens *tokens = sz_tokens_parse(sz_slice(text), &error);
    g_assert_no_error(error);
    return tokens;
}

static void test_a_secret_is_found_by_its_hash(void)
{
    guint8 random[SZ_TOKEN_RANDOM_BYTES];
    char secret[SZ_TOKEN_SECRET_TEXT];
    for (guint i = 0; i < sizeof random; i++) {
        random[i] = (guint8)i;
    }
    sz_token_secret(random, secret);
    g_assert_cmpstr(secret, ==, SECRET);
    g_autoptr(SzTokens) tokens = parse(FILE_OF(GOOD));
    const SzToken *token = sz_tokens_find_secret(tokens, sz_slice(SECRET));
    g_assert_nonnull(token);
    g_assert_cmpstr(token->name, ==, "xihu");
    g_assert_true(token->may_write && !token->may_read && !token->covers_all);
    static const char *const others[] = {
        "", "szt_", "xihu", HASH, ALTERED_SECRET, "szt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        g_assert_null(sz_tokens_find_secret(tokens, sz_slice(others[i])));
    }
    g_assert_null(sz_tokens_find_secret(tokens, (SzSlice){SECRET, strlen(SECRET) - 1}));
    g_assert_null(sz_tokens_find_secret(tokens, (SzSlice){SECRET, sizeof SECRET})); /* with NUL */
}

static void test_what_is_printed_is_read_back(void)
{
    static const char *const files[] = {
        FILE_OF(""),
        FILE_OF(GOOD),
        FILE_OF(GOOD "," ENTRY("7", "西湖", "\"*\"", "\"read\",\"write\"", OTHER_HASH)),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(SzTokens) tokens = parse(files[i]);
        g_autofree char *printed = sz_tokens_print(tokens);
        g_autoptr(SzTokens) again = parse(printed);
        g_autofree char *twice = sz_tokens_print(again);
        g_assert_cmpstr(printed, ==, twice);
        g_assert_cmpuint(sz_tokens_n(again), ==, i);
    }
    g_autoptr(SzTokens) tokens = parse(FILE_OF(GOOD));
    g_autoptr(SzTokens) fewer = sz_tokens_without(tokens, 1, (SzWallTime){SZ_NS_PER_S});
    g_autofree char *printed = sz_tokens_print(fewer);
    g_autoptr(SzTokens) again = parse(printed);
    g_assert_cmpint(sz_tokens_at(again, 0)->revoked.known, ==, true);
    g_assert_cmpint(sz_tokens_at(again, 0)->revoked.at.ns, ==, SZ_NS_PER_S);
    g_assert_null(strstr(printed, SECRET));
}

static void test_damage_is_told(void)
{
    static const struct {
        const char *text;
        const char *told;
    } rows[] = {
        {"", "line 1"},
        {"{", "line 1"},
        {"[]", "array"},
        {"{\"version\":1}", "tokens"},
        {"{\"version\":2,\"tokens\":[]}", "this program is older"},
        {"{\"version\":0,\"tokens\":[]}", "expected version 1"},
        {"{\"version\":1,\"tokens\":{}}", "expected version 1 and a list"},
        {"{\"version\":1,\"version\":1,\"tokens\":[]}", "duplicate"},
        {"{\"version\":1,\"tokens\":[],\"open\":true}", "open"},
        {FILE_OF("7"), "token 1"},
        {FILE_OF("{}"), "token 1: Object item not found: id"},
        {FILE_OF(ENTRY("0", "x", "\"h\"", "\"write\"", HASH)), "id: expected 1.."},
        {FILE_OF(ENTRY("1", "", "\"h\"", "\"write\"", HASH)), "not a name"},
        {FILE_OF(ENTRY("1", "two words", "\"h\"", "\"write\"", HASH)), "not a name"},
        {FILE_OF(ENTRY("1", "12", "\"h\"", "\"write\"", HASH)), "not digits alone"},
        {FILE_OF(ENTRY("1", "x13800138000", "\"h\"", "\"write\"", HASH)), "'x#'"},
        {FILE_OF(ENTRY("1", "x", "", "\"write\"", HASH)), "without halls"},
        {FILE_OF(ENTRY("1", "x", "7", "\"write\"", HASH)), "halls: expected texts"},
        {FILE_OF(ENTRY("1", "x", "\"\"", "\"write\"", HASH)), "not the code of a hall"},
        {FILE_OF(ENTRY("1", "x", "\"h\"", "", HASH)), "without rights"},
        {FILE_OF(ENTRY("1", "x", "\"h\"", "\"admin\"", HASH)), "'admin' is none of write, read"},
        {FILE_OF(ENTRY("1", "x", "\"h\"", "\"write\"", "ab")), "expected 64 hex digits"},
        {FILE_OF(ENTRY("1", "x", "\"h\"", "\"write\"",
                       "zz00000000000000000000000000000000000000000000000000000000000000")),
         "expected 64 hex digits"},
        {FILE_OF(GOOD "," GOOD), "token 2: id: 1 after 1"},
        {FILE_OF(GOOD "," ENTRY("2", "xihu", "\"h\"", "\"write\"", OTHER_HASH)), "name in use"},
        {FILE_OF(GOOD "," ENTRY("2", "x", "\"h\"", "\"write\"", HASH)), "another token"},
        {"{\"version\":1,\"tokens\":[{\"id\":1,\"name\":\"x\",\"halls\":[\"h\"],\"rights\":["
         "\"read\"],"
         "\"hash\":\"" HASH "\",\"created\":\"yesterday\"}]}",
         "created: 'yesterday' is no time"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rows[i].text);
        g_assert_null(sz_tokens_parse(sz_slice(rows[i].text), &error));
        g_assert_cmpint((int)error->domain, ==, (int)SZ_COLLECTOR_ERROR);
        if (strstr(error->message, rows[i].told) == NULL) {
            g_error("'%s' does not say '%s'", error->message, rows[i].told);
        }
        g_assert_null(strchr(error->message, '\n'));
    }
}

static void test_every_cut_of_a_file_is_damage(void)
{
    const char *text = FILE_OF(GOOD);
    for (gsize len = 0; len < strlen(text); len++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sz_tokens_parse((SzSlice){text, len}, &error));
        g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    }
}

static void test_a_token_that_is_revoked_stays_and_lets_nobody_in(void)
{
    char *halls[] = {(char[]){"330106"}, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(SzTokens) one = parse(FILE_OF(GOOD));
    g_autoptr(SzTokens) none = sz_tokens_without(one, 1, (SzWallTime){5});
    g_assert_cmpuint(sz_tokens_n(none), ==, 1);
    g_assert_null(sz_tokens_find_secret(none, sz_slice(SECRET)));
    g_assert_nonnull(sz_tokens_find_secret(one, sz_slice(SECRET))); /* another set */
    g_assert_true(sz_tokens_has(one, sz_tokens_at(none, 0)));
    g_assert_false(sz_tokens_has(none, sz_tokens_at(one, 0)));
    g_assert_null(sz_tokens_find(none, "xihu"));
    g_assert_nonnull(sz_tokens_find(none, "1"));
    g_assert_null(sz_tokens_find(none, "2"));
    /* Its name may be another's then; its id may not. */
    SzToken next = {.name = halls[0], .halls = halls, .may_write = true};
    char name[] = "xihu";
    next.name = name;
    g_assert_null(sz_tokens_with(one, &next, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    g_clear_error(&error);
    g_autoptr(SzTokens) two = sz_tokens_with(none, &next, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(sz_tokens_find(two, "xihu")->id, ==, 2);
    /* Revoking again does not make it later. */
    g_autoptr(SzTokens) again = sz_tokens_without(two, 1, (SzWallTime){9});
    g_assert_cmpint(sz_tokens_at(again, 0)->revoked.at.ns, ==, 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/tokens/a-secret-is-found-by-its-hash",
                    test_a_secret_is_found_by_its_hash);
    g_test_add_func("/collector/tokens/what-is-printed-is-read-back",
                    test_what_is_printed_is_read_back);
    g_test_add_func("/collector/tokens/damage-is-told", test_damage_is_told);
    g_test_add_func("/collector/tokens/every-cut-of-a-file-is-damage",
                    test_every_cut_of_a_file_is_damage);
    g_test_add_func("/collector/tokens/a-token-that-is-revoked-stays",
                    test_a_token_that_is_revoked_stays_and_lets_nobody_in);
    return g_test_run();
}
