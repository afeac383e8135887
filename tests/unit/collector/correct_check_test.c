/* May a correction be made: what it names, what takes its place, whose it is. */

#include "collector/correct_check.h"

#include "support/rules.h"

#define NOW 5000
#define TAKE "ticket,event=take,hall=330106,queue=A id=\"1\""
#define CORRECTED                                                                                  \
    "action,kind=correct author=\"a\",do=\"replace\",line=\"1.1\",prev=\"\",reason=\"r\",was=\""   \
    "ticket,event=take,hall=330106,queue=A id=\\\"1\\\" 1000\",with=\""                            \
    "ticket,event=take,hall=330106,queue=B id=\\\"1\\\" 1000\" 2000"

typedef struct {
    const char *name;
    const char *found;
    const char *with; /* NULL: void */
    const char *hall; /* of the token; NULL: open use */
    guint status;     /* 0: it may be made */
    const char *told; /* "WAS -> WITH", or what is in the message */
} Row;

static const Row rows[] = {
    {"void", TAKE " 1000", NULL, NULL, 0, TAKE " 1000 -> "},
    {"without-a-time", TAKE, NULL, NULL, 0, TAKE " 3000 -> "}, /* its reception's */
    {"replace", TAKE " 1000", "ticket,queue=B,hall=330106,event=take id=\"1\" 900", NULL, 0,
     TAKE " 1000 -> ticket,event=take,hall=330106,queue=B id=\"1\" 900"},
    {"a-case", "case,channel=window,event=apply,hall=330106,item=i id=\"1\" 1", NULL, NULL, 0,
     "case,channel=window,event=apply,hall=330106,item=i id=\"1\" 1 -> "},
    {"a-rating", "rating,channel=pad,event=new,hall=330106 id=\"1\",level=1i 1", NULL, NULL, 0,
     "rating,channel=pad,event=new,hall=330106 id=\"1\",level=1i 1 -> "},
    {"a-transaction", "kiosk,event=txn,hall=330106,kiosk=k eid=\"1\",result=\"ok\" 1", NULL, NULL,
     0, "kiosk,event=txn,hall=330106,kiosk=k eid=\"1\",result=\"ok\" 1 -> "},
    {"what-replaced-one", CORRECTED, NULL, NULL, 0,
     "ticket,event=take,hall=330106,queue=B id=\"1\" 1000 -> "},
    {"its-feed", TAKE ",eid=\"e\",src=\"s\" 1000", TAKE ",eid=\"f\" 900", NULL, 0,
     "ticket,event=take,hall=330106,queue=A eid=\"e\",id=\"1\",src=\"s\" 1000 -> "
     "ticket,event=take,hall=330106,queue=A eid=\"f\",id=\"1\",src=\"s\" 900"},
    {"another-feed", TAKE ",eid=\"e\",src=\"s\" 1000", TAKE ",eid=\"e\",src=\"t\" 900", NULL, 0,
     "ticket,event=take,hall=330106,queue=A eid=\"e\",id=\"1\",src=\"s\" 1000 -> "
     "ticket,event=take,hall=330106,queue=A eid=\"e\",id=\"1\",src=\"t\" 900"},
    {"a-window", "window,hall=330106,window=1 state=\"open\" 1", NULL, NULL, 409, "no state"},
    {"a-heartbeat", "kiosk,event=heartbeat,hall=330106,kiosk=k state=\"online\" 1", NULL, NULL, 409,
     "no state"},
    {"anything", "cpu,hall=330106 load=1 1", NULL, NULL, 409, "no state"},
    {"a-decision", "action,kind=light hall=\"330106\",prev=\"\" 1", NULL, NULL, 409, "decided"},
    {"a-correction-that-voids",
     "action,kind=correct author=\"a\",do=\"void\",line=\"1.1\",prev=\"\",reason=\"r\",was=\"t\" 1",
     NULL, NULL, 409, "taken back"},
    {"what-nobody-reads", "ticket,hall=330106 id=\"1\" 1", NULL, NULL, 409, "understands"},
    {"no-line-at-all", "what", NULL, NULL, 409, "understands"},
    {"its-time-has-not-come", TAKE " 5001", NULL, NULL, 409, "not occurred"},
    {"now", TAKE " 5000", NULL, NULL, 0, TAKE " 5000 -> "},
    /* What takes its place. */
    {"no-grammar", TAKE " 1000", "ticket,event=take id=", NULL, 400, "with: column 22"},
    {"no-standard", TAKE " 1000", "ticket,event=jump,hall=330106,queue=A id=\"1\" 900", NULL, 400,
     "column 14"},
    {"no-text", TAKE " 1000", "#", NULL, 400, "no line"},
    {"two-lines", TAKE " 1000", TAKE " 900\n" TAKE " 901", NULL, 400, "more than one"},
    {"one-and-a-broken-one", TAKE " 1000", TAKE " 900\nbroken", NULL, 400, "column"},
    {"another-measurement", TAKE " 1000",
     "rating,channel=pad,event=new,hall=330106 id=\"1\",level=1i 900", NULL, 400,
     "another measurement"},
    {"no-time", TAKE " 1000", TAKE, NULL, 400, "time is missing"},
    {"the-future", TAKE " 1000", TAKE " 5001", NULL, 400, "not come"},
    {"the-same", TAKE " 1000", "ticket,event=take,hall=330106,queue=A id=\"1\",seq=9i 1000", NULL,
     400, "the same"},
    {"a-phone", TAKE " 1000", TAKE ",staff=\"13800138000\" 900", NULL, 400, "'staff'"},
    {"a-pulse", "kiosk,event=txn,hall=330106,kiosk=k eid=\"1\",result=\"ok\" 1",
     "kiosk,event=heartbeat,hall=330106,kiosk=k state=\"online\" 1", NULL, 400, "take the place"},
    /* Whose it is. */
    {"of-the-token", TAKE " 1000", TAKE " 900", "330106", 0, TAKE " 1000 -> " TAKE " 900"},
    {"below-the-token's", TAKE " 1000", NULL, "330100", 0, TAKE " 1000 -> "},
    {"another-hall", TAKE " 1000", NULL, "330105", 403, "none of this token's"},
    {"to-another-hall", TAKE " 1000", "ticket,event=take,hall=990001,queue=A id=\"1\" 900",
     "330106", 403, "with: its hall"},
    {"without-a-hall", "cpu load=1 1", NULL, "330106", 403, "none of this token's"},
};

static SzCorrectDraft *check_found(SzSlice found, const Row *row, SzCorrectProblem *problem)
{
    char reason[] = "r";
    char author[] = "a";
    g_autofree char *with = g_strdup(row->with);
    const SzCorrectRequest request = {
        .line = {12, 3}, .reason = reason, .author = author, .with = with, .ns_per_unit = 1};
    const char *const halls[] = {row->hall, NULL};
    SzTokenScope scope = {.registry = test_rules()->registry, .halls = halls};
    const SzCorrectCase asked = {.request = &request,
                                 .found = found,
                                 .received = {3000},
                                 .now = {NOW},
                                 .scope = row->hall != NULL ? &scope : NULL};
    return sz_correct_check(&asked, problem);
}

static SzCorrectDraft *check(const Row *row, SzCorrectProblem *problem)
{
    return check_found(sz_slice(row->found), row, problem);
}

static void test_row(gconstpointer data)
{
    const Row *row = data;
    SzCorrectProblem problem = {0};
    g_autoptr(SzCorrectDraft) draft = check(row, &problem);
    g_test_message("%u %s", problem.status, problem.message);
    g_assert_cmpuint(problem.status, ==, row->status);
    if (row->status != 0) {
        g_assert_null(draft);
        g_assert_nonnull(strstr(problem.message, row->told));
        g_assert_null(strstr(problem.message, "13800138000"));
        g_assert_nonnull(problem.hint);
        g_assert_nonnull(problem.code);
        return;
    }
    g_autofree char *told = g_strdup_printf("%s -> %s", draft->was->str, draft->with->str);
    g_assert_cmpstr(told, ==, row->told);
    g_assert_cmpstr(draft->line, ==, "12.3");
    g_assert_cmpstr(draft->hall, ==, "330106");
    g_assert_cmpuint(strlen(draft->voided_hash), ==, SZ_CORRECT_HASH_DIGITS);
    g_assert_cmpuint(strlen(draft->instead_hash), ==,
                     row->with != NULL ? SZ_CORRECT_HASH_DIGITS : 0);
}

static void test_too_long(void)
{
    g_autofree char *text = g_strnfill(SZ_CORRECT_LINE_MAX_BYTES, 'x');
    g_autofree char *found = g_strdup_printf(TAKE ",note=\"%s\" 1000", text);
    const Row of_was = {.found = found};
    const Row of_with = {.found = TAKE " 1000", .with = found};
    SzCorrectProblem problem = {0};
    g_assert_null(check(&of_was, &problem));
    g_assert_cmpuint(problem.status, ==, 409);
    g_assert_null(check(&of_with, &problem));
    g_assert_cmpuint(problem.status, ==, 400);
}

/* Strings may hold any, so that lines have a length and no end. */
static void test_any_byte(void)
{
    const SzSlice found =
        SZ_SLICE("ticket,event=take,hall=330106,queue=A eid=\"e\",id=\"1\",src=\"a\0b\" 1000");
    const Row row = {.with = TAKE ",eid=\"f\" 900"};
    SzCorrectProblem problem = {0};
    g_autoptr(SzCorrectDraft) draft = check_found(found, &row, &problem);
    g_assert_nonnull(draft);
    g_assert_true(sz_slice_equal((SzSlice){draft->was->str, draft->was->len}, found));
    const SzSlice with =
        SZ_SLICE("ticket,event=take,hall=330106,queue=A eid=\"f\",id=\"1\",src=\"a\0b\" 900");
    g_assert_true(sz_slice_equal((SzSlice){draft->with->str, draft->with->len}, with));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/collector/correct_check/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/collector/correct_check/too-long", test_too_long);
    g_test_add_func("/collector/correct_check/any-byte", test_any_byte);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
