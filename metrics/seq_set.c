#include "metrics/seq_set.h"

#include "metrics/state_writer.h"

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

static GArray *new_pages(void)
{
    GArray *pages = g_array_new(FALSE, FALSE, sizeof(Page));
    g_array_set_clear_func(pages, clear_page);
    return pages;
}

/* Returns: NULL when the page is too low to count. */
static Page *find_page(SzSeqSet *set, gint64 number)
{
    if (set->pages == NULL) {
        set->pages = new_pages();
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

/* --- a checkpoint -------------------------------------------------------------------------- */

void sz_seq_set_save(const SzSeqSet *set, GByteArray *out)
{
    guint n = set->pages != NULL ? set->pages->len : 0;
    sz_state_put_number(out, n);
    for (guint i = 0; i < n; i++) {
        const Page *page = page_at(set, i);
        sz_state_put_signed(out, page->number);
        sz_state_put_bool(out, page->words == NULL);
        for (guint w = 0; page->words != NULL && w < WORDS; w++) {
            guint64 word = GUINT64_TO_LE(page->words[w]);
            sz_state_put_bytes(out, &word, sizeof word);
        }
    }
}

static guint count_bits(guint64 word)
{
    guint n = 0;
    for (; word != 0; word &= word - 1) {
        n++;
    }
    return n;
}

static guint64 *take_words(SzStateReader *reader, guint *out_n)
{
    SzSlice bytes = sz_state_take_bytes(reader, WORDS * sizeof(guint64));
    if (reader->is_bad) {
        return NULL;
    }
    guint64 *words = g_new(guint64, WORDS);
    guint n = 0;
    for (guint w = 0; w < WORDS; w++) {
        memcpy(&words[w], bytes.data + w * sizeof(guint64), sizeof(guint64));
        words[w] = GUINT64_FROM_LE(words[w]);
        n += count_bits(words[w]);
    }
    *out_n = n;
    return words;
}

/* Pages ascend; one that is complete has no words. */
static void take_page(SzSeqSet *set, SzStateReader *reader)
{
    bool is_first = set->pages->len == 0;
    gint64 min = is_first ? G_MININT64 >> PAGE_BITS : page_at(set, set->pages->len - 1)->number + 1;
    Page page = {.number = sz_state_take_signed(reader, min, G_MAXINT64 >> PAGE_BITS),
                 .n = PAGE_NUMBERS};
    if (!sz_state_take_bool(reader) && !reader->is_bad) {
        page.words = take_words(reader, &page.n);
        if (page.n == 0 || page.n == PAGE_NUMBERS) {
            sz_state_spoil(reader);
        }
    }
    g_array_append_val(set->pages, page);
}

void sz_seq_set_load(SzSeqSet *set, SzStateReader *reader)
{
    guint64 n = sz_state_take_number(reader, SZ_SEQ_PAGES_MAX);
    if (n == 0) {
        return;
    }
    set->pages = new_pages();
    for (guint64 i = 0; i < n && !reader->is_bad; i++) {
        take_page(set, reader);
    }
}
