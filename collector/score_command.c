/* `shuzhid score`: a composite index of any table. */

#include "collector/commands.h"
#include "collector/score_report.h"
#include "config/command_line.h"
#include "config/score_file.h"

#include <errno.h>
#include <stdio.h>

#define PIECE_BYTES 65536

static const SzCommandInfo info = {
    .name = "score",
    .arguments = "--definition FILE.yaml --values FILE.csv [--json]",
    .summary = "Score a table: rows are units, columns indicators, empty is missing.",
    .description =
        "The definition is a tree of means over normalised indicators:\n"
        "\n"
        "  id: demo\n"
        "  version: \"1\"\n"
        "  normalise: {method: minmax, lower: 0, upper: 100}\n"
        "  aggregate: arithmetic        # or a list, lowest level first\n"
        "  min_available: 2/3           # share of a node's parts that must be there\n"
        "  nodes:\n"
        "    - {id: Index}\n"
        "    - {id: Eff, parent: Index, weight: 2}\n"
        "    - {id: WaitAvg, parent: Eff, weight: 3, direction: down}\n"
        "    - {id: OnTime, parent: Eff, normalise: {method: goalposts, floor: 90, target: 99.9}}\n"
        "\n"
        "method: minmax (lower, upper), zscore (mean, sd), rank, percentile_rank, borda,\n"
        "distance_to_max, distance_to_target (target), goalposts and log_goalposts (floor, "
        "target),\n"
        "piecewise (points), steps (cuts, scores), band (lo0, lo, hi, hi0), ratio (target).\n"
        "aggregate: arithmetic, geometric, harmonic or {method: power, p: 2}.\n"
        "\n"
        "The first column of the table names the units, the first row the indicators. Missing is\n"
        "left out and its weight shared; coverage says how much of the weight is there. Without\n"
        "--json a table is printed, the best first. Exit status 1 when the definition, the table\n"
        "or a sum is impossible, naming the node and the unit.",
};

/* Prints them. Returns: were there any? */
static bool print_problems(const SzProblems *problems, const char *before)
{
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    for (char **line = lines; *line != NULL; line++) {
        (void)fprintf(stderr, "%s%s\n", before, *line);
    }
    return sz_problems_count(problems) > 0;
}

static SzScoreDefinition *load_definition(const char *path)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzProblems) notes = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_load(path, path, problems);
    g_autoptr(SzScoreDefinition) definition =
        yaml != NULL ? sz_score_file_read(yaml, problems, notes) : NULL;
    if (print_problems(problems, "")) {
        return NULL;
    }
    (void)print_problems(notes, "note: ");
    return g_steal_pointer(&definition);
}

static gboolean feed_file(SzScoreValuesReader *reader, FILE *file, const char *path, GError **error)
{
    char piece[PIECE_BYTES];
    for (;;) {
        gsize n = fread(piece, 1, sizeof piece, file);
        if (n > 0 && !sz_score_values_reader_feed(reader, piece, n, error)) {
            g_prefix_error(error, "%s: ", path);
            return FALSE;
        }
        if (n < sizeof piece) {
            break;
        }
    }
    if (ferror(file) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot read '%s': %s", path,
                    g_strerror(errno));
        return FALSE;
    }
    return TRUE;
}

static gboolean read_values(SzScoreValuesReader *reader, const char *path, GError **error)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "cannot open '%s': %s", path,
                    g_strerror(errno));
        return FALSE;
    }
    gboolean is_read = feed_file(reader, file, path, error);
    (void)fclose(file);
    return is_read;
}

static int score(const SzScoreDefinition *definition, const char *path, bool as_json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzScoreValuesReader) reader = sz_score_values_reader_new(definition);
    if (!read_values(reader, path, &error)) {
        return sz_command_fail(&info, error);
    }
    const SzScoreValues *values = sz_score_values_reader_finish(reader, &error);
    if (values == NULL) {
        g_prefix_error(&error, "%s: ", path);
        return sz_command_fail(&info, error);
    }
    g_autoptr(SzScoreTable) table = sz_score_compute(
        definition, (const char *const *)(gpointer)values->units->pdata, values->units->len,
        (const SzMaybeNumber *)(gpointer)values->values->data, &error);
    if (table == NULL) {
        return sz_command_fail(&info, error);
    }
    for (guint i = 0; i < values->notes->len; i++) {
        (void)fprintf(stderr, "note: %s: %s\n", path,
                      (const char *)g_ptr_array_index(values->notes, i));
    }
    g_autofree char *text = as_json ? sz_score_report_json(definition, values, table)
                                    : sz_score_report_text(definition, values, table);
    (void)fputs(text, stdout);
    return SZ_EXIT_DONE;
}

int sz_command_score(int argc, char **argv)
{
    g_autofree char *definition_path = NULL;
    g_autofree char *values_path = NULL;
    gboolean as_json = FALSE;
    const GOptionEntry entries[] = {
        {"definition", 'd', 0, G_OPTION_ARG_FILENAME, &definition_path, "What the index is made of",
         "FILE.yaml"},
        {"values", 'v', 0, G_OPTION_ARG_FILENAME, &values_path, "The table", "FILE.csv"},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json,
         "All of it as JSON: normalised values, scores, coverage, contributions, ranks", NULL},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    if (argc > 1) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[1]);
    }
    if (definition_path == NULL || values_path == NULL) {
        return sz_command_usage(&info, "no %s, expected --definition FILE.yaml --values FILE.csv",
                                definition_path == NULL ? "definition" : "values");
    }
    g_autoptr(SzScoreDefinition) definition = load_definition(definition_path);
    return definition != NULL ? score(definition, values_path, as_json) : SZ_EXIT_FAILED;
}
