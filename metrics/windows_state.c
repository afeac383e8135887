/* Windows for a checkpoint: each with its lines. */

#include "metrics/device_lines_state.h"
#include "metrics/event_check.h"
#include "metrics/windows_internal.h"

void sz_windows_save(const SzWindows *windows, SzStateParts *out)
{
    for (guint32 i = 0; i < sz_entities_n(windows->slots); i++) {
        const SzWindowSlot *slot = sz_entities_at(windows->slots, i);
        sz_state_put_text(out->now, sz_entity_hall(&slot->entity));
        sz_state_put_text(out->now, sz_entity_id(&slot->entity));
        sz_device_lines_save(&slot->lines, out->now);
        sz_state_parts_cut(out);
    }
}

static bool is_sound(SzSlice said)
{
    SzWindowEvent event;
    sz_event_decode(&SZ_WINDOW_LAYOUT, said, &event);
    return sz_window_event_is_sound(&event);
}

static void take_window(SzWindows *windows, SzStateReader *reader)
{
    SzSlice hall = sz_state_take_text(reader);
    SzSlice window = sz_state_take_text(reader);
    SzWindowSlot *slot = sz_windows_take(windows, hall, window);
    if (slot->lines.n > 0) {
        sz_state_spoil(reader);
        return;
    }
    sz_device_lines_load(&slot->lines, reader, windows->statements, &SZ_WINDOW_LAYOUT, is_sound);
    if (slot->lines.n == 0) {
        sz_state_spoil(reader); /* nobody would know it */
    }
}

bool sz_windows_load(SzWindows *windows, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    while (sz_state_has_more(&reader)) {
        take_window(windows, &reader);
    }
    return sz_state_is_done(&reader);
}
