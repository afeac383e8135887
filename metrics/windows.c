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
    SzTexts *texts;     /* owned reference */
    SzFrozenRows *rows; /* owned */
};

SzWindows *sz_windows_new(const SzCaseRules *rules)
{
    SzWindows *windows = g_new0(SzWindows, 1);
    windows->rules = *rules;
    windows->texts = sz_texts_new();
    windows->statements = sz_statements_new();
    windows->slots = sz_entities_new(windows->texts, sizeof(Slot), false);
    windows->rows = sz_row_pages_new(sizeof(SzWindow));
    windows->dirty = g_array_new(FALSE, FALSE, sizeof(guint32));
    return windows;
}

void sz_windows_free(SzWindows *windows)
{
    if (windows == NULL) {
        return;
    }
    for (guint32 i = 0; i < sz_entities_n(windows->slots); i++) {
        Slot *slot = sz_entities_at(windows->slots, i);
        sz_device_lines_clear(&slot->lines);
    }
    sz_entities_free(windows->slots);
    sz_row_pages_free(windows->rows);
    g_array_unref(windows->dirty);
    g_hash_table_unref(windows->statements);
    sz_texts_unref(windows->texts);
    g_free(windows);
}

SzWindowSlot *sz_windows_take(SzWindows *windows, SzSlice hall, SzSlice window)
{
    Slot *slot = sz_entities_take(windows->slots, hall, 0, window);
    if (!slot->is_dirty) {
        slot->is_dirty = true;
        g_array_append_val(windows->dirty, slot->entity.i);
    }
    return slot;
}

SzApplied sz_windows_apply(SzWindows *windows, const SzWindowEvent *event)
{
    SzWindowEvent said = *event;
    said.occurred.ns = 0;
    Slot *slot = sz_windows_take(windows, event->hall, event->window);
    return sz_device_lines_apply(
        &slot->lines, event->occurred,
        sz_statements_intern(windows->statements, &SZ_WINDOW_LAYOUT, &said));
}

static void take_text(SzWindows *windows, SzSlice said, const char **kept)
{
    if (**kept == '\0') {
        *kept = sz_texts_intern(windows->texts, said);
    }
}

/* From the newest line back to the first that says another state. */
static void make_window(SzWindows *windows, const Slot *slot, SzWindow *out)
{
    SzDeviceWalk walk = sz_device_walk(&slot->lines);
    bool has_run = sz_device_walk_next(&walk);
    SzWindowEvent said;
    sz_statement_read(walk.said, &SZ_WINDOW_LAYOUT, &said);
    *out = (SzWindow){
        .place = {slot->entity.hall,
                  sz_registry_find(windows->rules.registry, sz_entity_hall(&slot->entity),
                                   sz_day_of(walk.last))},
        .window = slot->entity.id,
        .state = said.state,
        .last_event = walk.last,
        .reason = "",
        .staff = "",
    };
    while (has_run && said.state == out->state) {
        out->since = (SzMaybeTime){true, walk.first};
        take_text(windows, said.reason, &out->reason);
        take_text(windows, said.staff, &out->staff);
        has_run = sz_device_walk_next(&walk);
        if (has_run) {
            sz_statement_read(walk.said, &SZ_WINDOW_LAYOUT, &said);
        }
    }
    out->since.known = has_run || !slot->lines.has_dropped;
}

SzWindowsVersion *sz_windows_publish(SzWindows *windows)
{
    for (guint k = 0; k < windows->dirty->len; k++) {
        guint32 i = g_array_index(windows->dirty, guint32, k);
        Slot *slot = sz_entities_at(windows->slots, i);
        make_window(windows, slot, sz_row_pages_writable(windows->rows, i));
        slot->is_dirty = false;
    }
    g_array_set_size(windows->dirty, 0);
    SzWindowsVersion *version = g_atomic_rc_box_new0(SzWindowsVersion);
    version->texts = sz_texts_ref(windows->texts);
    version->rows = sz_row_pages_freeze(windows->rows);
    return version;
}

static void clear_version(gpointer data)
{
    SzWindowsVersion *version = data;
    sz_frozen_rows_free(version->rows);
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
    return sz_frozen_rows_n(version->rows);
}

const SzWindow *sz_windows_version_at(const SzWindowsVersion *version, gsize i)
{
    return sz_frozen_rows_at(version->rows, (guint32)i);
}

bool sz_window_is_open(const SzWindow *window)
{
    return window->state == SZ_WINDOW_OPEN || window->state == SZ_WINDOW_CALLING ||
           window->state == SZ_WINDOW_SERVING;
}
