#include "collector/batch_queue.h"

#include <time.h>

/* Of a batch beside its lines. */
#define BATCH_BYTES 256

struct SzBatchQueue {
    gsize bytes_max;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    GQueue batches; /* SzQueuedBatch, owned */
    gsize n_bytes;  /* of them */
    bool is_woken;
    bool is_ended;
};

void sz_queued_batch_free(SzQueuedBatch *batch)
{
    g_bytes_unref(batch->lines);
    g_clear_pointer(&batch->events, g_bytes_unref);
    g_free(batch);
}

static gsize cost(const SzQueuedBatch *batch)
{
    gsize n_event_bytes = batch->events != NULL ? g_bytes_get_size(batch->events) : 0;
    return g_bytes_get_size(batch->lines) + n_event_bytes + BATCH_BYTES;
}

SzBatchQueue *sz_batch_queue_new(gsize bytes_max)
{
    SzBatchQueue *queue = g_new0(SzBatchQueue, 1);
    queue->bytes_max = bytes_max;
    pthread_condattr_t attributes;
    g_queue_init(&queue->batches);
    (void)pthread_mutex_init(&queue->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&queue->has_work, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return queue;
}

static void free_batch(gpointer data)
{
    sz_queued_batch_free(data);
}

void sz_batch_queue_free(SzBatchQueue *queue)
{
    if (queue == NULL) {
        return;
    }
    g_queue_clear_full(&queue->batches, free_batch);
    (void)pthread_cond_destroy(&queue->has_work);
    (void)pthread_mutex_destroy(&queue->mutex);
    g_free(queue);
}

void sz_batch_queue_push(SzBatchQueue *queue, const SzReceipt *receipt, GBytes *lines,
                         GBytes *events)
{
    SzQueuedBatch *batch = g_new(SzQueuedBatch, 1);
    *batch = (SzQueuedBatch){*receipt, lines, events != NULL ? g_bytes_ref(events) : NULL};
    (void)pthread_mutex_lock(&queue->mutex);
    if (g_queue_is_empty(&queue->batches)) {
        (void)pthread_cond_signal(&queue->has_work);
    }
    g_queue_push_tail(&queue->batches, batch);
    queue->n_bytes += cost(batch);
    (void)pthread_mutex_unlock(&queue->mutex);
}

SzQueuedBatch *sz_batch_queue_take(SzBatchQueue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    SzQueuedBatch *batch = g_queue_pop_head(&queue->batches);
    queue->n_bytes -= batch != NULL ? cost(batch) : 0;
    (void)pthread_mutex_unlock(&queue->mutex);
    return batch;
}

guint64 sz_batch_queue_n(SzBatchQueue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    guint64 n = g_queue_get_length(&queue->batches);
    (void)pthread_mutex_unlock(&queue->mutex);
    return n;
}

gsize sz_batch_queue_n_bytes(SzBatchQueue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    gsize n_bytes = queue->n_bytes;
    (void)pthread_mutex_unlock(&queue->mutex);
    return n_bytes;
}

bool sz_batch_queue_has_room(SzBatchQueue *queue)
{
    return sz_batch_queue_n_bytes(queue) < queue->bytes_max;
}

static struct timespec timespec_of(gint64 us)
{
    return (struct timespec){.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
}

bool sz_batch_queue_wait(SzBatchQueue *queue, gint64 until_us)
{
    const struct timespec until = timespec_of(until_us);
    (void)pthread_mutex_lock(&queue->mutex);
    while (g_queue_is_empty(&queue->batches) && !queue->is_ended && !queue->is_woken &&
           g_get_monotonic_time() < until_us) {
        (void)pthread_cond_timedwait(&queue->has_work, &queue->mutex, &until);
    }
    queue->is_woken = false;
    bool goes_on = !queue->is_ended || !g_queue_is_empty(&queue->batches);
    (void)pthread_mutex_unlock(&queue->mutex);
    return goes_on;
}

void sz_batch_queue_wake(SzBatchQueue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    queue->is_woken = true;
    (void)pthread_cond_signal(&queue->has_work);
    (void)pthread_mutex_unlock(&queue->mutex);
}

bool sz_batch_queue_await_end(SzBatchQueue *queue, gint64 until_us)
{
    const struct timespec until = timespec_of(until_us);
    (void)pthread_mutex_lock(&queue->mutex);
    while (!queue->is_ended && g_get_monotonic_time() < until_us) {
        (void)pthread_cond_timedwait(&queue->has_work, &queue->mutex, &until);
    }
    bool is_ended = queue->is_ended;
    (void)pthread_mutex_unlock(&queue->mutex);
    return is_ended;
}

void sz_batch_queue_end(SzBatchQueue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    queue->is_ended = true;
    (void)pthread_cond_signal(&queue->has_work);
    (void)pthread_mutex_unlock(&queue->mutex);
}
