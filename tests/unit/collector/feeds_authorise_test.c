/* Who asks the feeds listener, and may he? */

#include "collector/feeds_authorise.h"

/* The secrets of these tokens are their names with "-secret". */
typedef struct {
    const char *user;
    const char *password;
    const char *authorization;
} Request;

static const char *look_param(const char *name, void *user)
{
    const Request *request = user;
    return g_str_equal(name, "u")    ? request->user
           : g_str_equal(name, "p")  ? request->password
           : g_str_equal(name, "db") ? "mydb"
                                     : NULL;
}

static const char *look_header(const char *name, void *user)
{
    const Request *request = user;
    return g_ascii_strcasecmp(name, "authorization") == 0 ? request->authorization : NULL;
}

static SzFeedsHead head_of(const Request *request)
{
    static Request room;
    room = *request;
    return (SzFeedsHead){
        .method = "POST", .path = "/", .param = look_param, .header = look_header, .user = &room};
}

/* (transfer full) */
static SzTokens *make_tokens(void)
{
    static char both[] = "both";
    static char writes[] = "writes";
    static char reads[] = "reads";
    static char hall[] = "330106";
    static char *halls[] = {hall, NULL};
    const SzToken drafts[] = {
        {.name = both, .halls = halls, .may_write = true, .may_read = true},
        {.name = writes, .halls = halls, .may_write = true},
        {.name = reads, .halls = halls, .may_read = true},
    };
    SzTokens *tokens = sz_tokens_new();
    for (gsize i = 0; i < G_N_ELEMENTS(drafts); i++) {
        SzToken draft = drafts[i];
        g_autofree char *secret = g_strconcat(draft.name, "-secret", NULL);
        sz_token_hash(sz_slice(secret), draft.hash);
        SzTokens *more = sz_tokens_with(tokens, &draft, NULL);
        sz_tokens_unref(tokens);
        tokens = more;
    }
    return tokens;
}

/* base64 by Python's base64.b64encode. */
static void test_forms_and_their_order(void)
{
    static const struct {
        Request request;
        const char *v1; /* the secret; NULL: none */
        const char *v2;
        const char *api;
    } rows[] = {
        {{0}, NULL, NULL, NULL},
        {{"u", "p", NULL}, "p", NULL, NULL},
        {{"u", NULL, NULL}, NULL, NULL, NULL},
        {{NULL, "p", NULL}, NULL, NULL, NULL},
        {{"u", "", NULL}, NULL, NULL, NULL},
        {{"", "p", NULL}, NULL, NULL, NULL},
        {{"u", "p", "Token x"}, "p", "x", "x"}, /* the address first */
        {{"u", "", "Token x"}, "x", "x", "x"},
        {{NULL, NULL, "Token x"}, "x", "x", "x"},
        {{NULL, NULL, "tOkEn   x  "}, "x", "x", "x"},
        {{NULL, NULL, "Token u:p"}, "p", "p", "p"},
        {{NULL, NULL, "Token u:p:q r"}, "p:q r", "p:q r", "p:q r"},
        {{NULL, NULL, "Token u:"}, NULL, NULL, NULL},
        {{NULL, NULL, "Token :p"}, "p", "p", "p"},
        {{NULL, NULL, "Token "}, NULL, NULL, NULL},
        {{NULL, NULL, "Token"}, NULL, NULL, NULL},
        {{NULL, NULL, "Tokenx"}, NULL, NULL, NULL},
        {{NULL, NULL, "Bearer x"}, "x", "x", "x"},
        {{NULL, NULL, "bearer a:b"}, "a:b", "a:b", "a:b"},
        {{NULL, NULL, "Basic dTpw"}, "p", NULL, "p"},         /* u:p */
        {{NULL, NULL, "Basic dTpwOnE="}, "p:q", NULL, "p:q"}, /* u:p:q */
        {{NULL, NULL, "Basic OnA="}, "p", NULL, "p"},         /* :p */
        {{NULL, NULL, "Basic dTo="}, NULL, NULL, NULL},       /* u: */
        {{NULL, NULL, "Basic dXA="}, NULL, NULL, NULL},       /* up */
        {{NULL, NULL, "Basic OnA"}, NULL, NULL, NULL},        /* without its padding */
        {{NULL, NULL, "Basic OnA=="}, NULL, NULL, NULL},      /* with too much of it */
        {{NULL, NULL, "Basic dTp w"}, NULL, NULL, NULL},
        {{NULL, NULL, "Basic dTpw!"}, NULL, NULL, NULL},
        {{NULL, NULL, "Basic %%%"}, NULL, NULL, NULL},
        {{NULL, NULL, "Basic"}, NULL, NULL, NULL},
        {{NULL, NULL, "Digest x"}, NULL, NULL, NULL},
        {{NULL, NULL, " Token x"}, NULL, NULL, NULL},
        {{NULL, NULL, ""}, NULL, NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *expected[] = {
            [SZ_FEEDS_V1] = rows[i].v1, [SZ_FEEDS_V2] = rows[i].v2, [SZ_FEEDS_API] = rows[i].api};
        SzFeedsHead head = head_of(&rows[i].request);
        for (SzFeedsShape shape = SZ_FEEDS_V1; shape <= SZ_FEEDS_API; shape++) {
            SzFeedsSecret secret = {0};
            SzFeedsPlan plan = {.shape = shape};
            g_test_message("row %" G_GSIZE_FORMAT ", shape %d", i, (int)shape);
            bool is_there = sz_feeds_secret(&head, &plan, &secret);
            g_assert_cmpint(is_there, ==, expected[shape] != NULL);
            if (is_there) {
                g_autofree char *text = g_strndup(secret.secret.data, secret.secret.len);
                g_assert_cmpstr(text, ==, expected[shape]);
            }
        }
    }
}

static void test_a_nul_is_part_of_the_secret(void)
{
    SzFeedsHead head = head_of(&(Request){NULL, NULL, "Basic dTpwAHE="}); /* u:p NUL q */
    SzFeedsPlan plan = {.shape = SZ_FEEDS_V1};
    SzFeedsSecret secret = {0};
    g_assert_true(sz_feeds_secret(&head, &plan, &secret));
    g_assert_true(sz_slice_equal(secret.secret, SZ_SLICE("p\0q")));
}

static void test_huge_headers(void)
{
    g_autoptr(SzTokens) tokens = make_tokens();
    const SzFeedsGate gate = {.tokens = tokens};
    const SzFeedsPlan plan = {.shape = SZ_FEEDS_V1, .need = SZ_FEEDS_NEEDS_WRITE};
    static const char *const schemes[] = {"Basic ", "Token ", "Bearer ", "Token u:"};
    g_autofree char *many = g_strnfill((gsize)4 << 20, 'A');
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++) {
        g_autofree char *header = g_strconcat(schemes[i], many, NULL);
        SzFeedsHead head = head_of(&(Request){NULL, NULL, header});
        SzFeedsVerdict verdict;
        sz_feeds_authorise(&head, &plan, &gate, &verdict);
        g_assert_cmpuint(verdict.status, ==, 401);
    }
}

static void test_verdicts(void)
{
    static const char parse[] = "unable to parse authentication credentials";
    static const struct {
        const char *authorization;
        SzFeedsNeed need;
        SzFeedsShape shape;
        guint status;
        const char *token_or_message;
    } rows[] = {
        {NULL, SZ_FEEDS_NEEDS_NOTHING, SZ_FEEDS_V1, 0, NULL},
        {"Token x", SZ_FEEDS_NEEDS_NOTHING, SZ_FEEDS_V1, 0, NULL},
        {NULL, SZ_FEEDS_NEEDS_TOKEN, SZ_FEEDS_V1, 401, parse},
        {NULL, SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V1, 401, parse},
        {NULL, SZ_FEEDS_NEEDS_READ, SZ_FEEDS_API, 401, parse},
        {NULL, SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V2, 401, "unauthorized access"},
        {"Token x", SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V1, 401, "authorization failed"},
        {"Token x", SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V2, 401, "unauthorized access"},
        {"Token x", SZ_FEEDS_NEEDS_READ, SZ_FEEDS_API, 401, "authorization failed"},
        {"Token both-secret", SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V1, 0, "both"},
        {"Token both-secret", SZ_FEEDS_NEEDS_READ, SZ_FEEDS_API, 0, "both"},
        {"Token writes-secret", SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V2, 0, "writes"},
        {"Token writes-secret", SZ_FEEDS_NEEDS_TOKEN, SZ_FEEDS_V1, 0, "writes"},
        {"Token writes-secret", SZ_FEEDS_NEEDS_READ, SZ_FEEDS_API, 403,
         "this token has no right to read"},
        {"Token reads-secret", SZ_FEEDS_NEEDS_READ, SZ_FEEDS_API, 0, "reads"},
        {"Token reads-secret", SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V1, 403,
         "\"reads\" user is not authorized to write to database \"mydb\""},
        {"Token reads-secret", SZ_FEEDS_NEEDS_WRITE, SZ_FEEDS_V2, 403,
         "insufficient permissions for write"},
    };
    g_autoptr(SzTokens) tokens = make_tokens();
    for (guint own = 0; own < 2;
         own++) { /* where it comes from does not matter once there are tokens */
        const SzFeedsGate gate = {.tokens = tokens, .is_own = own == 1};
        for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
            SzFeedsHead head = head_of(&(Request){NULL, NULL, rows[i].authorization});
            const SzFeedsPlan plan = {.shape = rows[i].shape, .need = rows[i].need};
            SzFeedsVerdict verdict;
            g_test_message("row %" G_GSIZE_FORMAT, i);
            sz_feeds_authorise(&head, &plan, &gate, &verdict);
            g_assert_cmpuint(verdict.status, ==, rows[i].status);
            g_assert_cmpint(verdict.token == NULL, ==, verdict.status != 0 || rows[i].need == 0);
            const char *got = verdict.token != NULL ? verdict.token->name
                              : verdict.status != 0 ? verdict.message
                                                    : NULL;
            g_assert_cmpstr(got, ==, rows[i].token_or_message);
        }
    }
}

static void test_open_use_is_for_this_machine_while_there_is_no_token(void)
{
    g_autoptr(SzTokens) none = sz_tokens_new();
    g_autoptr(SzTokens) some = make_tokens();
    g_autoptr(SzTokens) fewer = sz_tokens_without(some, 1, (SzWallTime){0});
    g_autoptr(SzTokens) still_fewer = sz_tokens_without(fewer, 2, (SzWallTime){0});
    g_autoptr(SzTokens) revoked = sz_tokens_without(still_fewer, 3, (SzWallTime){0});
    const struct {
        const SzTokens *tokens;
        bool is_own;
        guint status;
    } rows[] = {
        {none, true, 0},      {none, false, 401}, {some, true, 401},
        {revoked, true, 401}, {NULL, true, 503},  {NULL, false, 503},
    };
    SzFeedsHead head = head_of(&(Request){NULL, NULL, "Token whatever"});
    for (SzFeedsNeed need = SZ_FEEDS_NEEDS_TOKEN; need <= SZ_FEEDS_NEEDS_READ; need++) {
        const SzFeedsPlan plan = {.shape = SZ_FEEDS_V1, .need = need};
        for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
            const SzFeedsGate gate = {.tokens = rows[i].tokens, .is_own = rows[i].is_own};
            SzFeedsVerdict verdict;
            g_test_message("row %" G_GSIZE_FORMAT, i);
            sz_feeds_authorise(&head, &plan, &gate, &verdict);
            g_assert_cmpuint(verdict.status, ==, rows[i].status);
            g_assert_null(verdict.token);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/feeds_authorise/forms-and-their-order", test_forms_and_their_order);
    g_test_add_func("/collector/feeds_authorise/a-nul-is-part-of-the-secret",
                    test_a_nul_is_part_of_the_secret);
    g_test_add_func("/collector/feeds_authorise/huge-headers", test_huge_headers);
    g_test_add_func("/collector/feeds_authorise/verdicts", test_verdicts);
    g_test_add_func("/collector/feeds_authorise/open-use-is-for-this-machine",
                    test_open_use_is_for_this_machine_while_there_is_no_token);
    return g_test_run();
}
