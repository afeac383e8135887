#include "metrics/measure_set.h"

#include "metrics/measure_kind.h"

/* A measure while terms are added. */
typedef struct {
    SzMeasureInfo info;
    gint num_type; /* SzValueType of what its terms add; -1: none did yet */
    gint den_type;
    guint first_term;
    SzMeasureKind kind;
} Draft;

struct SzMeasureSet {
    gint n_refs;
    GStringChunk *texts; /* owned, as what follows */
    GArray *drafts;      /* Draft */
    GArray *terms;       /* SzTerm */
};

static const char *const source_names[SZ_SOURCE_N] = {"halls", "tickets", "windows",    "kiosks",
                                                      "cases", "ratings", "bad_ratings"};
static const char *const window_names[SZ_WINDOW_N] = {"now", "r5m", "r60m", "day", "month"};

const char *sz_source_name(SzSource source)
{
    return source_names[source];
}

bool sz_source_parse(SzSlice name, SzSource *out)
{
    int i = sz_slice_find(source_names, 0, SZ_SOURCE_N, name);
    *out = i >= 0 ? (SzSource)i : SZ_SOURCE_HALLS;
    return i >= 0;
}

const char *sz_measure_window_name(SzMeasureWindow window)
{
    return window_names[window];
}

bool sz_measure_window_parse(SzSlice name, SzMeasureWindow *out)
{
    int i = sz_slice_find(window_names, 0, SZ_WINDOW_N, name);
    *out = i >= 0 ? (SzMeasureWindow)i : SZ_WINDOW_NOW;
    return i >= 0;
}

/* --- together and apart -------------------------------------------------------------------- */

static void clear_term(gpointer data)
{
    SzTerm *term = data;
    sz_expression_free(term->where);
    sz_expression_free(term->value);
}

SzMeasureSet *sz_measure_set_new(void)
{
    SzMeasureSet *set = g_new0(SzMeasureSet, 1);
    set->n_refs = 1;
    set->texts = g_string_chunk_new(1024);
    set->drafts = g_array_new(FALSE, FALSE, sizeof(Draft));
    set->terms = g_array_new(FALSE, FALSE, sizeof(SzTerm));
    g_array_set_clear_func(set->terms, clear_term);
    return set;
}

SzMeasureSet *sz_measure_set_ref(SzMeasureSet *set)
{
    g_atomic_int_inc(&set->n_refs);
    return set;
}

void sz_measure_set_unref(SzMeasureSet *set)
{
    if (set != NULL && g_atomic_int_dec_and_test(&set->n_refs)) {
        g_array_unref(set->drafts);
        g_array_unref(set->terms);
        g_string_chunk_free(set->texts);
        g_free(set);
    }
}

/* --- filling ------------------------------------------------------------------------------- */

guint sz_measure_set_add(SzMeasureSet *set, const SzMeasureInfo *info)
{
    Draft draft = {.info = *info, .num_type = -1, .den_type = -1, .first_term = set->terms->len};
    draft.info.name = g_string_chunk_insert(set->texts, info->name);
    draft.info.scale = 1;
    g_array_append_val(set->drafts, draft);
    return set->drafts->len - 1;
}

static bool fail(SzExpressionError *error, const char *message)
{
    *error = (SzExpressionError){0};
    (void)g_strlcpy(error->message, message, sizeof error->message);
    return false;
}

static bool is_number(SzValueType type)
{
    return type <= SZ_VALUE_DURATION;
}

/* The instant that places a thing in the window. */
static bool read_at(SzMeasureWindow window, const SzTermText *text, SzTerm *term,
                    SzExpressionError *error)
{
    const SzAttributes *attributes = sz_source_attributes(text->source);
    if (text->at.len == 0) {
        term->window = SZ_WINDOW_NOW;
        return true;
    }
    gint i = sz_attributes_find(attributes, text->at);
    if (i < 0) {
        (void)fail(error, "unknown name, expected an attribute that is a time");
        error->unknown = text->at;
        return false;
    }
    if (attributes->attributes[i].type != SZ_VALUE_TIME) {
        return fail(error, "expected an attribute that is a time");
    }
    if (window == SZ_WINDOW_NOW) {
        return fail(error, "what is counted now has no instant, expected another window");
    }
    term->at = (guint)i;
    term->window = window;
    return true;
}

/* Of archived cases there are sums by month and nothing else. */
static bool is_countable(const SzTerm *term)
{
    return term->source != SZ_SOURCE_CASES || term->role != SZ_TERM_SAMPLE ||
           term->window != SZ_WINDOW_MONTH;
}

/* What is added up is of one kind.  @type: of what the term adds */
static bool note_type(Draft *draft, SzTermRole role, SzValueType type, SzExpressionError *error)
{
    gint *kept = role == SZ_TERM_DEN ? &draft->den_type : &draft->num_type;
    SzValueType kind = type == SZ_VALUE_TRUTH ? SZ_VALUE_NUMBER : type;
    if (*kept >= 0 && *kept != (gint)kind) {
        return fail(error, "of another kind than the term before, expected one kind");
    }
    *kept = (gint)kind;
    double num_scale = draft->num_type >= 0 ? sz_value_type_scale((SzValueType)draft->num_type) : 1;
    double den_scale = draft->den_type >= 0 ? sz_value_type_scale((SzValueType)draft->den_type) : 1;
    draft->info.scale = num_scale / den_scale;
    return true;
}

static bool read_value(Draft *draft, const SzTermText *text, SzTerm *term, SzExpressionError *error)
{
    if (text->value.len == 0) {
        return term->role == SZ_TERM_SHARE || term->role == SZ_TERM_SAMPLE
                   ? fail(error, "missing, expected an expression")
                   : note_type(draft, term->role, SZ_VALUE_NUMBER, error);
    }
    term->value = sz_expression_parse(text->value, sz_source_attributes(text->source), error);
    if (term->value == NULL) {
        return false;
    }
    SzValueType type = sz_expression_type(term->value);
    bool is_truth = type == SZ_VALUE_TRUTH;
    term->is_truth = is_truth;
    if (term->role == SZ_TERM_SHARE && !is_truth) {
        return fail(error, "expected a truth, such as wait <= 15min");
    }
    if (!is_number(type) && !(is_truth && term->role != SZ_TERM_SAMPLE)) {
        return fail(error, "expected a number, a decimal or a duration");
    }
    if (!is_countable(term)) {
        return fail(error, "of cases a month's sums are kept, not each: expected another window");
    }
    return note_type(draft, term->role, type, error);
}

static SzExpression *read_where(const SzTermText *text, SzExpressionError *error)
{
    g_autoptr(SzExpression) where =
        sz_expression_parse(text->where, sz_source_attributes(text->source), error);
    if (where != NULL && sz_expression_type(where) != SZ_VALUE_TRUTH) {
        (void)fail(error, "expected a truth, such as state == served");
        return NULL;
    }
    return g_steal_pointer(&where);
}

bool sz_measure_set_add_term(SzMeasureSet *set, const SzTermText *text, SzTermPart *out_part,
                             SzExpressionError *out_error)
{
    guint measure = set->drafts->len - 1;
    Draft *draft = &g_array_index(set->drafts, Draft, measure);
    SzTerm term = {.measure = measure, .role = text->role, .source = text->source};
    *out_part = SZ_TERM_AT;
    bool is_good = read_at(draft->info.window, text, &term, out_error);
    if (is_good && text->where.len > 0) {
        *out_part = SZ_TERM_WHERE;
        term.where = read_where(text, out_error);
        is_good = term.where != NULL;
    }
    if (is_good) {
        *out_part = SZ_TERM_VALUE;
        is_good = read_value(draft, text, &term, out_error);
    }
    if (!is_good) {
        clear_term(&term);
        return false;
    }
    g_array_append_val(set->terms, term);
    draft->kind = sz_measure_kind(draft->info.statistic,
                                  &g_array_index(set->terms, SzTerm, draft->first_term),
                                  set->terms->len - draft->first_term);
    return true;
}

/* --- reading ------------------------------------------------------------------------------- */

guint sz_measure_set_n(const SzMeasureSet *set)
{
    return set->drafts->len;
}

const SzMeasureInfo *sz_measure_set_info(const SzMeasureSet *set, guint measure)
{
    return &g_array_index(set->drafts, Draft, measure).info;
}

SzMeasureKind sz_measure_set_kind(const SzMeasureSet *set, guint measure)
{
    return g_array_index(set->drafts, Draft, measure).kind;
}

gint sz_measure_set_find(const SzMeasureSet *set, SzSlice name)
{
    for (guint i = 0; i < set->drafts->len; i++) {
        if (sz_slice_is(name, g_array_index(set->drafts, Draft, i).info.name)) {
            return (gint)i;
        }
    }
    return -1;
}

const SzTerm *sz_measure_set_terms(const SzMeasureSet *set, guint *out_n)
{
    *out_n = set->terms->len;
    return (const SzTerm *)(gconstpointer)set->terms->data;
}
