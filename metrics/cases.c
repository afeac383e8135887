#include "metrics/cases.h"

#include "metrics/texts.h"

#define PAGE_RECORDS 256

/* A page is shared between versions; the store writes only into a page it holds alone. */
typedef struct {
    SzCaseRecord *records[PAGE_RECORDS]; /* owned references; NULL where there is none yet */
    const SzHall *halls[PAGE_RECORDS];   /* theirs, side by side */
    SzCaseRow rows[PAGE_RECORDS];
} Page;

struct SzCasesVersion {
    SzTexts *texts; /* owned reference */
    const SzRegistry *registry;
    gsize n; /* records */
    gsize n_pages;
    Page *pages[]; /* owned references */
};

typedef struct {
    const char *hall;
    const char *id;
    SzCaseEvents *events; /* owned */
    bool is_dirty;        /* events changed since the last publish */
} Slot;

struct SzCases {
    SzCaseRules rules;
    SzTexts *texts;      /* owned reference */
    GHashTable *slot_of; /* Slot index + 1, by the "hall NUL id" key it owns */
    GArray *slots;       /* Slot */
    GPtrArray *pages;    /* Page *, owned references */
    GArray *dirty;       /* guint32 indices of dirty slots */
};

/* --- references ---------------------------------------------------------------------------- */

static void clear_record(gpointer data)
{
    SzCaseRecord *record = data;
    sz_case_events_unref(record->events);
}

static void unref_record(SzCaseRecord *record)
{
    g_atomic_rc_box_release_full(record, clear_record);
}

static void clear_page(gpointer data)
{
    Page *page = data;
    for (gsize i = 0; i < PAGE_RECORDS; i++) {
        if (page->records[i] != NULL) {
            unref_record(page->records[i]);
        }
    }
}

static void unref_page(gpointer page)
{
    g_atomic_rc_box_release_full(page, clear_page);
}

/* --- the store ----------------------------------------------------------------------------- */

SzCases *sz_cases_new(const SzCaseRules *rules)
{
    SzCases *cases = g_new0(SzCases, 1);
    cases->rules = *rules;
    cases->texts = sz_texts_new();
    cases->slot_of = sz_entity_table_new(NULL);
    cases->slots = g_array_new(FALSE, FALSE, sizeof(Slot));
    cases->pages = g_ptr_array_new_with_free_func(unref_page);
    cases->dirty = g_array_new(FALSE, FALSE, sizeof(guint32));
    return cases;
}

void sz_cases_free(SzCases *cases)
{
    if (cases == NULL) {
        return;
    }
    for (guint i = 0; i < cases->slots->len; i++) {
        sz_case_events_unref(g_array_index(cases->slots, Slot, i).events);
    }
    g_array_unref(cases->slots);
    g_array_unref(cases->dirty);
    g_ptr_array_unref(cases->pages);
    g_hash_table_unref(cases->slot_of);
    sz_texts_unref(cases->texts);
    g_free(cases);
}

/* Index of the case's slot, made when it is new. */
static guint32 slot_index(SzCases *cases, SzSlice hall, SzSlice id)
{
    g_autoptr(GBytes) key = sz_entity_key(hall, id);
    gpointer found = g_hash_table_lookup(cases->slot_of, key);
    if (found != NULL) {
        return GPOINTER_TO_UINT(found) - 1;
    }
    Slot slot = {
        .hall = sz_texts_intern(cases->texts, hall),
        .id = sz_texts_add(cases->texts, id),
        .events = sz_case_events_new(),
    };
    g_array_append_val(cases->slots, slot);
    guint32 i = cases->slots->len - 1;
    g_hash_table_insert(cases->slot_of, g_steal_pointer(&key), GUINT_TO_POINTER(i + 1));
    return i;
}

void sz_cases_apply(SzCases *cases, const SzCaseEvent *event)
{
    guint32 i = slot_index(cases, event->hall, event->id);
    Slot *slot = &g_array_index(cases->slots, Slot, i);
    g_autoptr(SzCaseEvents) events = sz_case_events_add(slot->events, event);
    if (events == slot->events) {
        return;
    }
    sz_case_events_unref(slot->events);
    slot->events = g_steal_pointer(&events);
    if (!slot->is_dirty) {
        slot->is_dirty = true;
        g_array_append_val(cases->dirty, i);
    }
}

/* --- publishing ---------------------------------------------------------------------------- */

/* The day on which aliases of hall codes are looked up: that of the earliest event. */
static SzDay first_day(const SzCaseEvents *events)
{
    gsize at = 0;
    SzCaseEvent first = {0};
    (void)sz_case_events_next(events, &at, &first);
    return sz_day_of(first.occurred);
}

static SzCaseKind kind_of(const SzCaseFacts *facts, const SzItem *item)
{
    return facts->case_kind == SZ_CASE_KIND_NONE && item != NULL ? item->kind : facts->case_kind;
}

static SzCaseRecord *make_record(SzCases *cases, const Slot *slot, SzCaseRow *row)
{
    SzCaseFacts facts;
    sz_case_facts_fold(slot->events, &facts);
    const SzRegistry *registry = cases->rules.registry;
    const SzHall *hall = sz_registry_find(registry, sz_slice(slot->hall), first_day(slot->events));
    const SzOpeningHours *hours =
        hall != NULL ? sz_registry_hours(registry, hall) : sz_registry_default_hours(registry);
    const SzItem *item = sz_items_find(cases->rules.items, facts.item);
    SzCaseRecord *record = g_atomic_rc_box_new0(SzCaseRecord);
    record->kind = kind_of(&facts, item);
    record->hall_code = slot->hall;
    record->hall = hall;
    record->id = slot->id;
    record->item = sz_texts_intern(cases->texts, facts.item);
    record->org = sz_texts_intern(cases->texts, facts.org);
    record->channel = facts.channel;
    record->visits = facts.visits;
    record->is_auto = facts.is_auto;
    record->elic = facts.elic;
    record->applied = facts.applied;
    record->accepted = facts.accepted;
    record->ended = facts.ended;
    record->flags = facts.flags;
    record->events = sz_case_events_ref(slot->events);
    sz_case_status_compute(&cases->rules, hours, item, &facts, &record->status);
    sz_case_row_make(&facts, &record->status, item, row);
    record->was_supplemented = row->was_supplemented;
    row->body = (const SzCaseBody *)record->id;
    row->hall = hall != NULL ? (guint32)sz_registry_index(registry, hall) + 1 : 0;
    row->hall_code = sz_texts_number(cases->texts, sz_slice(slot->hall));
    row->item = sz_texts_number(cases->texts, facts.item);
    row->org = sz_texts_number(cases->texts, facts.org);
    return record;
}

/* The page at @i, made writable: held by nobody but the store. @is_ours: one flag a page. */
static Page *writable_page(SzCases *cases, guint i, GByteArray *is_ours)
{
    while (cases->pages->len <= i) {
        const guint8 yes = 1;
        g_ptr_array_add(cases->pages, g_atomic_rc_box_new0(Page));
        g_byte_array_append(is_ours, &yes, 1);
    }
    Page *page = g_ptr_array_index(cases->pages, i);
    if (is_ours->data[i] != 0) {
        return page;
    }
    Page *copy = g_atomic_rc_box_dup(sizeof *page, page);
    for (gsize k = 0; k < PAGE_RECORDS; k++) {
        if (copy->records[k] != NULL) {
            g_atomic_rc_box_acquire(copy->records[k]);
        }
    }
    unref_page(page);
    g_ptr_array_index(cases->pages, i) = copy;
    is_ours->data[i] = 1;
    return copy;
}

static void refresh_records(SzCases *cases)
{
    /* After a publish every page may be held by a version. */
    g_autoptr(GByteArray) is_ours = g_byte_array_new();
    g_byte_array_set_size(is_ours, cases->pages->len);
    if (is_ours->len > 0) {
        memset(is_ours->data, 0, is_ours->len);
    }
    for (guint d = 0; d < cases->dirty->len; d++) {
        guint32 i = g_array_index(cases->dirty, guint32, d);
        Slot *slot = &g_array_index(cases->slots, Slot, i);
        Page *page = writable_page(cases, i / PAGE_RECORDS, is_ours);
        SzCaseRecord **place = &page->records[i % PAGE_RECORDS];
        if (*place != NULL) {
            unref_record(*place);
        }
        *place = make_record(cases, slot, &page->rows[i % PAGE_RECORDS]);
        page->halls[i % PAGE_RECORDS] = (*place)->hall;
        slot->is_dirty = false;
    }
    g_array_set_size(cases->dirty, 0);
}

SzCasesVersion *sz_cases_publish(SzCases *cases)
{
    refresh_records(cases);
    gsize n_pages = cases->pages->len;
    SzCasesVersion *version = g_atomic_rc_box_alloc(sizeof *version + n_pages * sizeof(Page *));
    version->texts = sz_texts_ref(cases->texts);
    version->registry = cases->rules.registry;
    version->n = cases->slots->len;
    version->n_pages = n_pages;
    for (gsize i = 0; i < n_pages; i++) {
        version->pages[i] = g_atomic_rc_box_acquire(g_ptr_array_index(cases->pages, i));
    }
    return version;
}

/* --- a version ----------------------------------------------------------------------------- */

static void clear_version(gpointer data)
{
    SzCasesVersion *version = data;
    for (gsize i = 0; i < version->n_pages; i++) {
        unref_page(version->pages[i]);
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

const SzCaseRecord *sz_cases_version_at(const SzCasesVersion *version, gsize i)
{
    return version->pages[i / PAGE_RECORDS]->records[i % PAGE_RECORDS];
}

const SzHall *sz_cases_version_hall(const SzCasesVersion *version, gsize i)
{
    return version->pages[i / PAGE_RECORDS]->halls[i % PAGE_RECORDS];
}

const char *sz_case_record_hall(const SzCaseRecord *record)
{
    return record->hall != NULL ? record->hall->code : record->hall_code;
}

const SzCaseRow *sz_cases_version_row(const SzCasesVersion *version, gsize i)
{
    return &version->pages[i / PAGE_RECORDS]->rows[i % PAGE_RECORDS];
}

const char *sz_case_row_id(const SzCaseRow *row)
{
    return (const char *)row->body;
}

const char *sz_cases_version_text(const SzCasesVersion *version, guint32 number)
{
    return sz_texts_at(version->texts, number);
}

const SzHall *sz_cases_version_row_hall(const SzCasesVersion *version, const SzCaseRow *row)
{
    return row->hall > 0 ? sz_registry_hall(version->registry, row->hall - 1) : NULL;
}

const char *sz_cases_version_row_code(const SzCasesVersion *version, const SzCaseRow *row)
{
    const SzHall *hall = sz_cases_version_row_hall(version, row);
    return hall != NULL ? hall->code : sz_texts_at(version->texts, row->hall_code);
}
