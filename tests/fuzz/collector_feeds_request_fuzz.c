/* A request's line and headers at the feeds listener, and the questions that come in a form. */

#include "collector/feeds_query.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lines: method, path, then NAME=VALUE of parameters and headers. */
static const char *look_up(const char *name, void *user)
{
    gsize len = strlen(name);
    for (char **line = user; *line != NULL; line++) {
        if (strncmp(*line, name, len) == 0 && (*line)[len] == '=') {
            return *line + len + 1;
        }
    }
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const databases[] = {"city", NULL};
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 16);
    guint n = g_strv_length(lines);
    SzFeedsAbout about = {.version = "1", .is_ready = size % 2 == 0, .has_reads = true};
    about.databases = size % 3 == 0 ? databases : NULL;
    SzFeedsHead head = {n > 0 ? lines[0] : "", n > 1 ? lines[1] : "", look_up, look_up,
                        lines + MIN(n, 2)};
    SzFeedsPlan plan = sz_feeds_plan(&head, &about);
    g_assert_true((plan.task == SZ_FEEDS_NOTHING) == (plan.answer.status != 0));
    g_assert_true(plan.task != SZ_FEEDS_WRITE || plan.ns_per_unit > 0);
    sz_feeds_answer_clear(&plan.answer);
    SzFeedsStatement statement = {.q = text, .is_read_only = size % 5 == 0};
    SzFeedsAnswer answer = sz_feeds_query(&statement, &about);
    g_assert_true(answer.status == 200 || answer.status == 400);
    sz_feeds_answer_clear(&answer);
    return 0;
}
