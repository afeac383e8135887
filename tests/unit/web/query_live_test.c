/* From the journal to the answer: `shuzhid query` about queues, windows, kiosks and ratings. */

#include "collector/journal.h"

#include "support/case_builder.h"
#include "support/support.h"

#include <gio/gio.h>

/* Monday 2026-03-02, 10:00 +08:00 and the minutes after it. */
static void add_line(GString *lines, const char *line, int minute)
{
    gint64 ns = test_time("2026-03-02T10:00:00").ns + (gint64)minute * 60 * SZ_NS_PER_S;
    g_string_append_printf(lines, "%s %" G_GINT64_FORMAT "\n", line, ns);
}

static void write_journal(const char *folder)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    add_line(lines, "ticket,event=take,hall=330106,queue=A id=\"A1\"", 0);
    add_line(lines, "ticket,event=take,hall=330106,queue=A id=\"A2\"", 1);
    add_line(lines, "window,hall=330106,window=W1 state=\"open\"", 2);
    add_line(lines, "ticket,event=call,hall=330106,queue=A,window=W1 id=\"A1\"", 10);
    add_line(lines, "kiosk,event=heartbeat,hall=330106,kiosk=K1 seq=1i", 11);
    add_line(lines, "rating,event=new,hall=330106,channel=pad id=\"R1\",level=1i", 12);
    add_line(lines, "ticket,event=call,hall=330106,queue=A,window=W1 id=\"A2\"", 31);
    SzBatch batch = {
        .source = SZ_SOURCE_TOKEN,
        .source_name = SZ_SLICE("halls"),
        .received = test_time("2026-03-02T11:00:00"),
        .n_lines = 7,
        .lines = {lines->str, lines->len},
    };
    g_autoptr(GError) error = NULL;
    SzJournalOptions options = {.segment_bytes = 64 << 10};
    g_autoptr(SzJournal) journal = sz_journal_open(folder, &options, &error);
    g_assert_no_error(error);
    guint64 number = 0;
    gboolean is_done = sz_journal_append(journal, &batch, &number, &error);
    g_assert_no_error(error);
    g_assert_true(is_done);
}

static char *query(const char *folder, const char *at, const char *path)
{
    const char *program = g_getenv("SHUZHID");
    g_autoptr(GError) error = NULL;
    g_assert_nonnull(program);
    g_autoptr(GSubprocess) process =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "query", "--data", folder,
                         "--at", at, path, NULL);
    g_assert_no_error(error);
    char *body = NULL;
    gboolean is_done = g_subprocess_communicate_utf8(process, NULL, NULL, &body, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(is_done && g_subprocess_get_successful(process));
    return body;
}

static void test_the_journal_answers(void)
{
    static const struct {
        const char *at;
        const char *path;
        const char *expected;
    } rows[] = {
        {"2026-03-02T10:30:00", "/api/v1/queues?hall=330106",
         "\"queues\":[{\"queue\":\"A\",\"name\":\"综合受理\",\"waiting\":1,"
         "\"oldest_take\":\"2026-03-02T10:01:00+08:00\",\"serving\":0,\"windows_open\":1,"
         "\"wait_p90_s\":600.0,\"wait_mean_s\":600.0,\"called\":1}]"},
        {"2026-03-02T10:31:00", "/api/v1/queues?hall=330106",
         "\"wait_p90_s\":1680.0,\"wait_mean_s\":1200.0,\"called\":2}]"}, /* 600 + 0.9 * 1200 */
        {"2026-03-02T10:31:00", "/api/v1/windows?hall=330106",
         "{\"window\":\"W1\",\"state\":\"open\",\"since\":\"2026-03-02T10:02:00+08:00\""},
        {"2026-03-02T10:13:59", "/api/v1/kiosks?hall=330106",
         "{\"kiosk\":\"K1\",\"state\":\"online\""},
        {"2026-03-02T10:14:00", "/api/v1/kiosks?area=330106",
         "{\"hall\":\"330106\",\"kiosk\":\"K1\",\"state\":\"offline\","
         "\"since\":\"2026-03-02T10:14:00+08:00\""},
        {"2026-03-02T10:12:00", "/api/v1/ratings?hall=330106",
         "\"id\":\"R1\",\"level\":1,\"stage\":\"new\""},
        {"2026-03-02T10:11:59", "/api/v1/ratings?hall=330106", "\"open\":[]"},
    };
    char *folder = test_folder_new();
    write_journal(folder);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *body = query(folder, rows[i].at, rows[i].path);
        g_test_message("%s", body);
        g_assert_nonnull(strstr(body, rows[i].expected));
    }
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/query_live/the-journal-answers", test_the_journal_answers);
    return g_test_run();
}
