#include "collector/score_report.h"

#include "metrics/shown_text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 12
#define DASH "–"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* --- JSON ---------------------------------------------------------------------------------- */

static json_t *number_or_null(const SzMaybeNumber *number)
{
    return number->known ? json_real(number->value) : json_null();
}

/* (transfer full) */
static json_t *unit_json(const SzScoreParts *parts, const char *unit, const SzScoreTable *table,
                         gsize i)
{
    json_t *normalised = json_object();
    json_t *scores = json_object();
    json_t *coverage = json_object();
    json_t *contributions = json_object();
    json_t *ranks = json_object();
    for (guint k = 0; k < parts->n_nodes; k++) {
        const char *id = parts->nodes[k].id;
        const SzScoreCell *cell = sz_score_table_cell(table, i, k);
        if (parts->nodes[k].level == 0) {
            (void)json_object_set_new(normalised, id, number_or_null(&cell->value));
            (void)json_object_set_new(contributions, id, number_or_null(&cell->contribution));
        } else {
            (void)json_object_set_new(scores, id, number_or_null(&cell->value));
            (void)json_object_set_new(coverage, id, json_real(cell->coverage));
            (void)json_object_set_new(ranks, id,
                                      cell->rank > 0 ? json_integer(cell->rank) : json_null());
        }
    }
    json_t *result = json_object();
    (void)json_object_set_new(result, "unit", json_string(unit));
    (void)json_object_set_new(result, "normalised", normalised);
    (void)json_object_set_new(result, "scores", scores);
    (void)json_object_set_new(result, "coverage", coverage);
    (void)json_object_set_new(result, "contributions", contributions);
    (void)json_object_set_new(result, "rank", ranks);
    return result;
}

static void append_json(GString *to, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    g_string_append(to, text);
    free(text); /* jansson's */
}

char *sz_score_report_json(const SzScoreDefinition *definition, const SzScoreValues *values,
                           const SzScoreTable *table)
{
    const SzScoreParts *parts = sz_score_definition_parts(definition);
    g_autoptr(GString) text = g_string_new("{\"definition\":");
    g_autoptr(json_t) head = json_object();
    (void)json_object_set_new(head, "version", json_string(parts->version));
    (void)json_object_set_new(head, "hash", json_string(parts->hash));
    append_json(text, head);
    g_string_append(text, ",\"units\":[");
    for (guint i = 0; i < values->units->len; i++) {
        g_autoptr(json_t) unit = unit_json(parts, g_ptr_array_index(values->units, i), table, i);
        g_string_append(text, i > 0 ? ",\n" : "\n");
        append_json(text, unit);
    }
    g_string_append(text, "\n]}\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- table --------------------------------------------------------------------------------- */

/* A row with its rank, for sorting. */
typedef struct {
    guint unit;
    guint rank; /* G_MAXUINT: none */
} Place;

static gint compare_places(gconstpointer a, gconstpointer b)
{
    const Place *x = a;
    const Place *y = b;
    gint by_rank = (x->rank > y->rank) - (x->rank < y->rank);
    return by_rank != 0 ? by_rank : (x->unit > y->unit) - (x->unit < y->unit);
}

static GArray *sort_units(const SzScoreParts *parts, const SzScoreTable *table, guint n)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
    for (guint i = 0; i < n; i++) {
        guint rank = sz_score_table_cell(table, i, parts->root)->rank;
        Place place = {i, rank > 0 ? rank : G_MAXUINT};
        g_array_append_val(places, place);
    }
    g_array_sort(places, compare_places);
    return places;
}

/* As many decimals as leave four digits or so of what is to be told apart. */
static int count_decimals(const SzScoreParts *parts, const SzScoreTable *table, guint n)
{
    double most = 0;
    for (guint i = 0; i < n; i++) {
        const SzScoreCell *cell = sz_score_table_cell(table, i, parts->root);
        most = MAX(most, fabs(cell->value.value));
    }
    return most < 10 ? 4 : 2;
}

static void add_text(GPtrArray *row, const char *text)
{
    g_ptr_array_add(row, g_strdup(text));
}

static void add_number(GPtrArray *row, const SzMaybeNumber *number, int decimals)
{
    g_ptr_array_add(row, number->known ? g_strdup_printf("%.*f", decimals, number->value)
                                       : g_strdup(DASH));
}

/* Is it shown beside the score of the index? */
static bool is_part(const SzScoreParts *parts, guint node)
{
    return parts->nodes[node].parent == parts->root && parts->nodes[node].level > 0;
}

/* (transfer full) texts */
static GPtrArray *head_row(const SzScoreParts *parts)
{
    GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
    add_text(row, "名次 rank");
    add_text(row, "单位 unit");
    add_text(row, parts->nodes[parts->root].id);
    add_text(row, "覆盖率 coverage");
    for (guint k = 0; k < parts->n_nodes; k++) {
        if (is_part(parts, k)) {
            add_text(row, parts->nodes[k].id);
        }
    }
    return row;
}

static void free_row(gpointer row)
{
    g_ptr_array_unref(row);
}

static GPtrArray *unit_row(const SzScoreParts *parts, const char *unit, const SzScoreTable *table,
                           const Place *place, int decimals)
{
    GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
    const SzScoreCell *root = sz_score_table_cell(table, place->unit, parts->root);
    g_ptr_array_add(row, root->rank > 0 ? g_strdup_printf("%u", root->rank) : g_strdup(DASH));
    g_ptr_array_add(row, sz_shown_line(unit));
    add_number(row, &root->value, decimals);
    g_ptr_array_add(row, g_strdup_printf("%.0f%%", root->coverage * 100));
    for (guint k = 0; k < parts->n_nodes; k++) {
        if (is_part(parts, k)) {
            add_number(row, &sz_score_table_cell(table, place->unit, k)->value, decimals);
        }
    }
    return row;
}

/* Columns of a terminal. */
static guint width_of(const char *text)
{
    guint n = 0;
    for (const char *at = text; *at != '\0'; at += g_utf8_skip[(guchar)*at]) {
        n += g_unichar_iswide(g_utf8_get_char(at)) ? 2 : 1;
    }
    return n;
}

static guint widest(const GPtrArray *rows, guint column)
{
    guint width = 0;
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *row = g_ptr_array_index(rows, i);
        width = MAX(width, width_of(g_ptr_array_index(row, column)));
    }
    return width;
}

/* Numbers to the right, the unit, which is the second column, to the left. */
static void append_row(GString *to, const GPtrArray *row, const GArray *widths)
{
    for (guint column = 0; column < row->len; column++) {
        const char *text = g_ptr_array_index(row, column);
        int n_blanks = (int)(g_array_index(widths, guint, column) - width_of(text));
        if (column == 1) {
            g_string_append_printf(to, "  %s%*s", text, n_blanks, "");
        } else {
            g_string_append_printf(to, "%s%*s%s", column > 0 ? "  " : "", n_blanks, "", text);
        }
    }
    g_string_append_c(to, '\n');
}

char *sz_score_report_text(const SzScoreDefinition *definition, const SzScoreValues *values,
                           const SzScoreTable *table)
{
    const SzScoreParts *parts = sz_score_definition_parts(definition);
    guint n = values->units->len;
    int decimals = count_decimals(parts, table, n);
    g_autoptr(GArray) places = sort_units(parts, table, n);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    g_autoptr(GArray) widths = g_array_new(FALSE, FALSE, sizeof(guint));
    g_ptr_array_add(rows, head_row(parts));
    for (guint i = 0; i < n; i++) {
        const Place *place = &g_array_index(places, Place, i);
        g_ptr_array_add(rows, unit_row(parts, g_ptr_array_index(values->units, place->unit), table,
                                       place, decimals));
    }
    for (guint column = 0; column < ((const GPtrArray *)g_ptr_array_index(rows, 0))->len;
         column++) {
        guint width = widest(rows, column);
        g_array_append_val(widths, width);
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%s %s %s\n", parts->id, parts->version, parts->hash);
    for (guint i = 0; i < rows->len; i++) {
        append_row(text, g_ptr_array_index(rows, i), widths);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
