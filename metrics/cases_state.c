#include "metrics/cases_state.h"

#include "metrics/case_ledger_state.h"
#include "metrics/cases_internal.h"
#include "metrics/state_writer.h"

/* Cases written at a time: some 100 KB. */
#define SOME_CASES 1024
/* A row as it stands in memory, but for its body. */
#define ROW_FROM offsetof(SzCaseRow, applied)
#define ROW_BYTES (offsetof(SzCaseRow, visits) + 1 - ROW_FROM)
/* Room is made at once for so many, whatever the bytes say. */
#define RESERVED_CASES_MAX (1U << 22)
/* Of the byte before each row. */
enum { MARK_TOLD = 0x07, MARK_IS_TOLD = 0x08, MARK_IS_DIRTY = 0x10, MARK_HAS_MOVES = 0x20 };
enum { MARK_ALL = 0x3f };

struct SzCasesFrozen {
    SzCasesVersion *version; /* owned reference */
    guint32 n_texts;
    gsize n_standing;
    SzCaseMark *marks;   /* owned, by row */
    SzWallTime *told_at; /* owned, likewise */
};

SzCasesFrozen *sz_cases_freeze(const SzCases *cases)
{
    if (cases->passed->len > 0) {
        return NULL;
    }
    SzCasesFrozen *frozen = g_new0(SzCasesFrozen, 1);
    frozen->version = sz_cases_version_new(cases);
    frozen->n_texts = sz_texts_n(cases->texts);
    frozen->n_standing = cases->n - cases->holes->len;
    frozen->marks = g_memdup2(cases->marks, cases->n * sizeof *cases->marks);
    frozen->told_at = g_memdup2(cases->told_at, cases->n * sizeof *cases->told_at);
    return frozen;
}

void sz_cases_frozen_free(SzCasesFrozen *frozen)
{
    if (frozen != NULL) {
        sz_cases_version_unref(frozen->version);
        g_free(frozen->marks);
        g_free(frozen->told_at);
        g_free(frozen);
    }
}

gint64 sz_cases_frozen_places(const SzCasesFrozen *frozen)
{
    const SzCaseLedger *ledger = sz_cases_version_ledger(frozen->version);
    return ledger != NULL ? sz_case_ledger_reached(ledger) : 0;
}

/* --- saving -------------------------------------------------------------------------------- */

/* What a row looks like in the memory of this program. */
static void put_layout(GByteArray *out)
{
    SzCaseRow probe;
    memset(&probe, 0, sizeof probe);
    probe.applied.ns = 0x0102030405060708;
    probe.item = 0x090a0b0c;
    probe.base = SZ_LIGHT_RED;
    probe.unit = SZ_UNIT_WORKDAY;
    probe.is_provisional = 1;
    probe.visits = -1;
    sz_state_put_text(out, (SzSlice){(const char *)&probe + ROW_FROM, ROW_BYTES});
}

void sz_cases_frozen_save_head(const SzCasesFrozen *frozen, GByteArray *out)
{
    bool has_shelved = sz_cases_frozen_places(frozen) > 0;
    put_layout(out);
    sz_state_put_number(out, frozen->n_texts);
    for (guint32 i = 1; i <= frozen->n_texts; i++) {
        sz_state_put_text(out, sz_slice(sz_cases_version_text(frozen->version, i)));
    }
    sz_state_put_number(out, frozen->n_standing);
    sz_state_put_bool(out, has_shelved);
    if (has_shelved) {
        sz_case_ledger_save(sz_cases_version_ledger(frozen->version), out);
    }
}

static void put_case(const SzCasesFrozen *frozen, gsize i, const SzCaseRow *row, GByteArray *out)
{
    SzCaseMark mark = frozen->marks[i];
    const guint8 marks = (guint8)(mark.told | (mark.is_told != 0 ? MARK_IS_TOLD : 0) |
                                  (mark.is_dirty != 0 ? MARK_IS_DIRTY : 0) |
                                  (mark.has_moves != 0 ? MARK_HAS_MOVES : 0));
    g_autoptr(GByteArray) body = sz_case_body_save(row->body);
    sz_state_put_bytes(out, &marks, 1);
    if (mark.is_told != 0) {
        sz_state_put_time(out, frozen->told_at[i]);
    }
    sz_state_put_bytes(out, (const char *)row + ROW_FROM, ROW_BYTES);
    sz_state_put_text(out, (SzSlice){(const char *)body->data, body->len});
}

bool sz_cases_frozen_save_some(const SzCasesFrozen *frozen, gsize *at, GByteArray *out)
{
    gsize n = sz_cases_version_n(frozen->version);
    guint n_put = 0;
    for (; *at < n && n_put < SOME_CASES; (*at)++) {
        const SzCaseRow *row = sz_cases_version_any_row(frozen->version, *at);
        if (row != NULL) {
            put_case(frozen, *at, row, out);
            n_put++;
        }
    }
    return n_put > 0;
}

/* --- loading ------------------------------------------------------------------------------- */

static void take_layout(SzStateReader *reader)
{
    g_autoptr(GByteArray) ours = g_byte_array_new();
    put_layout(ours);
    SzSlice theirs = sz_state_take_bytes(reader, ours->len);
    if (!sz_slice_equal(theirs, (SzSlice){(const char *)ours->data, ours->len})) {
        sz_state_spoil(reader);
    }
}

/* Each gets the number it had. */
static void take_texts(SzStateReader *reader, SzTexts *texts)
{
    gsize n = sz_state_take_count(reader, 1);
    for (gsize i = 1; i <= n && !reader->is_bad; i++) {
        SzSlice text = sz_state_take_text(reader);
        bool is_next = text.len > 0 && n <= SZ_TEXTS_MAX && sz_texts_number(texts, text) == i;
        if (!is_next) {
            sz_state_spoil(reader);
        }
    }
}

bool sz_cases_load_head(SzCases *cases, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    if (cases->n > 0 || cases->index.n_slots > 0) {
        return false; /* told twice */
    }
    take_layout(&reader);
    take_texts(&reader, cases->texts);
    cases->n_to_load = sz_state_take_number(&reader, G_MAXUINT32 - 1);
    bool has_shelved = sz_state_take_bool(&reader);
    if (has_shelved && cases->ledger == NULL) {
        return false; /* there is no shelf */
    }
    if (has_shelved) {
        sz_case_ledger_load(cases->ledger, &reader);
        cases->n_places = sz_case_ledger_reached(cases->ledger);
    }
    sz_cases_index_reserve(cases, MIN(cases->n_to_load, RESERVED_CASES_MAX)); /* also for none */
    return sz_state_is_done(&reader);
}

/* Of the basis all eight that fit in are there. */
G_STATIC_ASSERT(SZ_DUE_BY_STEP == 7);

/* Is each choice of @row one there is, and each number one of something? */
static bool is_sound(const SzCases *cases, const SzCaseRow *row)
{
    guint32 n_texts = sz_texts_n(cases->texts);
    return row->hall_code <= n_texts && row->item <= n_texts && row->org <= n_texts &&
           row->hall <= sz_registry_n_halls(cases->rules.registry) && row->state <= SZ_STATE_VOID &&
           row->base <= SZ_LIGHT_SUSPENDED && row->channel < SZ_CHANNEL_N &&
           row->kind <= SZ_CASE_KIND_PROMISE && row->unit <= SZ_UNIT_DAY &&
           row->acceptance <= SZ_ACCEPTED_LATE && row->is_auto <= SZ_YESNO_YES &&
           row->elic <= SZ_YESNO_YES;
}

/* @marks: those that hold now. */
static void add_case(SzCases *cases, const SzCaseRow *row_take, const SzToldLight *told,
                     guint8 marks)
{
    guint32 i = sz_cases_add_row(cases, row_take);
    sz_cases_set_told(cases, i, told);
    if ((marks & MARK_IS_DIRTY) != 0) {
        sz_cases_note_dirty(cases, i);
        return;
    }
    sz_cases_plan_change(cases, i);
    if ((marks & MARK_HAS_MOVES) != 0) {
        sz_cases_settle_moves(cases, i);
    }
}

static bool take_case(SzCases *cases, SzStateReader *reader, bool rows_hold)
{
    guint8 marks = (guint8)sz_state_take_number(reader, MARK_ALL);
    SzToldLight told = {.is_any = (marks & MARK_IS_TOLD) != 0,
                        .light = (SzLight)(marks & MARK_TOLD)};
    if (told.is_any) {
        told.at = sz_state_take_time(reader);
    }
    SzSlice bytes = sz_state_take_bytes(reader, ROW_BYTES);
    SzSlice packed = sz_state_take_text(reader);
    SzCaseRow row = {0};
    if (bytes.len == ROW_BYTES) {
        memcpy((char *)&row + ROW_FROM, bytes.data, ROW_BYTES);
    }
    marks |= rows_hold ? 0 : MARK_IS_DIRTY;
    bool is_dirty = (marks & MARK_IS_DIRTY) != 0;
    g_autoptr(SzCaseBody) body = sz_case_body_load_checked(packed, cases->texts);
    bool is_good =
        body != NULL && told.light <= SZ_LIGHT_SUSPENDED &&
        (is_sound(cases, &row) || (is_dirty && row.hall_code <= sz_texts_n(cases->texts))) &&
        (is_dirty || (row.is_ghost != 0) == sz_case_body_is_empty(body));
    if (!is_good || cases->n_to_load == 0 ||
        sz_cases_find(cases, row.hall_code, sz_slice(sz_case_body_id(body))) >= 0) {
        return false;
    }
    if (is_dirty) {
        row = (SzCaseRow){.hall_code = row.hall_code};
    }
    row.body = g_steal_pointer(&body);
    add_case(cases, &row, &told, marks);
    cases->n_to_load--;
    return true;
}

bool sz_cases_load_some(SzCases *cases, SzSlice bytes, bool rows_hold)
{
    SzStateReader reader = sz_state_reader(bytes);
    while (sz_state_has_more(&reader)) {
        if (!take_case(cases, &reader, rows_hold)) {
            return false;
        }
    }
    return sz_state_is_done(&reader);
}

bool sz_cases_load_end(SzCases *cases, bool rows_hold)
{
    if (cases->n_to_load > 0 || cases->index.n_slots == 0) {
        return false; /* some did not come, or not even the head */
    }
    if (!rows_hold) {
        sz_cases_redate_shelf(cases);
    }
    return true;
}
