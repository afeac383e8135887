#include "metrics/event_set_state.h"

#include "metrics/event_check.h"
#include "metrics/state_writer.h"

void sz_event_set_save(const SzEventSet *set, GByteArray *out)
{
    sz_state_put_text(out, (SzSlice){(const char *)set->bytes, set->n_bytes});
}

void sz_event_set_load(SzStateReader *reader, const SzEventLayout *layout, void *room,
                       SzOnSavedEvent on_event, void *user)
{
    SzStateReader entries = sz_state_reader(sz_state_take_text(reader));
    while (sz_state_has_more(&entries)) {
        gsize n = (gsize)sz_state_take_number(&entries, G_MAXUINT32);
        bool is_void = n == SZ_MARK_VOID;
        if (is_void || n == SZ_MARK_SHADOWED) {
            n = (gsize)sz_state_take_number(&entries, G_MAXUINT32);
        }
        (void)sz_state_take_number(&entries, n); /* bytes of the identity */
        SzSlice body = sz_state_take_bytes(&entries, n);
        bool is_good = !entries.is_bad && sz_event_is_whole(layout, body);
        if (is_good) {
            sz_event_decode(layout, body, room);
        }
        if (!is_good || !on_event(room, is_void, user)) {
            sz_state_spoil(&entries);
        }
    }
    if (entries.is_bad) {
        sz_state_spoil(reader);
    }
}
