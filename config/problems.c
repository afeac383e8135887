#include "config/problems.h"

#include "metrics/shown_text.h"

#include <string.h>

typedef struct {
    guint i_file;
    gint line;
    guint i_added; /* keeps the order of problems of one line */
    char *text;    /* owned */
} Problem;

struct SzProblems {
    GPtrArray *files; /* of char *, owned: in the order they were first complained about */
    GArray *problems; /* of Problem */
    gsize n_added;
};

static void problem_clear(gpointer problem)
{
    g_free(((Problem *)problem)->text);
}

SzProblems *sz_problems_new(void)
{
    SzProblems *problems = g_new0(SzProblems, 1);
    problems->files = g_ptr_array_new_with_free_func(g_free);
    problems->problems = g_array_new(FALSE, FALSE, sizeof(Problem));
    g_array_set_clear_func(problems->problems, problem_clear);
    return problems;
}

void sz_problems_free(SzProblems *problems)
{
    if (problems == NULL) {
        return;
    }
    g_ptr_array_unref(problems->files);
    g_array_unref(problems->problems);
    g_free(problems);
}

static guint file_index(SzProblems *problems, const char *file)
{
    guint i = 0;
    if (!g_ptr_array_find_with_equal_func(problems->files, file, g_str_equal, &i)) {
        i = problems->files->len;
        g_ptr_array_add(problems->files, g_strdup(file));
    }
    return i;
}

/* The name of a file: ours or the operator's, whose digits are no secret. */
static char *one_line(const char *name)
{
    char *text = g_utf8_make_valid(name, -1);
    for (char *c = text; *c != '\0'; c++) {
        if (g_ascii_iscntrl(*c)) {
            *c = '?';
        }
    }
    return text;
}

void sz_problems_add(SzProblems *problems, SzFilePlace place, const char *key, const char *format,
                     ...)
{
    g_return_if_fail(problems != NULL && place.file != NULL && key != NULL);

    problems->n_added++;
    if (problems->problems->len >= SZ_PROBLEMS_MAX) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *file = one_line(place.file);
    g_autofree char *line = place.line > 0 ? g_strdup_printf(":%d", place.line) : g_strdup("");
    g_autofree char *shown_key = sz_shown_line(key);
    g_autofree char *shown = sz_shown_line(said);

    Problem problem = {
        .i_file = file_index(problems, place.file),
        .line = place.line,
        .i_added = problems->problems->len,
        .text = g_strconcat(file, line, ": ", shown_key, *key != '\0' ? ": " : "", shown, NULL),
    };
    g_array_append_val(problems->problems, problem);
}

gsize sz_problems_count(const SzProblems *problems)
{
    return problems->n_added;
}

static gint compare_problems(gconstpointer left, gconstpointer right)
{
    const Problem *a = *(const Problem *const *)left;
    const Problem *b = *(const Problem *const *)right;
    if (a->i_file != b->i_file) {
        return a->i_file < b->i_file ? -1 : 1;
    }
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    return a->i_added < b->i_added ? -1 : 1;
}

GStrv sz_problems_to_lines(const SzProblems *problems)
{
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    for (guint i = 0; i < problems->problems->len; i++) {
        g_ptr_array_add(order, &g_array_index(problems->problems, Problem, i));
    }
    g_ptr_array_sort(order, compare_problems);

    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    for (guint i = 0; i < order->len; i++) {
        g_strv_builder_add(lines, ((const Problem *)g_ptr_array_index(order, i))->text);
    }
    if (problems->n_added > order->len) {
        g_autofree char *more = g_strdup_printf("and %" G_GSIZE_FORMAT " more problems",
                                                problems->n_added - order->len);
        g_strv_builder_add(lines, more);
    }
    return g_strv_builder_end(lines);
}
