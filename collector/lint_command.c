/* `shuzhid lint`: what a feed's lines mean, one JSON document a line. */

#include "collector/commands.h"
#include "collector/line_protocol.h"
#include "collector/point_json.h"
#include "collector/telemetry.h"
#include "config/command_line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define PIECE_BYTES 65536

static const SzCommandInfo info = {
    .name = "lint",
    .arguments = "FILE|-",
    .summary = "Say what the lines of a feed mean, as one JSON document a line.",
    .description =
        "A point is {\"line\",\"measurement\",\"tags\",\"fields\",\"time_ns\"}, a mistake is\n"
        "{\"line\",\"error\",\"column\",\"message\"}. Exit status 1 when there is any mistake.",
};

typedef struct {
    bool checks_standard;
    GString *text; /* owned; one document */
    guint64 n_points;
    guint64 n_errors;
    int write_errno; /* 0: all went well so far */
} Lint;

static void write_out(Lint *lint)
{
    if (lint->write_errno == 0 &&
        fwrite(lint->text->str, 1, lint->text->len, stdout) != lint->text->len) {
        lint->write_errno = errno;
    }
    g_string_truncate(lint->text, 0);
}

static void on_point(const SzLpPoint *point, void *user)
{
    Lint *lint = user;
    SzStandardError error;
    if (lint->checks_standard && !sz_telemetry_check(point, NULL, &error)) {
        lint->n_errors++;
        sz_fault_json_append(lint->text, point->line, sz_standard_kind_name(error.kind), 1,
                             error.message);
    } else {
        lint->n_points++;
        sz_point_json_append(lint->text, point);
    }
    write_out(lint);
}

static void on_error(const SzLpError *error, void *user)
{
    Lint *lint = user;
    lint->n_errors++;
    sz_fault_json_append(lint->text, error->line, sz_lp_kind_name(error->kind), error->column,
                         error->message);
    write_out(lint);
}

/* Feeds the file to its end, or until nobody can read the answer. */
static bool feed_file(Lint *lint, SzLpParser *parser, int file)
{
    char piece[PIECE_BYTES];
    while (lint->write_errno == 0) {
        ssize_t n = read(file, piece, PIECE_BYTES);
        if (n == 0) {
            break;
        }
        if (n < 0 && errno != EINTR) {
            return false;
        }
        if (n > 0) {
            sz_lp_parser_feed(parser, piece, (gsize)n);
        }
    }
    sz_lp_parser_finish(parser);
    return true;
}

static int report(Lint *lint, bool wants_summary)
{
    if (fflush(stdout) != 0 && lint->write_errno == 0) {
        lint->write_errno = errno;
    }
    if (lint->write_errno != 0) {
        sz_command_complain(&info, "cannot write: %s", g_strerror(lint->write_errno));
        return SZ_EXIT_FAILED;
    }
    if (wants_summary || isatty(STDERR_FILENO)) {
        (void)fprintf(stderr, "%" G_GUINT64_FORMAT " points, %" G_GUINT64_FORMAT " errors\n",
                      lint->n_points, lint->n_errors);
    }
    return lint->n_errors > 0 ? SZ_EXIT_FAILED : SZ_EXIT_DONE;
}

typedef struct {
    gint64 ns_per_unit;
    bool checks_standard;
    bool wants_summary;
} Options;

static int lint_file(const char *name, const Options *options)
{
    bool is_stdin = g_str_equal(name, "-");
    int file = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        sz_command_complain(&info, "cannot open '%s': %s", name, g_strerror(errno));
        return SZ_EXIT_FAILED;
    }
    Lint lint = {.checks_standard = options->checks_standard, .text = g_string_new(NULL)};
    g_autoptr(SzLpParser) parser =
        sz_lp_parser_new(NULL, options->ns_per_unit, (SzLpSink){on_point, on_error, &lint});
    bool is_read = feed_file(&lint, parser, file);
    int read_errno = errno;
    int status = report(&lint, options->wants_summary && is_read);
    if (!is_read) {
        sz_command_complain(&info, "cannot read '%s': %s", name, g_strerror(read_errno));
        status = SZ_EXIT_FAILED;
    }
    if (!is_stdin) {
        (void)close(file);
    }
    g_string_free(lint.text, TRUE);
    return status;
}

int sz_command_lint(int argc, char **argv)
{
    g_autofree char *precision = NULL;
    gboolean checks_standard = FALSE;
    gboolean wants_summary = FALSE;
    const GOptionEntry entries[] = {
        {"precision", 'p', 0, G_OPTION_ARG_STRING, &precision,
         "Unit of the timestamps: n ns u us ms s m h (default ns)", "P"},
        {"standard", 's', 0, G_OPTION_ARG_NONE, &checks_standard,
         "Also check the 1+13+N data standard", NULL},
        {"summary", 0, 0, G_OPTION_ARG_NONE, &wants_summary,
         "Print the counts on stderr (as on a terminal)", NULL},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    Options options = {.checks_standard = checks_standard, .wants_summary = wants_summary};
    /* Empty is a default in the write API; given on the command line it is a mistake. */
    bool is_empty = precision != NULL && *precision == '\0';
    if (is_empty || !sz_lp_precision_parse(sz_slice(precision), &options.ns_per_unit)) {
        return sz_command_usage(
            &info, "unknown precision: '%s', expected n, ns, u, us, ms, s, m or h", precision);
    }
    if (argc < 2) {
        return sz_command_usage(&info, "no file given, expected FILE or -");
    }
    if (argc > 2) {
        return sz_command_usage(&info, "unexpected argument: '%s', expected one FILE", argv[2]);
    }
    /* A reader that goes away is an error to report, not a reason to die. */
    (void)signal(SIGPIPE, SIG_IGN);
    return lint_file(argv[1], &options);
}
