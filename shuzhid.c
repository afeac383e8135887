/* shuzhid: reads the command and hands over to the room it belongs to; nothing else. */

#include "collector/commands.h"
#include "config/command_line.h"
#include "config/commands.h"
#include "config/standard_streams.h"
#include "metrics/shown_text.h"
#include "web/commands.h"
#include "web/fonts.h"

#include <locale.h>
#include <malloc.h>
#include <stdio.h>

typedef struct {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
} Command;

static int run_version(int argc, char **argv);
static int run_help(int argc, char **argv);

static const Command commands[] = {
    {"check", "check a configuration folder and print every problem", sz_command_check},
    {"demo", "run the daemon over a simulated city", sz_command_demo},
    {"due", "explain a deadline day by day", sz_command_due},
    {"import", "import event logs through a map into the journal", sz_command_import},
    {"journal", "look inside the journal: cat, verify, stat", sz_command_journal},
    {"lint", "say what the lines of a feed mean, as JSON", sz_command_lint},
    {"quarantine", "look at refused lines, try them again", sz_command_quarantine},
    {"query", "answer a question of the read API from a data folder", sz_command_query},
    {"rebuild", "make what the index was again from the journal", sz_command_rebuild},
    {"render", "draw a panel from a data folder, as PNG or SVG", sz_command_render},
    {"score", "score a table by a definition: a composite index", sz_command_score},
    {"serve", "run the daemon: take telemetry in, keep it, show it", sz_command_serve},
    {"simulate", "write what a believable city sends", sz_command_simulate},
    {"token", "let feeds write for halls: add, list, revoke", sz_command_token},
    {"version", "print the version", run_version},
    {"help", "print this, or the help of a command", run_help},
};

static const Command *find_command(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_equal(commands[i].name, name)) {
            return &commands[i];
        }
    }
    return NULL;
}

static void print_overview(FILE *out)
{
    (void)fputs("数智指数 shuzhid: real-time monitor of government service halls\n\n"
                "usage: shuzhid COMMAND [OPTIONS]\n\ncommands:\n",
                out);
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        (void)fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    (void)fputs("\n'shuzhid COMMAND --help' explains a command.\n"
                "exit status: 0 done, 1 failed or found faults, 2 wrong usage\n",
                out);
}

static int complain_unknown(const char *name)
{
    g_autofree char *shown = sz_shown_line(name);
    (void)fprintf(stderr, "shuzhid: unknown command: '%s'; try 'shuzhid help'\n", shown);
    return SZ_EXIT_USAGE;
}

static int run_version(int argc, char **argv)
{
    static const SzCommandInfo info = {.name = "version", .summary = "Print the version."};
    bool done = false;
    const GOptionEntry none[] = {G_OPTION_ENTRY_NULL};
    int status = sz_command_parse(&info, none, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    if (argc > 1) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[1]);
    }
    (void)puts("shuzhid " SHUZHI_VERSION);
    return SZ_EXIT_DONE;
}

static int run_help(int argc, char **argv)
{
    static const SzCommandInfo info = {.name = "help"};
    if (argc <= 1 || g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h")) {
        print_overview(stdout);
        return SZ_EXIT_DONE;
    }
    if (argc > 2) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[2]);
    }
    const Command *command = find_command(argv[1]);
    if (command == NULL) {
        return complain_unknown(argv[1]);
    }
    char help[] = "--help";
    char *arguments[] = {argv[1], help, NULL};
    return command->run(2, arguments);
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        print_overview(stderr);
        return SZ_EXIT_USAGE;
    }
    if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h")) {
        print_overview(stdout);
        return SZ_EXIT_DONE;
    }
    if (g_str_equal(argv[1], "--version")) {
        return run_version(1, argv + 1);
    }
    const Command *command = find_command(argv[1]);
    return command != NULL ? command->run(argc - 1, argv + 1) : complain_unknown(argv[1]);
}

/* Bodies and buffers go back to the system when they are freed.  Left alone, the C library learns from them to keep
 * ever larger pieces in its heaps, where what lives long then lies between them. */
#define MAPPED_FROM_BYTES (256 << 10)

int main(int argc, char **argv)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): no thread runs yet */
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES);
    sz_standard_streams_guard();
    (void)setlocale(LC_CTYPE, "C.UTF-8"); /* NOLINT(concurrency-mt-unsafe): no thread runs yet */
    int status = run(argc, argv);
    sz_fonts_forget();
    return sz_standard_streams_finish(status);
}
