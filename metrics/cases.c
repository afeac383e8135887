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

void sz_cases_apply(SzCases *cases, const SzCaseEvent *event)
{
    guint32 hall_code = sz_texts_number(cases->texts, event->hall);
    gint64 found = sz_cases_find(cases, hall_code, event->id);
    if (found < 0 && !sz_cases_recall(cases, hall_code, event->id, event, &found)) {
        return;
    }
    const SzCaseRow blank = {.hall_code = hall_code,
                             .body = found < 0 ? sz_case_body_new(event->id) : NULL};
    guint32 i = found >= 0 ? (guint32)found : sz_cases_add_row(cases, &blank);
    SzCaseBody *body = sz_case_body_add(sz_cases_row(cases, i)->body, cases->texts, event);
    if (body == NULL) {
        return;
    }
    SzCaseRow *row = sz_cases_writable_row(cases, i);
    sz_case_body_unref(row->body);
    row->body = body;
    sz_cases_note_dirty(cases, i);
}

/* --- from events to rows ------------------------------------------------------------------- */

SzToldLight sz_cases_told(const SzCases *cases, guint32 i)
{
    const SzCaseMark *mark = &cases->marks[i];
    if (mark->is_told == 0) {
        return (SzToldLight){0};
    }
    return (SzToldLight){true, (SzLight)mark->told, cases->told_at[i]};
}

void sz_cases_set_told(SzCases *cases, guint32 i, const SzToldLight *told)
{
    cases->marks[i].told = (guint8)(told->light & 7);
    cases->marks[i].is_told = told->is_any ? 1 : 0;
    cases->told_at[i] = told->at;
}

/* Walking through the events is left out where nobody asks. */
static SzWallTime happened_of(const SzCases *cases, const SzCaseRow *row, const SzToldLight *told,
                              const SzLightCurve *curve)
{
    return sz_light_record_is_broken(told, curve) ? sz_case_last_event(row->body, cases->texts)
                                                  : SZ_WALL_TIME_MIN;
}

void sz_cases_hold_lights(SzCases *cases, SzSlice hall, SzWallTime until)
{
    gpointer key = GUINT_TO_POINTER(sz_texts_number(cases->texts, hall));
    gint64 *held = g_hash_table_lookup(cases->held, key);
    if (held == NULL) {
        held = g_new0(gint64, 1);
        *held = G_MININT64;
        g_hash_table_insert(cases->held, key, held);
    }
    *held = MAX(*held, until.ns);
}

/* Not before the end of the hold on the hall's lights. */
static SzWallTime not_held(const SzCases *cases, const SzCaseRow *row, SzWallTime at)
{
    if (g_hash_table_size(cases->held) == 0 || at.ns == SZ_NEVER.ns) {
        return at;
    }
    const gint64 *held = g_hash_table_lookup(cases->held, GUINT_TO_POINTER(row->hall_code));
    return (SzWallTime){held != NULL ? MAX(at.ns, *held) : at.ns};
}

static void plan_change(SzCases *cases, guint32 i)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    SzToldLight told = sz_cases_told(cases, i);
    SzLightCurve curve = sz_case_row_curve(row);
    SzWallTime happened = happened_of(cases, row, &told, &curve);
    SzWallTime due = sz_light_record_due(&told, &curve, happened, sz_case_row_end(row));
    SzWallTime planned = not_held(cases, row, due);
    cases->marks[i].is_held = planned.ns > due.ns ? 1 : 0;
    sz_expiry_set(cases->changes, i, planned);
    sz_cases_plan_retirement(cases, i);
}

void sz_cases_remake_row(SzCases *cases, SzCaseRow *row)
{
    const SzCaseBody *body = row->body;
    guint32 hall_code = row->hall_code;
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

static void remake(SzCases *cases, guint32 i)
{
    sz_cases_remake_row(cases, sz_cases_writable_row(cases, i));
    plan_change(cases, i);
}

void sz_cases_refresh(SzCases *cases)
{
    for (guint k = 0; k < cases->dirty->len; k++) {
        guint32 i = g_array_index(cases->dirty, guint32, k);
        remake(cases, i);
        cases->marks[i].is_dirty = 0;
    }
    g_array_set_size(cases->dirty, 0);
}

SzCasesVersion *sz_cases_publish(SzCases *cases)
{
    sz_cases_refresh(cases);
    return sz_cases_version_new(cases);
}

/* --- the record of lights ------------------------------------------------------------------ */

/* All there is to say of one case. */
static void record_case(SzCases *cases, guint32 i, SzWallTime now, GArray *changes)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    SzCaseLightChange change = {.i = i};
    SzToldLight told = sz_cases_told(cases, i);
    SzLightCurve curve = sz_case_row_curve(row);
    SzWallTime ended = sz_case_row_end(row);
    SzWallTime happened = happened_of(cases, row, &told, &curve);
    if (sz_light_record_next(&told, &curve, happened, ended, now, &change.change)) {
        sz_cases_set_told(cases, i, &told);
        g_array_append_val(changes, change);
    }
    sz_expiry_set(cases->changes, i, sz_light_record_due(&told, &curve, happened, ended));
}

void sz_cases_advance(SzCases *cases, SzWallTime now, GArray *changes)
{
    guint32 i = 0;
    SzWallTime at;
    sz_cases_refresh(cases);
    while (sz_expiry_first(cases->changes, &i, &at) && at.ns <= now.ns) {
        SzWallTime held = not_held(cases, sz_cases_row(cases, i), at);
        if (held.ns > now.ns && cases->marks[i].is_held != 0) {
            sz_expiry_set(cases->changes, i, held);
        } else {
            cases->marks[i].is_held = 0;
            record_case(cases, i, now, changes);
        }
    }
}

SzWallTime sz_cases_next_change(SzCases *cases)
{
    guint32 i = 0;
    SzWallTime at;
    sz_cases_refresh(cases);
    return sz_expiry_first(cases->changes, &i, &at) ? at : SZ_NEVER;
}

bool sz_cases_tell_light(SzCases *cases, SzSlice hall, SzSlice id, const SzToldLight *told)
{
    gint64 hall_code = sz_texts_find(cases->texts, hall);
    gint64 found = hall_code >= 0 ? sz_cases_find(cases, (guint32)hall_code, id) : -1;
    if (hall_code >= 0 && found < 0) {
        (void)sz_cases_recall(cases, (guint32)hall_code, id, NULL, &found);
    }
    if (found >= 0) {
        sz_cases_set_told(cases, (guint32)found, told);
        sz_cases_note_dirty(cases, (guint32)found);
    }
    return found >= 0;
}

void sz_cases_name(const SzCases *cases, guint32 i, SzSlice *out_hall, SzSlice *out_id)
{
    const SzCaseRow *row = sz_cases_row(cases, i);
    *out_hall = sz_texts_slice_at(cases->texts, row->hall_code);
    *out_id = sz_slice(sz_case_row_id(row));
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
    for (guint32 i = 0; i < cases->n; i++) {
        SzCaseRow before = *sz_cases_row(cases, i);
        if (before.body == NULL) {
            continue;
        }
        remake(cases, i);
        if (sz_case_row_is_open(&before)) {
            note_moved(&before, sz_cases_row(cases, i), now, &moved);
        }
    }
    sz_cases_redate_shelf(cases);
    *out = moved;
}
