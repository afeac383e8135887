/* Kiosks for a checkpoint: each with its lines and the transactions of its day. */

#include "metrics/device_lines_state.h"
#include "metrics/event_check.h"
#include "metrics/event_set_state.h"
#include "metrics/kiosks_internal.h"

void sz_kiosks_save(const SzKiosks *kiosks, SzStateParts *out)
{
    g_autoptr(SzEventSet) none = sz_event_set_new();
    for (guint32 i = 0; i < sz_entities_n(kiosks->slots); i++) {
        const SzKioskSlot *slot = sz_entities_at(kiosks->slots, i);
        sz_state_put_text(out->now, sz_entity_hall(&slot->entity));
        sz_state_put_text(out->now, sz_entity_id(&slot->entity));
        sz_state_put_maybe_time(out->now, slot->last_alive);
        sz_state_put_maybe_time(out->now, slot->last_repair);
        sz_state_put_maybe_time(out->now, slot->last_event);
        sz_device_lines_save(&slot->states, out->now);
        sz_device_lines_save(&slot->faults, out->now);
        sz_event_set_save(slot->txns != NULL ? slot->txns : none, out->now);
        sz_state_parts_cut(out);
    }
}

static bool is_sound(SzSlice said)
{
    SzKioskEvent event;
    sz_event_decode(&SZ_KIOSK_LAYOUT, said, &event);
    return sz_kiosk_event_is_sound(&event);
}

static bool on_txn(void *saved, bool is_void, void *user)
{
    const SzKioskEvent *event = saved;
    bool is_sound_txn = event->kind == SZ_KIOSK_TXN && sz_kiosk_event_is_sound(event);
    if (is_sound_txn) {
        SzApplied applied;
        (void)sz_kiosk_put_txn(user, event, is_void, &applied);
    }
    return is_sound_txn;
}

static void take_kiosk(SzKiosks *kiosks, SzStateReader *reader)
{
    SzSlice hall = sz_state_take_text(reader);
    SzSlice kiosk = sz_state_take_text(reader);
    SzKioskSlot *slot = sz_kiosks_take(kiosks, hall, kiosk);
    if (slot->last_event.known) {
        sz_state_spoil(reader);
        return;
    }
    slot->last_alive = sz_state_take_maybe_time(reader);
    slot->last_repair = sz_state_take_maybe_time(reader);
    slot->last_event = sz_state_take_maybe_time(reader);
    sz_device_lines_load(&slot->states, reader, kiosks->statements, &SZ_KIOSK_LAYOUT, is_sound);
    sz_device_lines_load(&slot->faults, reader, kiosks->statements, &SZ_KIOSK_LAYOUT, is_sound);
    SzKioskEvent room;
    sz_event_set_load(reader, &SZ_KIOSK_LAYOUT, &room, on_txn, slot);
    if (!slot->last_event.known) {
        sz_state_spoil(reader); /* nobody would know it */
    }
}

bool sz_kiosks_load(SzKiosks *kiosks, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    while (sz_state_has_more(&reader)) {
        take_kiosk(kiosks, &reader);
    }
    return sz_state_is_done(&reader);
}
