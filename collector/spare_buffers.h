#pragma once

/* Large buffers that are used again.
 *
 * The bodies of large requests come and go all the time.  Memory of that size the C library asks from the system and
 * gives back, and each page of it is cleared on the way; that costs more than reading what is in it.
 *
 * Shell code: a mutex.  Any thread.  Reference-counted, for bytes made of a buffer may outlive everybody else. */

#include <glib.h>

typedef struct SzSpareBuffers SzSpareBuffers;

/* @bytes_max: of buffers that are not in use, so much is kept at most */
SzSpareBuffers *sz_spare_buffers_new(gsize bytes_max);
SzSpareBuffers *sz_spare_buffers_ref(SzSpareBuffers *buffers);
void sz_spare_buffers_unref(SzSpareBuffers *buffers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzSpareBuffers, sz_spare_buffers_unref)

/* (transfer full) an empty one; NULL: none is there. */
GString *sz_spare_buffers_take(SzSpareBuffers *buffers);
/* @buffer: (transfer full) whoever made it; a small one is freed. */
void sz_spare_buffers_give(SzSpareBuffers *buffers, GString *buffer);
/* (transfer full) the contents of @buffer (transfer full), which is given back when nobody has the bytes any more. */
GBytes *sz_spare_buffers_to_bytes(SzSpareBuffers *buffers, GString *buffer);
