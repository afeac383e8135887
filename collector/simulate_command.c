/* `shuzhid simulate`: a believable city as line protocol. */

#include "collector/commands.h"
#include "collector/simulate_send.h"
#include "collector/write_target.h"
#include "config/command_line.h"
#include "config/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define PIECE_BYTES 262144
#define DEFAULT_FROM "2026-03-02T00:00"

static const SzCommandInfo info = {
    .name = "simulate",
    .arguments = "(--out FILE|- | --to-url URL)",
    .summary = "Write or send what a believable city sends, as line protocol.",
    .description =
        "Every hall of the registry, in order of time: tickets, windows, kiosks, cases, ratings.\n"
        "The same seed, options and configuration give the same bytes; the clock is never read.\n"
        "The city starts empty at 00:00 of the first day: to see cases fall due, begin weeks\n"
        "earlier. T is RFC 3339 or a date (its 00:00), +08:00 unless it says otherwise.\n"
        "\n"
        "URL is what InfluxDB clients write to: of a bare address its /api/v2/write, or whatever\n"
        "it names, such as http://127.0.0.1:8086/write?db=city. A busy server is asked again.",
};

typedef struct {
    char *config;
    char *seed;
    char *from;
    char *to;
    char *lines;
    char *out;
    char *to_url;
    char *rate;
    char *token;
} Texts;

typedef struct {
    SzSimulatorPlan plan;
    guint64 n_lines;
    guint64 rate_per_s;
} Options;

static void texts_clear(Texts *texts)
{
    g_free(texts->config);
    g_free(texts->seed);
    g_free(texts->from);
    g_free(texts->to);
    g_free(texts->lines);
    g_free(texts->out);
    g_free(texts->to_url);
    g_free(texts->rate);
    g_free(texts->token);
}

/* --- options --- */

static int parse_number(const char *option, const char *text, guint64 min, guint64 *out)
{
    if (text == NULL) {
        return SZ_EXIT_DONE;
    }
    if (!g_ascii_string_to_unsigned(text, 10, min, G_MAXINT64, out, NULL)) {
        return sz_command_usage(
            &info, "--%s: '%s' is no whole number from %" G_GUINT64_FORMAT " to 2^63-1", option,
            text, min);
    }
    return SZ_EXIT_DONE;
}

/* A bare date is the beginning of that day. */
static int parse_time(const char *option, const char *text, SzWallTime *out)
{
    SzDay day = 0;
    if (sz_day_parse(sz_slice(text), &day, NULL)) {
        *out = sz_wall_time_at(day, 0);
    } else if (!sz_wall_time_parse(sz_slice(text), out, NULL)) {
        return sz_command_usage(&info,
                                "--%s: '%s' is no time, expected something like "
                                "2026-03-02T09:00 or 2026-03-02",
                                option, text);
    }
    day = sz_day_of(*out);
    if (day < sz_work_calendar_first() || day > sz_work_calendar_last()) {
        return sz_command_usage(&info, "--%s: '%s' is outside 1990-01-01 .. 2199-12-31", option,
                                text);
    }
    return SZ_EXIT_DONE;
}

static int parse_span(const Texts *texts, SzSimulatorPlan *plan)
{
    int status = parse_time("from", texts->from != NULL ? texts->from : DEFAULT_FROM, &plan->from);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    plan->to = (SzWallTime){plan->from.ns + SZ_S_PER_DAY * SZ_NS_PER_S};
    if (texts->to != NULL) {
        status = parse_time("to", texts->to, &plan->to);
    }
    if (status == SZ_EXIT_DONE && plan->to.ns <= plan->from.ns) {
        char from[SZ_WALL_TIME_TEXT];
        return sz_command_usage(&info, "--to: '%s' is not after %s", texts->to,
                                sz_wall_time_format(plan->from, from));
    }
    return status;
}

static int parse_options(const Texts *texts, Options *out)
{
    Options options = {.plan.seed = 1, .n_lines = G_MAXUINT64};
    int status = parse_number("seed", texts->seed, 0, &options.plan.seed);
    if (status == SZ_EXIT_DONE) {
        status = parse_number("lines", texts->lines, 1, &options.n_lines);
    }
    if (status == SZ_EXIT_DONE) {
        status = parse_number("rate", texts->rate, 1, &options.rate_per_s);
    }
    if (status == SZ_EXIT_DONE) {
        status = parse_span(texts, &options.plan);
    }
    *out = options;
    return status;
}

/* --- output --- */

static bool write_all(int file, const char *data, gsize len)
{
    while (len > 0) {
        ssize_t n = write(file, data, len);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        if (n > 0) {
            data += n;
            len -= (gsize)n;
        }
    }
    return true;
}

/* Returns: 0, or why a write failed. */
static int write_city(SzSimulator *simulator, guint64 n_lines, int file)
{
    g_autoptr(GString) piece = g_string_sized_new(PIECE_BYTES + 4096);
    SzSlice line;
    while (n_lines > 0 && sz_simulator_next(simulator, &line)) {
        g_string_append_len(piece, line.data, (gssize)line.len);
        n_lines--;
        if (piece->len >= PIECE_BYTES) {
            if (!write_all(file, piece->str, piece->len)) {
                return errno;
            }
            g_string_truncate(piece, 0);
        }
    }
    return write_all(file, piece->str, piece->len) ? 0 : errno;
}

static int simulate_to_url(const Options *options, const Texts *texts)
{
    g_autoptr(GError) error = NULL;
    const SzSimulateSendOptions send = {.url = texts->to_url,
                                        .token = texts->token,
                                        .rate_per_s = options->rate_per_s,
                                        .n_lines_max = options->n_lines};
    SzSimulateSent sent = {0};
    g_autoptr(SzSimulator) simulator = sz_simulator_new(&options->plan);
    gboolean is_done = sz_simulate_send(simulator, &send, &sent, &error);
    g_autofree char *where = sent.where;
    if (!is_done) {
        sz_command_complain(&info, "%s; %" G_GUINT64_FORMAT " lines had been taken before",
                            error->message, sent.n_lines);
        return SZ_EXIT_FAILED;
    }
    (void)printf("sent: %" G_GUINT64_FORMAT " lines, %" G_GUINT64_FORMAT
                 " batches, %" G_GUINT64_FORMAT " repeats to %s\n",
                 sent.n_lines, sent.n_batches, sent.n_repeats, where);
    return SZ_EXIT_DONE;
}

static int simulate_to_file(const Options *options, const char *out)
{
    bool is_stdout = g_str_equal(out, "-");
    int file =
        is_stdout ? STDOUT_FILENO : open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) {
        sz_command_complain(&info, "cannot open '%s' for writing: %s", out, g_strerror(errno));
        return SZ_EXIT_FAILED;
    }
    g_autoptr(SzSimulator) simulator = sz_simulator_new(&options->plan);
    int write_errno = write_city(simulator, options->n_lines, file);
    /* Some file systems find out only now that there was no room. */
    if (!is_stdout && close(file) != 0 && write_errno == 0) {
        write_errno = errno;
    }
    if (write_errno != 0) {
        sz_command_complain(&info, "cannot write '%s': %s", out, g_strerror(write_errno));
        return SZ_EXIT_FAILED;
    }
    return SZ_EXIT_DONE;
}

/* One place for the lines to go to, and nothing that belongs to the other. */
static int check_target(const Texts *texts)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *target = NULL;
    if (texts->out == NULL && texts->to_url == NULL) {
        return sz_command_usage(&info,
                                "no target given, expected --out FILE, --out - or --to-url URL");
    }
    if (texts->out != NULL && texts->to_url != NULL) {
        return sz_command_usage(&info, "--out and --to-url exclude each other");
    }
    if (texts->to_url == NULL && (texts->rate != NULL || texts->token != NULL)) {
        return sz_command_usage(&info, "--%s goes with --to-url",
                                texts->rate != NULL ? "rate" : "token");
    }
    if (texts->to_url != NULL) {
        target = sz_write_target(texts->to_url, &error);
        if (target == NULL) {
            return sz_command_usage(&info, "--to-url: %s", error->message);
        }
    }
    return SZ_EXIT_DONE;
}

static int run(const Texts *texts)
{
    Options options = {0};
    int status = check_target(texts);
    if (status == SZ_EXIT_DONE) {
        status = parse_options(texts, &options);
    }
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(texts->config);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    options.plan.registry = settings->registry;
    options.plan.calendar = settings->calendar;
    options.plan.items = settings->items;
    /* A reader that goes away is an error to report, not a reason to die. */
    (void)signal(SIGPIPE, SIG_IGN);
    return texts->to_url != NULL ? simulate_to_url(&options, texts)
                                 : simulate_to_file(&options, texts->out);
}

int sz_command_simulate(int argc, char **argv)
{
    Texts texts = {0};
    const GOptionEntry entries[] = {
        {"config", 0, 0, G_OPTION_ARG_FILENAME, &texts.config,
         "Folder that overlays the shipped configuration", "DIR"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &texts.seed,
         "Another city of the same kind (default 1)", "N"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &texts.from, "First instant (default " DEFAULT_FROM ")",
         "T"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &texts.to, "End, not included (default one day later)",
         "T"},
        {"lines", 0, 0, G_OPTION_ARG_STRING, &texts.lines, "Stop after so many lines", "N"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &texts.out, "Where to write, - for stdout", "FILE"},
        {"to-url", 0, 0, G_OPTION_ARG_STRING, &texts.to_url, "Where to send, as InfluxDB writes",
         "URL"},
        {"rate", 0, 0, G_OPTION_ARG_STRING, &texts.rate, "Send so many lines a second", "N"},
        {"token", 0, 0, G_OPTION_ARG_STRING, &texts.token, "Token to send with", "T"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status == SZ_EXIT_DONE && !done) {
        status =
            argc > 1 ? sz_command_usage(&info, "unexpected argument: '%s'", argv[1]) : run(&texts);
    }
    texts_clear(&texts);
    return status;
}
