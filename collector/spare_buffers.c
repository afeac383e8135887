#include "collector/spare_buffers.h"

#include <pthread.h>
#include <stdbool.h>

/* Smaller ones cost little; one that is larger was for a request that is rare. */
#define SMALL_BYTES (64UL << 10)
#define LARGE_BYTES (4UL << 20)

struct SzSpareBuffers {
    gint n_refs;
    gsize bytes_max;
    pthread_mutex_t mutex; /* over what follows */
    GPtrArray *spare;      /* GString, owned */
    gsize n_bytes;         /* of them */
};

typedef struct {
    SzSpareBuffers *buffers; /* owned reference */
    GString *buffer;         /* owned */
} Lent;

SzSpareBuffers *sz_spare_buffers_new(gsize bytes_max)
{
    SzSpareBuffers *buffers = g_new0(SzSpareBuffers, 1);
    buffers->n_refs = 1;
    buffers->bytes_max = bytes_max;
    (void)pthread_mutex_init(&buffers->mutex, NULL);
    buffers->spare = g_ptr_array_new();
    return buffers;
}

SzSpareBuffers *sz_spare_buffers_ref(SzSpareBuffers *buffers)
{
    g_atomic_int_inc(&buffers->n_refs);
    return buffers;
}

void sz_spare_buffers_unref(SzSpareBuffers *buffers)
{
    if (buffers == NULL || !g_atomic_int_dec_and_test(&buffers->n_refs)) {
        return;
    }
    for (guint i = 0; i < buffers->spare->len; i++) {
        g_string_free(g_ptr_array_index(buffers->spare, i), TRUE);
    }
    g_ptr_array_unref(buffers->spare);
    (void)pthread_mutex_destroy(&buffers->mutex);
    g_free(buffers);
}

GString *sz_spare_buffers_take(SzSpareBuffers *buffers)
{
    GString *buffer = NULL;
    (void)pthread_mutex_lock(&buffers->mutex);
    if (buffers->spare->len > 0) {
        buffer = g_ptr_array_steal_index_fast(buffers->spare, buffers->spare->len - 1);
        buffers->n_bytes -= buffer->allocated_len;
    }
    (void)pthread_mutex_unlock(&buffers->mutex);
    return buffer != NULL ? g_string_truncate(buffer, 0) : NULL;
}

void sz_spare_buffers_give(SzSpareBuffers *buffers, GString *buffer)
{
    gsize n_bytes = buffer->allocated_len;
    bool is_kept = false;
    if (n_bytes >= SMALL_BYTES && n_bytes <= LARGE_BYTES) {
        (void)pthread_mutex_lock(&buffers->mutex);
        is_kept = buffers->n_bytes + n_bytes <= buffers->bytes_max;
        if (is_kept) {
            g_ptr_array_add(buffers->spare, buffer);
            buffers->n_bytes += n_bytes;
        }
        (void)pthread_mutex_unlock(&buffers->mutex);
    }
    if (!is_kept) {
        g_string_free(buffer, TRUE);
    }
}

static void give_back(gpointer data)
{
    Lent *lent = data;
    sz_spare_buffers_give(lent->buffers, lent->buffer);
    sz_spare_buffers_unref(lent->buffers);
    g_free(lent);
}

GBytes *sz_spare_buffers_to_bytes(SzSpareBuffers *buffers, GString *buffer)
{
    Lent *lent = g_new(Lent, 1);
    *lent = (Lent){sz_spare_buffers_ref(buffers), buffer};
    return g_bytes_new_with_free_func(buffer->str, buffer->len, give_back, lent);
}
