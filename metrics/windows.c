#include "metrics/windows_internal.h"

static const SzEventField fields[] = {
    {SZ_FIELD_TEXT, .offset = offsetof(SzWindowEvent, reason)},
    {SZ_FIELD_TEXT, .offset = offsetof(SzWindowEvent, staff)},
    {SZ_FIELD_FLAG, .offset = offsetof(SzWindowEvent, cert), .absent = -1},
};

const SzEventLayout SZ_WINDOW_LAYOUT = {
    .size = sizeof(SzWindowEvent),
    .occurred = offsetof(SzWindowEvent, occurred),
    .kind = offsetof(SzWindowEvent, state),
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
};

typedef SzWindowSlot Slot;

struct SzWindowsVersion {
    SzTexts *texts; /* owned reference */
    gsize n;
    SzWindow windows[];
};

static void free_slot(gpointer data)
{
    Slot *slot = data;
    sz_device_lines_clear(&slot->lines);
    g_free(slot);
}

SzWindows *sz_windows_new(const SzCaseRules *rules)
{
    SzWindows *windows = g_new0(SzWindows, 1);
    windows->rules = *rules;
    windows->texts = sz_texts_new();
    windows->statements = sz_statements_new();
    windows->slots = sz_entity_table_new(free_slot);
    return windows;
}

void sz_windows_free(SzWindows *windows)
{
    if (windows == NULL) {
        return;
    }
    g_hash_table_unref(windows->slots);
    g_hash_table_unref(windows->statements);
    sz_texts_unref(windows->texts);
    g_free(windows);
}

SzWindowSlot *sz_windows_find_slot(SzWindows *windows, SzSlice hall, SzSlice window)
{
    g_autoptr(GBytes) key = sz_entity_key(hall, window);
    Slot *slot = g_hash_table_lookup(windows->slots, key);
    if (slot == NULL) {
        slot = g_new0(Slot, 1);
        slot->hall = sz_texts_intern(windows->texts, hall);
        slot->window = sz_texts_intern(windows->texts, window);
        g_hash_table_insert(windows->slots, g_steal_pointer(&key), slot);
    }
    return slot;
}

void sz_windows_apply(SzWindows *windows, const SzWindowEvent *event)
{
    SzWindowEvent said = *event;
    said.occurred.ns = 0;
    Slot *slot = sz_windows_find_slot(windows, event->hall, event->window);
    (void)sz_device_lines_add(&slot->lines, event->occurred,
                              sz_statements_intern(windows->statements, &SZ_WINDOW_LAYOUT, &said));
}

static void take_text(SzWindows *windows, SzSlice said, const char **kept)
{
    if (**kept == '\0') {
        *kept = sz_texts_intern(windows->texts, said);
    }
}

/* From the newest line back to the first that says another state. */
static SzWindow make_window(SzWindows *windows, const Slot *slot)
{
    const SzDeviceRun *run = sz_device_lines_back(&slot->lines, 0);
    SzWindowEvent said;
    sz_statement_read(run->said, &SZ_WINDOW_LAYOUT, &said);
    SzWindow window = {
        .place = {slot->hall, sz_registry_find(windows->rules.registry, sz_slice(slot->hall),
                                               sz_day_of(run->last))},
        .window = slot->window,
        .state = said.state,
        .last_event = run->last,
        .reason = "",
        .staff = "",
    };
    for (guint i = 0; run != NULL && said.state == window.state;) {
        window.since = (SzMaybeTime){true, run->first};
        take_text(windows, said.reason, &window.reason);
        take_text(windows, said.staff, &window.staff);
        run = sz_device_lines_back(&slot->lines, ++i);
        if (run != NULL) {
            sz_statement_read(run->said, &SZ_WINDOW_LAYOUT, &said);
        }
    }
    window.since.known = run != NULL || !slot->lines.has_dropped;
    return window;
}

SzWindowsVersion *sz_windows_publish(SzWindows *windows)
{
    gsize n = g_hash_table_size(windows->slots);
    SzWindowsVersion *version = g_atomic_rc_box_alloc(sizeof *version + n * sizeof(SzWindow));
    version->texts = sz_texts_ref(windows->texts);
    version->n = 0;
    GHashTableIter each;
    gpointer slot = NULL;
    g_hash_table_iter_init(&each, windows->slots);
    while (g_hash_table_iter_next(&each, NULL, &slot)) {
        version->windows[version->n++] = make_window(windows, slot);
    }
    return version;
}

static void clear_version(gpointer data)
{
    SzWindowsVersion *version = data;
    sz_texts_unref(version->texts);
}

SzWindowsVersion *sz_windows_version_ref(SzWindowsVersion *version)
{
    return g_atomic_rc_box_acquire(version);
}

void sz_windows_version_unref(SzWindowsVersion *version)
{
    if (version != NULL) {
        g_atomic_rc_box_release_full(version, clear_version);
    }
}

gsize sz_windows_version_n(const SzWindowsVersion *version)
{
    return version->n;
}

const SzWindow *sz_windows_version_at(const SzWindowsVersion *version, gsize i)
{
    return &version->windows[i];
}

bool sz_window_is_open(const SzWindow *window)
{
    return window->state == SZ_WINDOW_OPEN || window->state == SZ_WINDOW_CALLING ||
           window->state == SZ_WINDOW_SERVING;
}
