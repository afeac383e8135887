/* Pages, and what readers see. */

#include "metrics/cases_internal.h"

struct SzCasesVersion {
    SzCaseRules rules;
    SzTexts *texts; /* owned reference */
    gsize n;        /* rows */
    gsize n_pages;
    SzCasePage *pages[]; /* owned references */
};

/* --- pages --------------------------------------------------------------------------------- */

SzCasePage *sz_case_page_new(void)
{
    SzCasePage *page = g_new0(SzCasePage, 1);
    page->n_refs = 1;
    return page;
}

SzCasePage *sz_case_page_ref(SzCasePage *page)
{
    g_atomic_int_inc(&page->n_refs);
    return page;
}

void sz_case_page_unref(SzCasePage *page)
{
    if (!g_atomic_int_dec_and_test(&page->n_refs)) {
        return;
    }
    for (gsize i = 0; i < SZ_PAGE_ROWS; i++) {
        sz_case_body_unref(page->rows[i].body);
    }
    g_free(page);
}

SzCasePage *sz_case_page_writable(SzCasePage **page)
{
    /* Only the store hands out references: nobody can take another while it holds the only one. */
    if (g_atomic_int_get(&(*page)->n_refs) == 1) {
        return *page;
    }
    SzCasePage *copy = g_new(SzCasePage, 1);
    memcpy(copy->rows, (*page)->rows, sizeof copy->rows);
    copy->n_refs = 1;
    for (gsize i = 0; i < SZ_PAGE_ROWS; i++) {
        if (copy->rows[i].body != NULL) {
            (void)sz_case_body_ref(copy->rows[i].body);
        }
    }
    sz_case_page_unref(*page);
    *page = copy;
    return copy;
}

/* --- versions ------------------------------------------------------------------------------ */

SzCasesVersion *sz_cases_version_new(const SzCases *cases)
{
    gsize n_pages = cases->pages->len;
    SzCasesVersion *version = g_atomic_rc_box_alloc(sizeof *version + n_pages * sizeof(gpointer));
    version->rules = cases->rules;
    version->texts = sz_texts_ref(cases->texts);
    version->n = cases->n;
    version->n_pages = n_pages;
    for (gsize i = 0; i < n_pages; i++) {
        version->pages[i] = sz_case_page_ref(g_ptr_array_index(cases->pages, i));
    }
    return version;
}

static void clear_version(gpointer data)
{
    SzCasesVersion *version = data;
    for (gsize i = 0; i < version->n_pages; i++) {
        sz_case_page_unref(version->pages[i]);
    }
    sz_texts_unref(version->texts);
}

SzCasesVersion *sz_cases_version_ref(SzCasesVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_cases_version_unref(SzCasesVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_cases_version_n(const SzCasesVersion *version)
{
    return version->n;
}

const SzCaseRow *sz_cases_version_row(const SzCasesVersion *version, gsize i)
{
    const SzCaseRow *row = &version->pages[i / SZ_PAGE_ROWS]->rows[i % SZ_PAGE_ROWS];
    return row->body != NULL ? row : NULL;
}

const char *sz_case_row_id(const SzCaseRow *row)
{
    return sz_case_body_id(row->body);
}

SzWallTime sz_cases_version_last_event(const SzCasesVersion *version, const SzCaseRow *row)
{
    return sz_case_last_event(row->body, version->texts);
}

const char *sz_cases_version_text(const SzCasesVersion *version, guint32 number)
{
    return sz_texts_at(version->texts, number);
}

const SzHall *sz_cases_version_row_hall(const SzCasesVersion *version, const SzCaseRow *row)
{
    return row->hall > 0 ? sz_registry_hall(version->rules.registry, row->hall - 1) : NULL;
}

const char *sz_cases_version_row_code(const SzCasesVersion *version, const SzCaseRow *row)
{
    const SzHall *hall = sz_cases_version_row_hall(version, row);
    return hall != NULL ? hall->code : sz_texts_at(version->texts, row->hall_code);
}

void sz_cases_version_record(const SzCasesVersion *version, const SzCaseRow *row, SzCaseRecord *out)
{
    sz_case_record_fold(&version->rules, version->texts, row->body,
                        sz_texts_at(version->texts, row->hall_code), out);
    out->row = row;
    out->item = sz_texts_at(version->texts, row->item);
    out->org = sz_texts_at(version->texts, row->org);
}
