#pragma once

/* Durable batches on their way from the journal's thread to the engine's, in order.
 *
 * What is durable has to be taken, so that pushing never fails; but who lets batches in should ask first whether there
 * is room, or an engine that is slower than the journal fills the memory.
 *
 * Shell code: a mutex and a condition.  Any thread pushes; one thread waits and takes. */

#include "collector/journal.h"

typedef struct {
    SzReceipt receipt;
    GBytes *lines;  /* owned */
    GBytes *events; /* owned; of each line (SzBatch); NULL: not known */
} SzQueuedBatch;

void sz_queued_batch_free(SzQueuedBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQueuedBatch, sz_queued_batch_free)

typedef struct SzBatchQueue SzBatchQueue;

/* @bytes_max: from so many on, those of what holds the lines included, there is no room */
SzBatchQueue *sz_batch_queue_new(gsize bytes_max);
/* What waits in it goes with it. */
void sz_batch_queue_free(SzBatchQueue *queue);

/* @lines: (transfer full); @events: NULL: not known */
void sz_batch_queue_push(SzBatchQueue *queue, const SzReceipt *receipt, GBytes *lines,
                         GBytes *events);
/* (transfer full) the first; NULL: none is there. */
SzQueuedBatch *sz_batch_queue_take(SzBatchQueue *queue);
guint64 sz_batch_queue_n(SzBatchQueue *queue);
gsize sz_batch_queue_n_bytes(SzBatchQueue *queue);
bool sz_batch_queue_has_room(SzBatchQueue *queue);

/* Until a batch is there, somebody wakes, the queue is ended, or monotonic @until_us has come.  Returns: false when it is
 * ended and empty. */
bool sz_batch_queue_wait(SzBatchQueue *queue, gint64 until_us);
/* Who waits, or waits next, need not wait any longer. */
void sz_batch_queue_wake(SzBatchQueue *queue);
/* Until the queue is ended or monotonic @until_us has come, whatever is in it.  Returns: true when it is ended. */
bool sz_batch_queue_await_end(SzBatchQueue *queue, gint64 until_us);
/* Nobody is to wait any more once what is in it has been taken. */
void sz_batch_queue_end(SzBatchQueue *queue);
