#include "collector/history_columns.h"

#include <jansson.h>
#include <stdlib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

struct SzHistoryColumns {
    GArray *figures; /* owned; SzHistoryFigure, whose texts are of the next */
    GStringChunk *texts;
};

static const char *const rule_names[] = {
    [SZ_DAY_SCORE] = "score", [SZ_DAY_MEAN] = "mean", [SZ_DAY_LAST] = "last"};

/* --- together ------------------------------------------------------------------------------ */

static SzHistoryColumns *columns_new(void)
{
    SzHistoryColumns *columns = g_new(SzHistoryColumns, 1);
    columns->figures = g_array_new(FALSE, FALSE, sizeof(SzHistoryFigure));
    columns->texts = g_string_chunk_new(512);
    return columns;
}

static void add(SzHistoryColumns *columns, const char *id, const char *unit, SzDayRule rule)
{
    const SzHistoryFigure figure = {g_string_chunk_insert(columns->texts, id),
                                    g_string_chunk_insert(columns->texts, unit), rule};
    g_array_append_val(columns->figures, figure);
}

static SzDayRule rule_of(const SzIndexParts *parts, const SzIndicator *indicator)
{
    SzMeasureWindow window = sz_measure_set_info(parts->measures, indicator->measure)->window;
    return window == SZ_WINDOW_DAY || window == SZ_WINDOW_MONTH ? SZ_DAY_LAST : SZ_DAY_MEAN;
}

SzHistoryColumns *sz_history_columns_new(const SzIndexParts *parts)
{
    SzHistoryColumns *columns = columns_new();
    add(columns, parts->id, "", SZ_DAY_SCORE);
    for (guint i = 0; i < parts->n_dimensions; i++) {
        add(columns, parts->dimensions[i].id, "", SZ_DAY_SCORE);
    }
    for (guint i = 0; i < parts->n_indicators; i++) {
        const SzIndicator *indicator = &parts->indicators[i];
        add(columns, indicator->id, indicator->unit, rule_of(parts, indicator));
    }
    return columns;
}

void sz_history_columns_free(SzHistoryColumns *columns)
{
    if (columns == NULL) {
        return;
    }
    g_array_unref(columns->figures);
    g_string_chunk_free(columns->texts);
    g_free(columns);
}

/* --- as text: [["score","shuzhi",""],["mean","L04","min"],..] -------------------------------- */

char *sz_history_columns_text(const SzHistoryColumns *columns)
{
    g_autoptr(json_t) list = json_array();
    for (guint i = 0; i < columns->figures->len; i++) {
        const SzHistoryFigure *figure = &g_array_index(columns->figures, SzHistoryFigure, i);
        json_array_append_new(
            list, json_pack("[s, s, s]", rule_names[figure->rule], figure->id, figure->unit));
    }
    char *text = json_dumps(list, JSON_COMPACT);
    char *copy = g_strdup(text); /* ours come from g_malloc, jansson's from malloc */
    free(text);
    return copy;
}

static bool parse_figure(json_t *item, SzHistoryColumns *columns)
{
    const char *rule = NULL;
    const char *id = NULL;
    const char *unit = NULL;
    if (json_unpack(item, "[s, s, s !]", &rule, &id, &unit) != 0) {
        return false;
    }
    for (guint i = 0; i < G_N_ELEMENTS(rule_names); i++) {
        if (g_str_equal(rule, rule_names[i])) {
            add(columns, id, unit, (SzDayRule)i);
            return true;
        }
    }
    return false;
}

static bool parse_figures(json_t *list, SzHistoryColumns *columns)
{
    size_t i = 0;
    json_t *item = NULL;
    json_array_foreach(list, i, item)
    {
        if (!parse_figure(item, columns)) {
            return false;
        }
    }
    return i > 0;
}

SzHistoryColumns *sz_history_columns_parse(const char *text)
{
    g_autoptr(json_t) list = json_loads(text, 0, NULL);
    SzHistoryColumns *columns = columns_new();
    if (!json_is_array(list) || !parse_figures(list, columns)) {
        sz_history_columns_free(columns);
        return NULL;
    }
    return columns;
}

/* --- questions ------------------------------------------------------------------------------ */

gsize sz_history_columns_n(const SzHistoryColumns *columns)
{
    return 1 + 2 * (gsize)columns->figures->len;
}

gsize sz_history_columns_n_figures(const SzHistoryColumns *columns)
{
    return columns->figures->len;
}

const SzHistoryFigure *sz_history_columns_figure(const SzHistoryColumns *columns, gsize i)
{
    return &g_array_index(columns->figures, SzHistoryFigure, i);
}

bool sz_history_columns_find(const SzHistoryColumns *columns, const char *id, gsize *out_i)
{
    for (gsize i = 0; i < columns->figures->len; i++) {
        if (g_str_equal(sz_history_columns_figure(columns, i)->id, id)) {
            *out_i = i;
            return true;
        }
    }
    return false;
}

/* --- figures -------------------------------------------------------------------------------- */

void sz_history_columns_sample(const SzIndexParts *parts, const SzIndexRow *row, SzMaybeReal *out)
{
    *out++ = (SzMaybeReal){true, row->is_open ? 1 : 0};
    *out++ = (SzMaybeReal){true, row->coverage};
    *out++ = (SzMaybeReal){row->published, row->score};
    for (guint i = 0; i < parts->n_dimensions; i++) {
        const SzDimensionScore *dimension = &row->dimensions[i];
        *out++ = (SzMaybeReal){dimension->applies, dimension->coverage};
        *out++ = (SzMaybeReal){dimension->has_score, dimension->score};
    }
    for (guint i = 0; i < parts->n_indicators; i++) {
        const SzIndicatorScore *indicator = &row->indicators[i];
        *out++ = (SzMaybeReal){indicator->has_value, (double)indicator->n};
        *out++ = (SzMaybeReal){indicator->has_value, indicator->value};
    }
}

static bool is_open(const SzMaybeReal *open)
{
    return open->known && open->value > 0;
}

/* Over the minutes in which it is open.  *out_n: how many. */
static SzMaybeReal mean_of(const SzMaybeReal *open, const SzMaybeReal *values, gsize n,
                           gsize *out_n)
{
    double sum = 0;
    *out_n = 0;
    for (gsize i = 0; i < n; i++) {
        if (is_open(&open[i]) && values[i].known) {
            sum += values[i].value;
            (*out_n)++;
        }
    }
    return *out_n > 0 ? (SzMaybeReal){true, sum / (double)*out_n} : (SzMaybeReal){0};
}

static SzMaybeReal last_of(const SzMaybeReal *values, gsize n)
{
    while (n > 0 && !values[n - 1].known) {
        n--;
    }
    return n > 0 ? values[n - 1] : (SzMaybeReal){0};
}

gsize sz_history_columns_day(const SzHistoryColumns *columns, const SzMaybeReal *minutes,
                             gsize n_minutes, SzMaybeReal *out)
{
    gsize n_published = 0;
    out[SZ_HISTORY_OPEN] = (SzMaybeReal){0};
    for (gsize i = 0; i < columns->figures->len; i++) {
        const SzMaybeReal *values = minutes + sz_history_value_column(i) * n_minutes;
        const SzMaybeReal *beside = minutes + sz_history_beside_column(i) * n_minutes;
        SzMaybeReal *to = out + sz_history_value_column(i);
        SzMaybeReal *to_beside = out + sz_history_beside_column(i);
        gsize n = 0;
        gsize n_beside = 0;
        switch (sz_history_columns_figure(columns, i)->rule) {
        case SZ_DAY_SCORE:
            *to = mean_of(minutes, values, n_minutes, &n);
            *to_beside = mean_of(minutes, beside, n_minutes, &n_beside);
            break;
        case SZ_DAY_MEAN:
            *to = mean_of(minutes, values, n_minutes, &n);
            *to_beside = (SzMaybeReal){n > 0, (double)n};
            break;
        case SZ_DAY_LAST:
            *to = last_of(values, n_minutes);
            *to_beside = last_of(beside, n_minutes);
            break;
        }
        n_published = i == 0 ? n : n_published;
    }
    return n_published;
}
