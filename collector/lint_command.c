/* `shuzhid lint`: what a feed's lines mean, one JSON document a line. */

#include "collector/commands.h"
#include "collector/lint_summary.h"
#include "collector/point_json.h"
#include "collector/refused_line.h"
#include "collector/standard_column.h"
#include "config/command_line.h"
#include "config/settings.h"

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
        "{\"line\",\"error\",\"column\",\"message\"}. Exit status 1 when there is any mistake.\n"
        "With --standard every line is also checked against the data standard; --summary then says "
        "on\n"
        "stderr what was refused why, how much of the feed conforms (the share of its lines "
        "without a\n"
        "fault, of all that came or are missing by their seq), which halls and feeds there are, "
        "and what\n"
        "repeats, is missing, or has a strange time. Halls are looked up in the configuration.",
};

typedef struct {
    bool checks_standard;
    SzLintSummary *summary; /* borrowed; NULL: none is wanted */
    GString *text;          /* owned; one document */
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

static SzRefusedKind refused_kind(SzStandardKind kind)
{
    if (kind == SZ_STANDARD_PERSONAL_DATA) {
        return SZ_REFUSED_PERSONAL_DATA;
    }
    return kind == SZ_STANDARD_RESERVED_MEASUREMENT ? SZ_REFUSED_RESERVED : SZ_REFUSED_STANDARD;
}

static void on_point(const SzLpPoint *point, void *user)
{
    Lint *lint = user;
    SzStandardError error;
    SzEntity entity = SZ_ENTITY_GENERIC;
    if (lint->checks_standard && !sz_telemetry_check(point, &entity, &error)) {
        const char *kind = sz_standard_kind_name(error.kind);
        lint->n_errors++;
        sz_fault_json_append(lint->text, point->line, kind, sz_standard_column(point, &error),
                             error.message);
        if (lint->summary != NULL) {
            sz_lint_summary_refuse(lint->summary, kind, refused_kind(error.kind), point->raw,
                                   point);
        }
    } else {
        lint->n_points++;
        sz_point_json_append(lint->text, point);
        if (lint->summary != NULL) {
            sz_lint_summary_add(lint->summary, point, entity);
        }
    }
    write_out(lint);
}

/* What is wrong, without what was found where that may be somebody's. */
static void append_error(const Lint *lint, const SzLpError *error)
{
    SzRefusedLine line = sz_refused_line(SZ_REFUSED_SYNTAX, error->message, error->raw, NULL);
    const char *expected = strstr(error->message, ", expected ");
    bool is_shown = !lint->checks_standard || line.raw.len > 0 || expected == NULL;
    g_autofree char *hidden =
        is_shown ? NULL : g_strconcat("found what may be personal data", expected, NULL);
    sz_fault_json_append(lint->text, error->line, sz_lp_kind_name(error->kind), error->column,
                         is_shown ? error->message : hidden);
}

static void on_error(const SzLpError *error, void *user)
{
    Lint *lint = user;
    lint->n_errors++;
    append_error(lint, error);
    if (lint->summary != NULL) {
        sz_lint_summary_refuse(lint->summary, sz_lp_kind_name(error->kind), SZ_REFUSED_SYNTAX,
                               error->raw, NULL);
    }
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
    if (wants_summary) {
        (void)fprintf(stderr, "%" G_GUINT64_FORMAT " points, %" G_GUINT64_FORMAT " errors\n",
                      lint->n_points, lint->n_errors);
    }
    if (lint->summary != NULL && wants_summary) {
        g_autofree char *text = sz_lint_summary_text(lint->summary);
        (void)fputs(text, stderr);
    }
    return lint->n_errors > 0 ? SZ_EXIT_FAILED : SZ_EXIT_DONE;
}

typedef struct {
    gint64 ns_per_unit;
    bool checks_standard;
    bool wants_summary;
    const char *config; /* NULL: the shipped one */
} Options;

static int lint_file(const char *name, const Options *options, SzLintSummary *summary)
{
    bool is_stdin = g_str_equal(name, "-");
    int file = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        sz_command_complain(&info, "cannot open '%s': %s", name, g_strerror(errno));
        return SZ_EXIT_FAILED;
    }
    Lint lint = {.checks_standard = options->checks_standard,
                 .summary = summary,
                 .text = g_string_new(NULL)};
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

static int run(const char *name, const Options *options)
{
    if (!options->checks_standard || !options->wants_summary) {
        return lint_file(name, options, NULL);
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(options->config);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    SzCaseRules rules = sz_settings_rules(settings);
    SzWallTime now = {g_get_real_time() * 1000};
    g_autoptr(SzLintSummary) summary = sz_lint_summary_new(&rules, now);
    return lint_file(name, options, summary);
}

int sz_command_lint(int argc, char **argv)
{
    g_autofree char *config = NULL;
    g_autofree char *precision = NULL;
    gboolean checks_standard = FALSE;
    gboolean wants_summary = FALSE;
    const GOptionEntry entries[] = {
        {"precision", 'p', 0, G_OPTION_ARG_STRING, &precision,
         "Unit of the timestamps: n ns u us ms s m h (default ns)", "P"},
        {"standard", 's', 0, G_OPTION_ARG_NONE, &checks_standard,
         "Also check the 1+13+N data standard", NULL},
        {"summary", 0, 0, G_OPTION_ARG_NONE, &wants_summary,
         "Say on stderr what there is in all (as on a terminal)", NULL},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config,
         "Configuration to look halls up in (default: the shipped one)", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    Options options = {.checks_standard = checks_standard,
                       .wants_summary = wants_summary || isatty(STDERR_FILENO),
                       .config = config};
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
    return run(argv[1], &options);
}
