/* Illegal moves of cases: sums by hall, feed and day, kept beside the rows.
 *
 * A row is too small to remember them, and most cases have none: what stands here is only of those that had one within
 * the last days.  Sums are what the rows' events say now: when a row is made again, what it said before is taken off. */

#include "metrics/cases_internal.h"

struct SzCaseMoveBook {
    GHashTable *rows;  /* owned; row -> GArray of SzCaseMoveSum, owned: what the sums have of it */
    GHashTable *sums;  /* owned; SzCaseMoveSum (owned) as a set, by all but n */
    SzDay first_kept;  /* nothing before it is here */
    GArray *published; /* owned reference; SzCaseMoveSum; NULL: it is of before */
};

static guint hash_of(gconstpointer key)
{
    const SzCaseMoveSum *sum = key;
    return ((sum->hall_code * 31 + sum->hall) * 31 + sum->src) * 31 + (guint)sum->day;
}

static gboolean is_same(gconstpointer a, gconstpointer b)
{
    const SzCaseMoveSum *left = a;
    const SzCaseMoveSum *right = b;
    return left->hall_code == right->hall_code && left->hall == right->hall &&
           left->src == right->src && left->day == right->day;
}

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

SzCaseMoveBook *sz_case_move_book_new(void)
{
    SzCaseMoveBook *book = g_new0(SzCaseMoveBook, 1);
    book->rows = g_hash_table_new_full(NULL, NULL, NULL, unref_array);
    book->sums = g_hash_table_new_full(hash_of, is_same, g_free, NULL);
    book->first_kept = G_MININT32;
    return book;
}

void sz_case_move_book_free(SzCaseMoveBook *book)
{
    g_hash_table_unref(book->rows);
    g_hash_table_unref(book->sums);
    g_clear_pointer(&book->published, g_array_unref);
    g_free(book);
}

/* --- sums ---------------------------------------------------------------------------------- */

static void add_to_sums(SzCaseMoveBook *book, const SzCaseMoveSum *part)
{
    SzCaseMoveSum *sum = g_hash_table_lookup(book->sums, part);
    if (sum != NULL) {
        sum->n += part->n;
    } else {
        (void)g_hash_table_add(book->sums, g_memdup2(part, sizeof *part));
    }
}

static void take_off_sums(SzCaseMoveBook *book, const SzCaseMoveSum *part)
{
    SzCaseMoveSum *sum = g_hash_table_lookup(book->sums, part);
    sum->n -= part->n;
    if (sum->n == 0) {
        (void)g_hash_table_remove(book->sums, sum);
    }
}

static void take_off(SzCases *cases, guint32 i)
{
    SzCaseMoveBook *book = cases->moves;
    const GArray *parts = g_hash_table_lookup(book->rows, GUINT_TO_POINTER(i));
    for (guint k = 0; k < parts->len; k++) {
        take_off_sums(book, &g_array_index(parts, SzCaseMoveSum, k));
    }
    cases->marks[i].has_moves = 0;
}

/* --- the moves of a row -------------------------------------------------------------------- */

/* (transfer full) of SzCaseIllegal, in the order of the events; borrow from the store's texts. */
static GArray *illegal_of(const SzCases *cases, const SzCaseRow *row)
{
    GArray *illegal = g_array_new(FALSE, FALSE, sizeof(SzCaseIllegal));
    SzCaseFold fold;
    SzCaseWalk walk = sz_case_walk(row->body, cases->texts);
    sz_case_fold_begin(&fold);
    fold.illegal = illegal;
    while (sz_case_walk_next(&walk)) {
        sz_case_fold_event(&fold, &walk.event);
    }
    sz_case_fold_end(&fold, false);
    return illegal;
}

static void add_part(GArray *parts, const SzCaseMoveSum *part)
{
    for (guint k = 0; k < parts->len; k++) {
        SzCaseMoveSum *before = &g_array_index(parts, SzCaseMoveSum, k);
        if (is_same(before, part)) {
            before->n++;
            return;
        }
    }
    g_array_append_vals(parts, part, 1);
}

/* (transfer full) of SzCaseMoveSum: those of days that are kept, newer ones too. */
static GArray *parts_of(const SzCases *cases, const SzCaseRow *row)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(SzCaseMoveSum));
    g_autoptr(GArray) illegal = illegal_of(cases, row);
    for (guint k = 0; k < illegal->len; k++) {
        const SzCaseIllegal *each = &g_array_index(illegal, SzCaseIllegal, k);
        const SzCaseMoveSum part = {
            .hall_code = row->hall_code,
            .hall = row->hall,
            .src = each->has_src ? sz_texts_number(cases->texts, each->src) : SZ_CASE_MOVE_NO_SRC,
            .day = sz_day_of(each->at),
            .n = 1,
        };
        if (part.day >= cases->moves->first_kept) {
            add_part(parts, &part);
        }
    }
    return parts;
}

static SzDay newest_of(const GArray *parts)
{
    SzDay newest = G_MININT32 + SZ_CASE_MOVE_DAYS;
    for (guint k = 0; k < parts->len; k++) {
        newest = MAX(newest, g_array_index(parts, SzCaseMoveSum, k).day);
    }
    return newest;
}

static void put(SzCases *cases, guint32 i, GArray *parts)
{
    for (guint k = 0; k < parts->len; k++) {
        add_to_sums(cases->moves, &g_array_index(parts, SzCaseMoveSum, k));
    }
    (void)g_hash_table_insert(cases->moves->rows, GUINT_TO_POINTER(i), g_array_ref(parts));
    cases->marks[i].has_moves = 1;
}

void sz_cases_settle_moves(SzCases *cases, guint32 i)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    bool had = cases->marks[i].has_moves != 0;
    bool may_have = (row->flags & SZ_CASE_FLAGS_ILLEGAL) != 0;
    if (had) {
        take_off(cases, i);
        (void)g_hash_table_remove(cases->moves->rows, GUINT_TO_POINTER(i));
        g_clear_pointer(&cases->moves->published, g_array_unref);
    }
    g_autoptr(GArray) parts = may_have ? parts_of(cases, row) : NULL;
    if (parts == NULL || parts->len == 0) {
        return;
    }
    put(cases, i, parts);
    g_clear_pointer(&cases->moves->published, g_array_unref);
    sz_cases_forget_moves(cases, newest_of(parts) - SZ_CASE_MOVE_DAYS + 1);
}

/* --- days that are over -------------------------------------------------------------------- */

static void drop_old(GArray *parts, SzDay first_kept)
{
    for (guint k = parts->len; k > 0; k--) {
        if (g_array_index(parts, SzCaseMoveSum, k - 1).day < first_kept) {
            g_array_remove_index_fast(parts, k - 1);
        }
    }
}

static gboolean is_old(gpointer key, gpointer unused, gpointer first_kept)
{
    const SzCaseMoveSum *sum = key;
    (void)unused;
    return sum->day < *(const SzDay *)first_kept;
}

void sz_cases_forget_moves(SzCases *cases, SzDay day)
{
    SzCaseMoveBook *book = cases->moves;
    GHashTableIter each;
    gpointer i = NULL;
    gpointer parts = NULL;
    if (day <= book->first_kept) {
        return;
    }
    book->first_kept = day;
    g_hash_table_iter_init(&each, book->rows);
    while (g_hash_table_iter_next(&each, &i, &parts)) {
        drop_old(parts, day);
        if (((const GArray *)parts)->len == 0) {
            cases->marks[GPOINTER_TO_UINT(i)].has_moves = 0;
            g_hash_table_iter_remove(&each);
        }
    }
    (void)g_hash_table_foreach_remove(book->sums, is_old, &day);
    g_clear_pointer(&book->published, g_array_unref);
}

/* --- publishing ---------------------------------------------------------------------------- */

GArray *sz_cases_move_sums(const SzCases *cases)
{
    SzCaseMoveBook *book = cases->moves;
    if (book->published == NULL) {
        GHashTableIter each;
        gpointer sum = NULL;
        book->published = g_array_new(FALSE, FALSE, sizeof(SzCaseMoveSum));
        g_hash_table_iter_init(&each, book->sums);
        while (g_hash_table_iter_next(&each, &sum, NULL)) {
            g_array_append_vals(book->published, sum, 1);
        }
    }
    return g_array_ref(book->published);
}
