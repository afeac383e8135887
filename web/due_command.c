#include "config/command_line.h"
#include "config/settings.h"
#include "metrics/shown_text.h"
#include "render/strip_text.h"
#include "web/commands.h"
#include "web/due_request.h"
#include "web/strip_json.h"

#include <stdio.h>

typedef struct {
    SzDueOptions due;
    char *hall;
    char *config;
    char *language;
    gboolean text;
} Options;

static void options_clear(Options *options)
{
    g_free(options->due.from);
    g_free(options->due.limit);
    g_free(options->due.unit);
    g_free(options->due.extend);
    g_free(options->due.convention);
    g_strfreev(options->due.suspends);
    g_free(options->hall);
    g_free(options->config);
    g_free(options->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const SzCommandInfo info = {
    .name = "due",
    .arguments = "--from TIME --limit N --unit UNIT",
    .summary = "Explain a deadline day by day: counted, not counted and why.",
    .description =
        "TIME is RFC 3339, without a zone +08:00; a date means the end of that day.\n"
        "KIND is hearing tender auction inspection testing quarantine appraisal expert supplement "
        "publicity\nconsult other, or the Chinese term; a suspension without a kind stops the "
        "clock.\nPrints JSON; with --text, lines to read.\n\n"
        "  shuzhid due --from 2026-03-02T09:00 --limit 10 --unit workday \\\n"
        "      --suspend 2026-03-05T10:00/2026-03-12T15:00:检测 --text\n",
};

static int parse_options(int *argc, char ***argv, Options *out, bool *out_done)
{
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &out->due.from, "When the case was accepted", "TIME"},
        {"limit", 0, 0, G_OPTION_ARG_STRING, &out->due.limit, "How many units; 0 is the same day",
         "N"},
        {"unit", 0, 0, G_OPTION_ARG_STRING, &out->due.unit, "minute, hour, workday or day", "UNIT"},
        {"suspend", 0, 0, G_OPTION_ARG_STRING_ARRAY, &out->due.suspends,
         "Suspended from T1 to T2; may be given again", "T1/T2[:KIND]"},
        {"extend", 0, 0, G_OPTION_ARG_STRING, &out->due.extend, "Extended by this many units", "N"},
        {"hall", 0, 0, G_OPTION_ARG_STRING, &out->hall, "Opening hours of this hall", "CODE"},
        {"convention", 0, 0, G_OPTION_ARG_STRING, &out->due.convention,
         "How days of suspension count: A s<d<=r, B s<=d<=r, C s<d<r", "A|B|C"},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &out->config,
         "Folder that overlays the shipped configuration", "DIR"},
        {"text", 0, 0, G_OPTION_ARG_NONE, &out->text, "Print lines to read", NULL},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &out->language, "Language of --text: zh or en",
         "zh|en"},
        G_OPTION_ENTRY_NULL,
    };
    return sz_command_parse(&info, entries, argc, argv, out_done);
}

static bool read_language(const char *text, SzLanguage *out)
{
    if (text == NULL || g_str_equal(text, "zh")) {
        *out = SZ_LANGUAGE_ZH;
        return true;
    }
    *out = SZ_LANGUAGE_EN;
    return g_str_equal(text, "en");
}

/* Hours of the hall that is asked for, or the default ones; NULL when there is no such hall. */
static const SzOpeningHours *find_hours(const SzRegistry *registry, const char *code, SzDay day)
{
    if (code == NULL) {
        return sz_registry_default_hours(registry);
    }
    const SzHall *hall = sz_registry_find(registry, sz_slice(code), day);
    return hall != NULL ? sz_registry_hours(registry, hall) : NULL;
}

static void print_json(const SzDeadline *deadline, const SzDeadlineRules *rules,
                       const GArray *strip, SzUnit unit)
{
    g_autoptr(json_t) value = sz_deadline_json(deadline, rules->calendar, strip, unit);
    g_autofree char *text = sz_json_dump(value);
    (void)puts(text);
}

static int explain(const SzDeadlineRules *rules, const SzDeadlineRequest *request, bool as_text,
                   SzLanguage language)
{
    g_autoptr(GError) error = NULL;
    SzDeadline deadline;
    if (!sz_deadline_compute(rules, request, &deadline, &error)) {
        return sz_command_fail(&info, error);
    }
    g_autoptr(GArray) strip = sz_deadline_strip(rules, request, &error);
    if (strip == NULL) {
        return sz_command_fail(&info, error);
    }
    if (as_text) {
        g_autofree char *text = sz_strip_text(strip, &deadline, language);
        (void)fputs(text, stdout);
    } else {
        print_json(&deadline, rules, strip, request->limit.unit);
    }
    return SZ_EXIT_DONE;
}

static int run(const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(SzSpan));
    SzConvention convention = SZ_CONVENTION_A;
    SzDeadlineRequest request;
    SzLanguage language = SZ_LANGUAGE_ZH;
    /* Wrong usage is said before files are read. */
    if (!sz_due_request_read(&options->due, spans, &convention, &request, &error)) {
        return sz_command_usage(&info, "%s", error->message);
    }
    if (!read_language(options->language, &language)) {
        return sz_command_usage(&info, "--lang: '%s', expected zh or en", options->language);
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(options->config);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    SzDeadlinePolicy policy = settings->deadlines;
    if (options->due.convention != NULL) {
        policy.suspend_count = convention;
    }
    const SzOpeningHours *hours =
        find_hours(settings->registry, options->hall, sz_day_of(request.start));
    if (hours == NULL) {
        g_autofree char *shown = sz_shown_line(options->hall);
        sz_command_complain(&info, "unknown hall: '%s', expected a code or alias of halls.yaml",
                            shown);
        return SZ_EXIT_FAILED;
    }
    const SzDeadlineRules rules = {&policy, settings->calendar, hours};
    return explain(&rules, &request, options->text, language);
}

int sz_command_due(int argc, char **argv)
{
    g_auto(Options) options = {0};
    bool done = false;
    int status = parse_options(&argc, &argv, &options, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    if (argc > 1) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[1]);
    }
    return run(&options);
}
