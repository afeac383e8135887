#include "metrics/cases_internal.h"

SzCases *sz_cases_new(const SzCaseRules *rules)
{
    SzCases *cases = g_new0(SzCases, 1);
    cases->rules = *rules;
    cases->texts = sz_texts_new();
    cases->pages = g_ptr_array_new();
    cases->hollow = sz_case_page_new();
    cases->n_standing = g_array_new(FALSE, TRUE, sizeof(guint16));
    cases->holes = g_array_new(FALSE, FALSE, sizeof(guint32));
    cases->dirty = g_array_new(FALSE, FALSE, sizeof(guint32));
    cases->changes = sz_expiry_new();
    cases->held = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    cases->passed = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    cases->moves = sz_case_move_book_new();
    cases->recorded_to = SZ_WALL_TIME_MIN;
    cases->ruled_from = SZ_WALL_TIME_MIN;
    return cases;
}

void sz_cases_free(SzCases *cases)
{
    if (cases == NULL) {
        return;
    }
    for (guint i = 0; i < cases->pages->len; i++) {
        sz_case_page_unref(g_ptr_array_index(cases->pages, i));
    }
    g_ptr_array_unref(cases->pages);
    sz_case_page_unref(cases->hollow);
    g_array_unref(cases->n_standing);
    g_array_unref(cases->holes);
    g_array_unref(cases->dirty);
    sz_expiry_free(cases->retirements);
    sz_case_ledger_unref(cases->ledger);
    sz_expiry_free(cases->changes);
    g_hash_table_unref(cases->held);
    g_array_unref(cases->passed);
    sz_case_move_book_free(cases->moves);
    sz_texts_unref(cases->texts);
    g_free(cases->index.slots);
    g_free(cases->marks);
    g_free(cases->told_at);
    g_free(cases);
}

/* --- rows ---------------------------------------------------------------------------------- */

SzCaseRow *sz_cases_writable_row(SzCases *cases, guint32 i)
{
    SzCasePage **page = (SzCasePage **)&g_ptr_array_index(cases->pages, i / SZ_PAGE_ROWS);
    return &sz_case_page_writable(page)->rows[i % SZ_PAGE_ROWS];
}

void sz_cases_empty_page(SzCases *cases, guint32 i_page)
{
    SzCasePage **page = (SzCasePage **)&g_ptr_array_index(cases->pages, i_page);
    sz_case_page_unref(*page);
    *page = sz_case_page_ref(cases->hollow);
}

static void make_room(SzCases *cases)
{
    if (cases->n == cases->n_room) {
        gsize n = MAX(1024, cases->n_room * 2);
        cases->marks = g_renew(SzCaseMark, cases->marks, n);
        cases->told_at = g_renew(SzWallTime, cases->told_at, n);
        cases->n_room = n;
    }
    if (cases->n == cases->pages->len * SZ_PAGE_ROWS) {
        g_ptr_array_add(cases->pages, sz_case_page_new());
        g_array_set_size(cases->n_standing, cases->pages->len);
    }
}

/* A hole, or a row behind the others. */
static guint32 take_place(SzCases *cases)
{
    if (cases->holes->len > 0) {
        guint32 i = g_array_index(cases->holes, guint32, cases->holes->len - 1);
        g_array_set_size(cases->holes, cases->holes->len - 1);
        return i;
    }
    make_room(cases);
    return cases->n++;
}

guint32 sz_cases_add_row(SzCases *cases, const SzCaseRow *row_take)
{
    guint32 i = take_place(cases);
    cases->marks[i] = (SzCaseMark){0};
    *sz_cases_writable_row(cases, i) = *row_take;
    g_array_index(cases->n_standing, guint16, i / SZ_PAGE_ROWS)++;
    sz_cases_index_add(cases, i);
    return i;
}

void sz_cases_note_dirty(SzCases *cases, guint32 i)
{
    if (!cases->marks[i].is_dirty) {
        cases->marks[i].is_dirty = 1;
        g_array_append_val(cases->dirty, i);
    }
}

static bool put_event(SzCases *cases, const SzCaseEvent *event, bool is_void,
                      SzApplied *out_applied)
{
    guint32 hall_code = sz_texts_number(cases->texts, event->hall);
    gint64 found = sz_cases_find(cases, hall_code, event->id);
    guint64 n_withheld = cases->n_withheld;
    const SzTold told = {event, is_void};
    if (found < 0 && !sz_cases_recall(cases, hall_code, event->id, &told, &found)) {
        *out_applied = cases->n_withheld > n_withheld ? SZ_APPLIED_UNJUDGED : SZ_APPLIED_REPEAT;
        return false;
    }
    const SzCaseRow blank = {.hall_code = hall_code,
                             .body = found < 0 ? sz_case_body_new(event->id) : NULL};
    guint32 i = found >= 0 ? (guint32)found : sz_cases_add_row(cases, &blank);
    SzCaseBody *body =
        sz_case_body_put(sz_cases_row(cases, i)->body, cases->texts, event, is_void, out_applied);
    if (body == NULL) {
        return false;
    }
    SzCaseRow *row = sz_cases_writable_row(cases, i);
    sz_case_body_unref(row->body);
    row->body = body;
    sz_cases_note_dirty(cases, i);
    return true;
}

SzApplied sz_cases_apply(SzCases *cases, const SzCaseEvent *event)
{
    SzApplied applied;
    (void)put_event(cases, event, false, &applied);
    return applied;
}

bool sz_cases_correct(SzCases *cases, const SzCaseEvent *event, bool is_void)
{
    SzApplied applied;
    return put_event(cases, event, is_void, &applied);
}

/* --- from events to rows ------------------------------------------------------------------- */

void sz_cases_remake_row(SzCases *cases, SzCaseRow *row)
{
    const SzCaseBody *body = row->body;
    guint32 hall_code = row->hall_code;
    if (sz_case_body_is_empty(body)) {
        sz_case_row_make_ghost(row);
        row->body = body;
        row->hall_code = hall_code;
        return;
    }
    SzCaseRecord record;
    sz_case_record_fold(&cases->rules, cases->texts, body, sz_texts_at(cases->texts, hall_code),
                        &record);
    const SzItem *item = sz_items_find(cases->rules.items, record.facts.item);
    sz_case_row_make(&record.facts, &record.status, item, row);
    row->body = body;
    row->hall_code = hall_code;
    row->hall = sz_case_hall_number(&cases->rules, record.hall);
    row->item = sz_texts_number(cases->texts, record.facts.item);
    row->org = sz_texts_number(cases->texts, record.facts.org);
}

/* What changed is all over the memory: a row is fetched so many turns before its own, then its events. */
enum { ROW_AHEAD = 16, EVENTS_AHEAD = 8 };

static void look_ahead(const SzCases *cases, guint k)
{
    if (k + ROW_AHEAD < cases->dirty->len) {
        __builtin_prefetch(
            sz_cases_row(cases, g_array_index(cases->dirty, guint32, k + ROW_AHEAD)));
    }
    if (k + EVENTS_AHEAD < cases->dirty->len) {
        sz_cases_expect_events(cases, g_array_index(cases->dirty, guint32, k + EVENTS_AHEAD) + 1);
    }
}

void sz_cases_refresh(SzCases *cases)
{
    for (guint k = 0; k < cases->dirty->len; k++) {
        look_ahead(cases, k);
        guint32 i = g_array_index(cases->dirty, guint32, k);
        SzCaseRow *row = sz_cases_writable_row(cases, i);
        bool is_new = row->is_ghost || (row->state == SZ_STATE_OPEN && row->base == SZ_LIGHT_NONE);
        sz_cases_remake_row(cases, row);
        sz_cases_settle_lights(cases, i, is_new);
        sz_cases_settle_moves(cases, i);
        cases->marks[i].is_dirty = 0;
    }
    g_array_set_size(cases->dirty, 0);
}

SzCasesVersion *sz_cases_publish(SzCases *cases)
{
    sz_cases_refresh(cases);
    return sz_cases_version_new(cases);
}

/* --- other rules --------------------------------------------------------------------------- */

static void note_moved(const SzCaseRow *before, const SzCaseRow *after, SzWallTime now,
                       SzRedating *out)
{
    SzWallTime old_due = sz_case_row_due(before, now);
    SzWallTime new_due = sz_case_row_due(after, now);
    out->n_open++;
    out->n_settled += before->is_provisional != 0 && after->is_provisional == 0 ? 1 : 0;
    out->n_light += sz_case_row_light(before, now) != sz_case_row_light(after, now) ? 1 : 0;
    if (old_due.ns == new_due.ns) {
        return;
    }
    SzWallTime sooner = {MIN(old_due.ns, new_due.ns)};
    out->n_moved++;
    out->n_later += new_due.ns > old_due.ns ? 1 : 0;
    out->n_earlier += new_due.ns < old_due.ns ? 1 : 0;
    out->first_due.ns = MIN(out->first_due.ns, sooner.ns);
    if (old_due.ns != SZ_NEVER.ns && new_due.ns != SZ_NEVER.ns) {
        out->longest_ns = MAX(out->longest_ns, ABS(new_due.ns - old_due.ns));
    }
}

void sz_cases_redate(SzCases *cases, const SzCaseRules *rules, SzWallTime now, SzRedating *out)
{
    SzRedating moved = {.first_due = SZ_NEVER};
    sz_cases_refresh(cases);
    cases->rules = *rules;
    cases->ruled_from = now;
    for (guint32 i = 0; i < cases->n; i++) {
        SzCaseRow before = *sz_cases_row(cases, i);
        if (before.body == NULL) {
            continue;
        }
        sz_cases_pass_until(cases, i, now);
        sz_cases_remake_row(cases, sz_cases_writable_row(cases, i));
        sz_cases_pass_at(cases, i, now);
        if (sz_case_row_is_open(&before)) {
            note_moved(&before, sz_cases_row(cases, i), now, &moved);
        }
    }
    sz_cases_redate_shelf(cases);
    *out = moved;
}
