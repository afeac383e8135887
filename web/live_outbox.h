#pragma once

/* The message on its way to one client: what is this client's own, then what everybody shares.
 *
 * Pure apart from memory. */

#include <glib.h>
#include <stdbool.h>

/* libwebsockets keeps what the kernel does not take; so little at a time. */
#define SZ_LIVE_PIECE_BYTES 16384

/* Zeroed: nothing is on its way. */
typedef struct {
    guint8 head[96];
    gsize head_len;
    GBytes *body; /* owned; NULL: nothing is on its way */
    gsize offset; /* of head and body together */
    bool is_binary;
} SzLiveOutbox;

/* As it is; @text is taken. */
void sz_live_outbox_whole(SzLiveOutbox *outbox, GBytes *text_take);
/* {"id":ID, and then @body, of which a reference is held. */
void sz_live_outbox_text(SzLiveOutbox *outbox, guint32 id, GBytes *body);
/* {"id":ID,"seq":SEQ,"time":"TIME", and then @body.  @time: RFC 3339. */
void sz_live_outbox_state(SzLiveOutbox *outbox, guint32 id, guint64 seq, const char *time,
                          GBytes *body);
/* A picture behind its binary head: u8 version 1, u8 format 1 (PNG), u16 0, u32 id, u64 seq, big-endian. */
void sz_live_outbox_picture(SzLiveOutbox *outbox, guint32 id, guint64 seq, GBytes *picture);
/* Of the whole message. */
gsize sz_live_outbox_bytes(const SzLiveOutbox *outbox);
/* The next SZ_LIVE_PIECE_BYTES at most, into @piece.  Returns: how many. */
gsize sz_live_outbox_fill(const SzLiveOutbox *outbox, unsigned char *piece);
/* @n_bytes have been sent; after the last of them nothing is on its way. */
void sz_live_outbox_advance(SzLiveOutbox *outbox, gsize n_bytes);
void sz_live_outbox_clear(SzLiveOutbox *outbox);
