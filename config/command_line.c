#include "config/command_line.h"

#include "metrics/shown_text.h"

#include <stdio.h>

static void print_line(const SzCommandInfo *info, const char *message, const char *tail)
{
    g_autoptr(GString) line = g_string_new("shuzhid ");
    g_autofree char *shown = g_utf8_make_valid(message, -1); /* names of files may be any bytes */
    g_string_append_printf(line, "%s: %s%s", info->name, shown, tail);
    for (gsize i = 0; i < line->len; i++) {
        if (g_ascii_iscntrl(line->str[i])) {
            line->str[i] = '?';
        }
    }
    (void)fprintf(stderr, "%s\n", line->str);
}

void sz_command_complain(const SzCommandInfo *info, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    print_line(info, message, "");
}

static int usage_error(const SzCommandInfo *info, const char *message)
{
    g_autofree char *shown = sz_shown_line(message);
    g_autofree char *tail = g_strdup_printf("; try 'shuzhid %s --help'", info->name);
    print_line(info, shown, tail);
    return SZ_EXIT_USAGE;
}

int sz_command_usage(const SzCommandInfo *info, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return usage_error(info, message);
}

int sz_command_fail(const SzCommandInfo *info, const GError *error)
{
    print_line(info, error->message, "");
    return SZ_EXIT_FAILED;
}

int sz_command_parse(const SzCommandInfo *info, const GOptionEntry *entries, int *argc,
                     char ***argv, bool *out_done)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(info->arguments);
    g_autofree char *program = g_strdup_printf("shuzhid %s", info->name);
    gboolean wants_help = FALSE;
    const GOptionEntry help[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "Show this help", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, info->summary);
    g_option_context_set_description(context, info->description);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, help, NULL);
    if (!g_option_context_parse(context, argc, argv, &error)) {
        return usage_error(info, error->message);
    }
    *out_done = wants_help;
    if (wants_help) {
        g_set_prgname(program);
        g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
        (void)fputs(text, stdout);
    }
    return SZ_EXIT_DONE;
}
