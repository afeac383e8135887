#include "metrics/case_ledger_internal.h"

#include "metrics/measure_count.h"

typedef SzLedgerMonth Month;
typedef SzLedgerHall Hall;

/* --- references ---------------------------------------------------------------------------- */

static void month_unref(gpointer data)
{
    Month *month = data;
    if (g_atomic_int_dec_and_test(&month->n_refs)) {
        g_free(month);
    }
}

gsize sz_ledger_n_counts(const SzCaseLedger *ledger)
{
    return ledger->n_halls * ledger->counted->len;
}

Month *sz_ledger_month_new(const SzCaseLedger *ledger, gint32 number, const SzLedgerCount *counts)
{
    gsize n_bytes = sz_ledger_n_counts(ledger) * sizeof(SzLedgerCount);
    Month *month = g_malloc0(sizeof *month + n_bytes);
    month->n_refs = 1;
    month->number = number;
    if (counts != NULL) {
        memcpy(month->counts, counts, n_bytes);
    }
    return month;
}

static bool is_counted(const SzTerm *term)
{
    return term->source == SZ_SOURCE_CASES && term->window == SZ_WINDOW_MONTH;
}

/* (transfer full) The measures with such a term. */
static GArray *counted_by(const SzMeasureSet *set)
{
    GArray *counted = g_array_new(FALSE, FALSE, sizeof(guint));
    guint n = 0;
    const SzTerm *terms = set != NULL ? sz_measure_set_terms(set, &n) : NULL;
    for (guint i = 0; i < n; i++) { /* terms of a measure follow one another */
        bool is_new = counted->len == 0 ||
                      g_array_index(counted, guint, counted->len - 1) != terms[i].measure;
        if (is_counted(&terms[i]) && is_new) {
            g_array_append_val(counted, terms[i].measure);
        }
    }
    return counted;
}

static SzCaseLedger *ledger_new(const SzCaseRules *rules)
{
    SzCaseLedger *ledger = g_new0(SzCaseLedger, 1);
    ledger->n_refs = 1;
    ledger->rules = *rules;
    ledger->n_halls = sz_registry_n_halls(rules->registry);
    ledger->counted = counted_by(rules->measures);
    ledger->months = g_ptr_array_new_with_free_func(month_unref);
    return ledger;
}

SzCaseLedger *sz_case_ledger_new(const SzCaseRules *rules)
{
    SzCaseLedger *ledger = ledger_new(rules);
    ledger->struck = g_array_new(FALSE, FALSE, sizeof(gint64));
    ledger->halls = g_new0(Hall, ledger->n_halls + 1);
    return ledger;
}

SzCaseLedger *sz_case_ledger_ref(SzCaseLedger *ledger)
{
    g_atomic_int_inc(&ledger->n_refs);
    return ledger;
}

void sz_case_ledger_unref(SzCaseLedger *ledger)
{
    if (ledger != NULL && g_atomic_int_dec_and_test(&ledger->n_refs)) {
        g_array_unref(ledger->counted);
        g_array_unref(ledger->struck);
        g_ptr_array_unref(ledger->months);
        g_free(ledger->halls);
        g_free(ledger);
    }
}

SzCaseLedger *sz_case_ledger_writable(SzCaseLedger **ledger)
{
    SzCaseLedger *old = *ledger;
    /* Only the writer hands out references: nobody can take another while it holds the only one. */
    if (g_atomic_int_get(&old->n_refs) == 1) {
        return old;
    }
    SzCaseLedger *copy = ledger_new(&old->rules);
    copy->reached = old->reached;
    copy->struck = g_array_copy(old->struck);
    copy->halls = g_memdup2(old->halls, (old->n_halls + 1) * sizeof(Hall));
    for (guint i = 0; i < old->months->len; i++) {
        Month *month = g_ptr_array_index(old->months, i);
        g_atomic_int_inc(&month->n_refs);
        g_ptr_array_add(copy->months, month);
    }
    *ledger = copy;
    sz_case_ledger_unref(old);
    return copy;
}

void sz_case_ledger_recount(SzCaseLedger *ledger, const SzCaseRules *rules)
{
    ledger->rules = *rules;
    g_array_unref(ledger->counted);
    ledger->counted = counted_by(rules->measures);
    memset(ledger->halls, 0, (ledger->n_halls + 1) * sizeof(Hall));
    g_ptr_array_set_size(ledger->months, 0);
}

/* --- places -------------------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
    gint64 left = *(const gint64 *)a;
    gint64 right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

void sz_case_ledger_reach(SzCaseLedger *ledger, gint64 place)
{
    ledger->reached = MAX(ledger->reached, place);
}

void sz_case_ledger_strike(SzCaseLedger *ledger, gint64 place)
{
    guint from = 0;
    guint to = ledger->struck->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (g_array_index(ledger->struck, gint64, middle) < place) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    g_array_insert_val(ledger->struck, from, place);
}

gint64 sz_case_ledger_reached(const SzCaseLedger *ledger)
{
    return ledger->reached;
}

bool sz_case_ledger_counts(const SzCaseLedger *ledger, gint64 place)
{
    return place <= ledger->reached &&
           (ledger->struck->len == 0 || bsearch(&place, ledger->struck->data, ledger->struck->len,
                                                sizeof place, compare_places) == NULL);
}

/* --- counts -------------------------------------------------------------------------------- */

static gint32 month_number(SzDay day)
{
    SzCivil civil = sz_day_to_civil(day);
    return civil.year * 12 + civil.month;
}

/* Where the month is, or belongs. */
static guint find_month(const SzCaseLedger *ledger, gint32 number)
{
    guint at = ledger->months->len;
    while (at > 0 && ((const Month *)g_ptr_array_index(ledger->months, at - 1))->number >= number) {
        at--;
    }
    return at;
}

static const Month *month_at(const SzCaseLedger *ledger, guint at, gint32 number)
{
    const Month *month = at < ledger->months->len ? g_ptr_array_index(ledger->months, at) : NULL;
    return month != NULL && month->number == number ? month : NULL;
}

static Month *writable_month(SzCaseLedger *ledger, gint32 number)
{
    guint at = find_month(ledger, number);
    if (month_at(ledger, at, number) == NULL) {
        g_ptr_array_insert(ledger->months, (gint)at, sz_ledger_month_new(ledger, number, NULL));
    }
    Month *month = g_ptr_array_index(ledger->months, at);
    if (g_atomic_int_get(&month->n_refs) > 1) {
        Month *copy = sz_ledger_month_new(ledger, number, month->counts);
        g_ptr_array_index(ledger->months, at) = copy;
        month_unref(month);
        month = copy;
    }
    return month;
}

/* A case that is put on, or taken off. */
typedef struct {
    SzCaseLedger *ledger;
    gsize i_hall;
    gint64 sign; /* 1 or -1 */
} Putting;

static gsize place_of(const SzCaseLedger *ledger, guint measure)
{
    gsize i = 0;
    while (g_array_index(ledger->counted, guint, i) != measure) {
        i++;
    }
    return i;
}

/* Of the one row of the block. */
static void on_additions(const SzAdditions *additions, void *user)
{
    const Putting *putting = user;
    SzCaseLedger *ledger = putting->ledger;
    SzTermRole role = additions->term->role;
    SzDay day = sz_day_of((SzWallTime){additions->at->values[0]});
    Month *month = writable_month(ledger, month_number(day));
    SzLedgerCount *count = &month->counts[putting->i_hall * ledger->counted->len +
                                          place_of(ledger, additions->term->measure)];
    gint64 value = putting->sign * sz_addition_value(additions, 0);
    count->num += role != SZ_TERM_DEN ? value : 0;
    count->den += role == SZ_TERM_DEN ? value : role == SZ_TERM_NUM ? 0 : putting->sign;
}

static gint64 key_of(SzSlice text)
{
    return text.len > 0 ? sz_text_key(text) : -1;
}

static void put_case(SzCaseLedger *ledger, const SzCaseRow *row, const SzCaseTexts *texts,
                     gint64 sign)
{
    guint n = 0;
    if (row->hall == 0 || row->state == SZ_STATE_VOID || ledger->counted->len == 0) {
        return;
    }
    const SzTerm *terms = sz_measure_set_terms(ledger->rules.measures, &n);
    const SzRow one = {
        .hall = sz_registry_hall(ledger->rules.registry, row->hall - 1),
        .thing = row,
        .item = sz_items_find(ledger->rules.items, texts->item),
        .item_key = key_of(texts->item),
        .org_key = key_of(texts->org),
    };
    Putting putting = {ledger, row->hall - 1, sign};
    const SzMeasureLook look = sz_measure_look(&ledger->rules, row->ended);
    g_autoptr(SzRowBlock) block = sz_row_block_new(SZ_SOURCE_CASES);
    sz_row_block_add(block, &one, 0);
    for (guint i = 0; i < n; i++) {
        if (is_counted(&terms[i])) {
            sz_row_block_tell(block, &terms[i], &look, false, on_additions, &putting);
        }
    }
}

void sz_case_ledger_add(SzCaseLedger *ledger, const SzCaseRow *row, const SzCaseTexts *texts)
{
    Hall *hall = &ledger->halls[row->hall];
    hall->n++;
    if (!hall->last_end.known || row->ended.ns > hall->last_end.at.ns) {
        hall->last_end = (SzMaybeTime){true, row->ended};
    }
    put_case(ledger, row, texts, 1);
}

void sz_case_ledger_remove(SzCaseLedger *ledger, const SzCaseRow *row, const SzCaseTexts *texts)
{
    ledger->halls[row->hall].n--;
    put_case(ledger, row, texts, -1);
}

void sz_case_ledger_set_last_end(SzCaseLedger *ledger, guint32 hall, SzMaybeTime at)
{
    ledger->halls[hall].last_end = at;
}

guint64 sz_case_ledger_n(const SzCaseLedger *ledger, guint32 from, guint32 to)
{
    guint64 n = 0;
    for (gsize i = from; i < to && i <= ledger->n_halls; i++) {
        n += ledger->halls[i].n;
    }
    return n;
}

SzMaybeTime sz_case_ledger_last_end(const SzCaseLedger *ledger, guint32 from, guint32 to)
{
    SzMaybeTime last = {0};
    for (gsize i = from; i < to && i <= ledger->n_halls; i++) {
        const SzMaybeTime *at = &ledger->halls[i].last_end;
        if (at->known && (!last.known || at->at.ns > last.at.ns)) {
            last = *at;
        }
    }
    return last;
}

void sz_case_ledger_count(const SzCaseLedger *ledger, SzDay day, gsize i_hall, SzTally *tallies)
{
    gint32 number = month_number(day);
    const Month *month = month_at(ledger, find_month(ledger, number), number);
    for (gsize k = 0; month != NULL && k < ledger->counted->len; k++) {
        const SzLedgerCount *count = &month->counts[i_hall * ledger->counted->len + k];
        SzTally *tally = &tallies[g_array_index(ledger->counted, guint, k)];
        tally->num += count->num;
        tally->den += count->den;
    }
}
