#include "web/live_outbox.h"

#include <string.h>

#define PICTURE_HEADER_BYTES 16

void sz_live_outbox_whole(SzLiveOutbox *outbox, GBytes *text_take)
{
    *outbox = (SzLiveOutbox){.body = text_take};
}

void sz_live_outbox_text(SzLiveOutbox *outbox, guint32 id, GBytes *body)
{
    *outbox = (SzLiveOutbox){.body = g_bytes_ref(body)};
    outbox->head_len = (gsize)g_snprintf((char *)outbox->head, sizeof outbox->head,
                                         "{\"id\":%" G_GUINT32_FORMAT ",", id);
}

void sz_live_outbox_state(SzLiveOutbox *outbox, guint32 id, guint64 seq, const char *time,
                          GBytes *body)
{
    *outbox = (SzLiveOutbox){.body = g_bytes_ref(body)};
    outbox->head_len = (gsize)g_snprintf((char *)outbox->head, sizeof outbox->head,
                                         "{\"id\":%" G_GUINT32_FORMAT ",\"seq\":%" G_GUINT64_FORMAT
                                         ",\"time\":\"%s\",",
                                         id, seq, time);
}

static void put_big_endian(guint8 *at, guint64 value, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        at[i] = (guint8)(value >> (8 * (n - 1 - i)));
    }
}

void sz_live_outbox_picture(SzLiveOutbox *outbox, guint32 id, guint64 seq, GBytes *picture)
{
    *outbox = (SzLiveOutbox){
        .body = g_bytes_ref(picture), .head_len = PICTURE_HEADER_BYTES, .is_binary = true};
    outbox->head[0] = 1; /* version */
    outbox->head[1] = 1; /* PNG */
    put_big_endian(outbox->head + 4, id, 4);
    put_big_endian(outbox->head + 8, seq, 8);
}

gsize sz_live_outbox_bytes(const SzLiveOutbox *outbox)
{
    return outbox->head_len + g_bytes_get_size(outbox->body);
}

gsize sz_live_outbox_fill(const SzLiveOutbox *outbox, unsigned char *piece)
{
    gsize len = MIN(sz_live_outbox_bytes(outbox) - outbox->offset, SZ_LIVE_PIECE_BYTES);
    gsize n_head = 0;
    if (outbox->offset < outbox->head_len) {
        n_head = MIN(outbox->head_len - outbox->offset, len);
        memcpy(piece, outbox->head + outbox->offset, n_head);
    }
    gsize from = outbox->offset + n_head - outbox->head_len;
    const guint8 *body = g_bytes_get_data(outbox->body, NULL);
    memcpy(piece + n_head, body + from, len - n_head);
    return len;
}

void sz_live_outbox_advance(SzLiveOutbox *outbox, gsize n_bytes)
{
    outbox->offset += n_bytes;
    if (outbox->offset == sz_live_outbox_bytes(outbox)) {
        sz_live_outbox_clear(outbox);
    }
}

void sz_live_outbox_clear(SzLiveOutbox *outbox)
{
    g_clear_pointer(&outbox->body, g_bytes_unref);
}
