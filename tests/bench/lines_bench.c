/* Lines a second through the parser, the writer and the check of the standard, one core. */

#include "collector/line_protocol_write.h"
#include "collector/telemetry.h"

#include <stdio.h>
#include <time.h>

typedef struct {
    GString *written;
    gsize n;
    bool writes;
    bool checks;
} Run;

static void on_point(const SzLpPoint *point, void *user)
{
    Run *run = user;
    run->n++;
    if (run->checks && !sz_telemetry_check(point, NULL, NULL)) {
        g_error("not the standard");
    }
    if (run->writes && !sz_lp_write(run->written, point, 0, NULL)) {
        g_error("cannot be written");
    }
}

/* Time of this process on a core, whatever else the machine does. */
static double cpu_s(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void measure(const char *what, const GString *body, gsize n_lines, Run run)
{
    double best_s = 1e9;
    run.written = g_string_sized_new(2 * body->len);
    for (int round = 0; round < 7; round++) {
        g_string_truncate(run.written, 0);
        run.n = 0;
        double start_s = cpu_s();
        sz_lp_parse(NULL, 1, (SzSlice){body->str, body->len},
                    (SzLpSink){.on_point = on_point, .user = &run});
        double took_s = cpu_s() - start_s;
        best_s = MIN(best_s, took_s);
        g_assert_cmpuint(run.n, ==, n_lines);
    }
    printf("%-28s %6.2f M lines/s  %6.0f MB/s  %5.0f ns a line\n", what,
           (double)n_lines / best_s / 1e6, (double)body->len / best_s / 1e6,
           best_s * 1e9 / (double)n_lines);
    g_string_free(run.written, TRUE);
}

int main(void)
{
    const gsize n_lines = 200000;
    g_autoptr(GString) body = g_string_new(NULL);
    for (gsize i = 0; i < n_lines; i++) {
        g_string_append_printf(body,
                               "kiosk,event=txn,hall=330106%03zu,kiosk=K%02zu item=\"A%05zu\","
                               "result=\"ok\",dur_s=%zu.25,pages=%zui 17000000%011zu\n",
                               i % 214, i % 50, i % 99999, i % 400, i % 9, i * 7919);
    }
    printf("%zu lines of %zu bytes, best of 7\n", n_lines, body->len / n_lines);
    measure("parse", body, n_lines, (Run){0});
    measure("parse, check", body, n_lines, (Run){.checks = true});
    measure("parse, check, write", body, n_lines, (Run){.checks = true, .writes = true});
    return 0;
}
