#include "metrics/seq_set.h"

#define PAGE_BITS 12
#define PAGE_NUMBERS (1U << PAGE_BITS)
#define WORDS (PAGE_NUMBERS / 64)

typedef struct {
    gint64 number;  /* of its numbers without their last 12 bits */
    guint64 *words; /* owned; NULL: it is complete */
    guint n;
} Page;

static void clear_page(gpointer data)
{
    Page *page = data;
    g_free(page->words);
}

void sz_seq_set_clear(SzSeqSet *set)
{
    if (set->pages != NULL) {
        g_array_unref(set->pages);
    }
    *set = (SzSeqSet){0};
}

static Page *page_at(const SzSeqSet *set, guint i)
{
    return &g_array_index(set->pages, Page, i);
}

/* Where the page of @number is, or would be. */
static guint place_of(const SzSeqSet *set, gint64 number)
{
    guint from = 0;
    guint to = set->pages->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (page_at(set, middle)->number < number) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* Returns: NULL when the page is too low to count. */
static Page *find_page(SzSeqSet *set, gint64 number)
{
    if (set->pages == NULL) {
        set->pages = g_array_new(FALSE, FALSE, sizeof(Page));
        g_array_set_clear_func(set->pages, clear_page);
    }
    guint i = place_of(set, number);
    if (i == set->pages->len || page_at(set, i)->number != number) {
        bool is_full = set->pages->len == SZ_SEQ_PAGES_MAX;
        if (is_full && i == 0) {
            return NULL;
        }
        Page page = {.number = number, .words = g_new0(guint64, WORDS)};
        g_array_insert_val(set->pages, i, page);
        if (is_full) {
            g_array_remove_index(set->pages, 0);
            i--;
        }
    }
    set->i_last = i;
    return page_at(set, i);
}

void sz_seq_set_add(SzSeqSet *set, gint64 number)
{
    gint64 page_number = number >> PAGE_BITS;
    guint bit = (guint)((guint64)number & (PAGE_NUMBERS - 1));
    bool is_same = set->pages != NULL && set->i_last < set->pages->len &&
                   page_at(set, set->i_last)->number == page_number;
    Page *page = is_same ? page_at(set, set->i_last) : find_page(set, page_number);
    if (page == NULL || page->words == NULL) {
        return;
    }
    guint64 mask = G_GUINT64_CONSTANT(1) << (bit % 64);
    page->n += (page->words[bit / 64] & mask) == 0;
    page->words[bit / 64] |= mask;
    if (page->n == PAGE_NUMBERS) {
        g_clear_pointer(&page->words, g_free);
    }
}

/* --- figures ------------------------------------------------------------------------------- */

/* Numbers first..last come next, all of them. */
static void pass_run(SzSeqFigures *figures, gint64 first, gint64 last)
{
    if (figures->distinct == 0) {
        figures->min = first;
    } else {
        guint64 hole = (guint64)first - (guint64)figures->max - 1;
        figures->missing += hole <= SZ_SEQ_HOLE_MAX ? hole : 0;
        figures->jumps += hole > SZ_SEQ_HOLE_MAX;
    }
    figures->distinct += (guint64)last - (guint64)first + 1;
    figures->max = last;
}

static void pass_word(SzSeqFigures *figures, gint64 base, guint64 word)
{
    if (word == G_MAXUINT64) {
        pass_run(figures, base, base + 63);
        return;
    }
    for (; word != 0; word &= word - 1) {
        gint64 number = base + __builtin_ctzll(word);
        pass_run(figures, number, number);
    }
}

SzSeqFigures sz_seq_set_figures(const SzSeqSet *set)
{
    SzSeqFigures figures = {0};
    for (guint i = 0; set->pages != NULL && i < set->pages->len; i++) {
        const Page *page = page_at(set, i);
        gint64 base = (gint64)((guint64)page->number << PAGE_BITS);
        if (page->words == NULL) {
            pass_run(&figures, base, base + PAGE_NUMBERS - 1);
            continue;
        }
        for (guint w = 0; w < WORDS; w++) {
            pass_word(&figures, base + 64 * (gint64)w, page->words[w]);
        }
    }
    return figures;
}
