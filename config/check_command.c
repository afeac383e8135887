#include "config/command_line.h"
#include "config/commands.h"
#include "config/settings.h"

#include <stdio.h>

static void print_summary(const char *dir, const SzSettings *settings)
{
    g_autofree char *years = sz_work_calendar_version(settings->calendar, sz_work_calendar_first(),
                                                      sz_work_calendar_last());
    (void)printf("ok: %s: %" G_GSIZE_FORMAT " halls, %" G_GSIZE_FORMAT " items, calendar %s\n",
                 dir != NULL ? dir : "shipped configuration",
                 sz_registry_n_halls(settings->registry), sz_items_n(settings->items), years);
}

int sz_command_check(int argc, char **argv)
{
    static const SzCommandInfo info = {
        .name = "check",
        .summary = "Check a configuration folder and print every problem at once.",
        .description = "DIR overlays the shipped configuration file by file; without --config the "
                       "shipped one is checked.\nProblems go to stderr, one a line, as "
                       "file:line: key: problem, expectation; then the exit status is 1.",
    };
    g_autofree char *dir = NULL;
    bool done = false;
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &dir, "Folder that overlays the shipped files",
         "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    if (argc > 1) {
        return sz_command_usage(&info, "unexpected argument: '%s', expected --config DIR", argv[1]);
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(dir);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    print_summary(dir, settings);
    return SZ_EXIT_DONE;
}
