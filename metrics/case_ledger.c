#include "metrics/case_ledger_internal.h"

#include "metrics/measures_internal.h"

/* What cases that have ended count over a month. */
static const SzMeasure counted[] = {
    SZ_MEASURE_NEARBY,   SZ_MEASURE_CLOSED_ON_TIME, SZ_MEASURE_STATUTE_PASSED,
    SZ_MEASURE_INSTANT,  SZ_MEASURE_FAST_ON_TIME,   SZ_MEASURE_ACCEPTED_IN_TIME,
    SZ_MEASURE_ONCE,     SZ_MEASURE_LIMIT_CUT,      SZ_MEASURE_ONLINE,
    SZ_MEASURE_NO_VISIT, SZ_MEASURE_AUTO,           SZ_MEASURE_ELIC,
};

G_STATIC_ASSERT(G_N_ELEMENTS(counted) == SZ_LEDGER_N_COUNTED);

typedef SzLedgerCounts Counts;
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

Month *sz_ledger_month_new(gint32 number, const Counts *halls, gsize n_halls)
{
    Month *month = g_malloc0(sizeof *month + n_halls * sizeof(Counts));
    month->n_refs = 1;
    month->number = number;
    if (halls != NULL) {
        memcpy(month->halls, halls, n_halls * sizeof(Counts));
    }
    return month;
}

static SzCaseLedger *ledger_new(const SzCaseRules *rules)
{
    SzCaseLedger *ledger = g_new0(SzCaseLedger, 1);
    ledger->n_refs = 1;
    ledger->rules = *rules;
    ledger->n_halls = sz_registry_n_halls(rules->registry);
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
        g_ptr_array_insert(ledger->months, (gint)at,
                           sz_ledger_month_new(number, NULL, ledger->n_halls));
    }
    Month *month = g_ptr_array_index(ledger->months, at);
    if (g_atomic_int_get(&month->n_refs) > 1) {
        Month *copy = sz_ledger_month_new(number, month->halls, ledger->n_halls);
        g_ptr_array_index(ledger->months, at) = copy;
        month_unref(month);
        month = copy;
    }
    return month;
}

/* @sign: 1 puts on, -1 takes off. */
static void put(SzCaseLedger *ledger, gsize i_hall, SzWallTime at, const SzPlaceMeasures *one,
                gint64 sign)
{
    Month *month = writable_month(ledger, month_number(sz_day_of(at)));
    Counts *counts = &month->halls[i_hall];
    for (gsize i = 0; i < G_N_ELEMENTS(counted); i++) {
        counts->num[i] += sign * one->tallies[counted[i]].num;
        counts->den[i] += sign * one->tallies[counted[i]].den;
    }
}

static void put_case(SzCaseLedger *ledger, const SzCaseRow *row, SzSlice item, gint64 sign)
{
    if (row->hall == 0 || row->state == SZ_STATE_VOID) {
        return;
    }
    const SzHall *hall = sz_registry_hall(ledger->rules.registry, row->hall - 1);
    SzPlaceMeasures received = {0};
    SzPlaceMeasures closed = {0};
    if (row->applied.ns != SZ_NEVER.ns) {
        sz_count_received(&received, sz_items_find(ledger->rules.items, item), hall->tier, row);
        put(ledger, row->hall - 1, row->applied, &received, sign);
    }
    if (row->state == SZ_STATE_CLOSED) {
        sz_count_closed(&closed, row);
        put(ledger, row->hall - 1, row->ended, &closed, sign);
    }
}

void sz_case_ledger_add(SzCaseLedger *ledger, const SzCaseRow *row, SzSlice item)
{
    Hall *hall = &ledger->halls[row->hall];
    hall->n++;
    if (!hall->last_end.known || row->ended.ns > hall->last_end.at.ns) {
        hall->last_end = (SzMaybeTime){true, row->ended};
    }
    put_case(ledger, row, item, 1);
}

void sz_case_ledger_remove(SzCaseLedger *ledger, const SzCaseRow *row, SzSlice item)
{
    ledger->halls[row->hall].n--;
    put_case(ledger, row, item, -1);
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

void sz_case_ledger_count(const SzCaseLedger *ledger, SzDay day, SzPlaceMeasures *halls)
{
    gint32 number = month_number(day);
    const Month *month = month_at(ledger, find_month(ledger, number), number);
    for (gsize i = 0; month != NULL && i < ledger->n_halls; i++) {
        for (gsize k = 0; k < G_N_ELEMENTS(counted); k++) {
            sz_count_add(&halls[i], counted[k], month->halls[i].num[k], month->halls[i].den[k]);
        }
    }
}
