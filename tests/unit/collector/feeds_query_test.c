/* The statements that InfluxDB's clients send first. */

#include "collector/feeds_query.h"

#define DONE "{\"results\":[{\"statement_id\":0}]}\n"
#define OTHER                                                                                      \
    "{\"results\":[{\"statement_id\":0,\"error\":\"not supported: figures are read under "         \
    "/api/v1\"}]}\n"

static void check(const char *q, bool is_read_only, guint status, const char *body)
{
    static const char *const databases[] = {"mydb", "政务", NULL};
    SzFeedsAbout about = {.version = "1", .databases = databases};
    SzFeedsStatement statement = {.q = q, .is_read_only = is_read_only};
    g_auto(SzFeedsAnswer) answer = sz_feeds_query(&statement, &about);
    g_assert_cmpstr(answer.body->str, ==, body);
    g_assert_cmpuint(answer.status, ==, status);
}

static void test_create_database(void)
{
    static const char *const good[] = {
        "CREATE DATABASE mydb",
        "create database \"mydb\"",
        "  Create\tDatabase\r\nmydb  ; ",
        "CREATE DATABASE \"政务\"",
        "CREATE DATABASE 政务",
        "CREATE DATABASE\"mydb\"",
        "CREATE DATABASE mydb WITH DURATION 3d NAME \"x\"",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        check(good[i], false, 200, DONE);
    }
    check("CREATE DATABASE mydb", true, 200,
          "{\"results\":[{\"statement_id\":0,\"messages\":[{\"level\":\"warning\",\"text\":"
          "\"deprecated use of 'CREATE DATABASE mydb' in a read only context, please use a POST "
          "request instead\"}]}]}\n");
}

static void test_a_name_that_is_not_taken(void)
{
    check("CREATE DATABASE nope", false, 200,
          "{\"results\":[{\"statement_id\":0,\"error\":\"not a name that feeds.databases of the "
          "configuration takes\"}]}\n");
    check("CREATE DATABASE \"\"", false, 200,
          "{\"results\":[{\"statement_id\":0,\"error\":\"invalid name\"}]}\n");
    SzFeedsAbout any = {.version = "1"};
    SzFeedsStatement statement = {.q = "CREATE DATABASE nope"};
    g_auto(SzFeedsAnswer) answer = sz_feeds_query(&statement, &any);
    g_assert_cmpstr(answer.body->str, ==, DONE);
}

static void test_what_is_no_statement(void)
{
    static const struct {
        const char *q, *found;
    } bad[] = {
        {"CREATE DATABASE", "EOF, expected identifier"},
        {"CREATE DATABASE ;", "EOF, expected identifier"},
        {"CREATE DATABASE 1x", "1x, expected identifier"},
        {"CREATE DATABASE 'a'", "', expected identifier"},
        {"CREATE DATABASE 13800138000", "#, expected identifier"},
        {"CREATE DATABASE a b", "b, expected ;"},
        {"SHOW DATABASES x", "x, expected ;"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *body =
            g_strdup_printf("{\"error\":\"error parsing query: found %s\"}\n", bad[i].found);
        check(bad[i].q, false, 400, body);
    }
    check("CREATE DATABASE \"open", false, 400,
          "{\"error\":\"error parsing query: found \\\", expected identifier\"}\n");
    check(NULL, false, 400, "{\"error\":\"missing required parameter \\\"q\\\"\"}\n");
    check("", false, 400, "{\"error\":\"missing required parameter \\\"q\\\"\"}\n");
}

static void test_show_databases(void)
{
    check("show databases;", true, 200,
          "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":["
          "\"name\"],\"values\":[[\"mydb\"],[\"政务\"]]}]}]}\n");
}

static void test_other_statements(void)
{
    static const char *const others[] = {
        "SELECT * FROM m",    "CREATE", "CREATE USER x",      "SHOW TAG KEYS",
        "DROP DATABASE mydb", ";",      "CREATEDATABASE mydb"};
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        check(others[i], false, 200, OTHER);
    }
}

#define ADD(name, function) g_test_add_func("/collector/feeds_query/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("create-database", test_create_database);
    ADD("a-name-that-is-not-taken", test_a_name_that_is_not_taken);
    ADD("what-is-no-statement", test_what_is_no_statement);
    ADD("show-databases", test_show_databases);
    ADD("other-statements", test_other_statements);
    return g_test_run();
}
