/* Batches between the journal's and the engine's threads. */

#include "collector/batch_queue.h"

static void push(SzBatchQueue *queue, guint64 number, gsize n_bytes)
{
    g_autofree char *lines = g_strnfill(n_bytes, 'x');
    const SzReceipt receipt = {.batch = number};
    sz_batch_queue_push(queue, &receipt, g_bytes_new(lines, n_bytes), NULL);
}

static void assert_takes(SzBatchQueue *queue, guint64 number)
{
    g_autoptr(SzQueuedBatch) batch = sz_batch_queue_take(queue);
    g_assert_nonnull(batch);
    g_assert_cmpuint(batch->receipt.batch, ==, number);
}

static void test_in_order(void)
{
    SzBatchQueue *queue = sz_batch_queue_new(1 << 20);
    push(queue, 1, 10);
    push(queue, 2, 10);
    g_assert_cmpuint(sz_batch_queue_n(queue), ==, 2);
    assert_takes(queue, 1);
    push(queue, 3, 10);
    assert_takes(queue, 2);
    assert_takes(queue, 3);
    g_assert_null(sz_batch_queue_take(queue));
    sz_batch_queue_free(queue);
}

/* What is durable is taken all the same. */
static void test_room(void)
{
    SzBatchQueue *queue = sz_batch_queue_new(3000);
    g_assert_true(sz_batch_queue_has_room(queue));
    push(queue, 1, 1000);
    push(queue, 2, 1000);
    g_assert_true(sz_batch_queue_has_room(queue));
    push(queue, 3, 1000);
    g_assert_false(sz_batch_queue_has_room(queue));
    push(queue, 4, 1000);
    assert_takes(queue, 1);
    g_assert_false(sz_batch_queue_has_room(queue));
    assert_takes(queue, 2);
    g_assert_true(sz_batch_queue_has_room(queue));
    assert_takes(queue, 3);
    assert_takes(queue, 4);
    g_assert_null(sz_batch_queue_take(queue));
    g_assert_true(sz_batch_queue_has_room(queue));
    sz_batch_queue_free(queue);
}

/* Batches of one line are not for nothing. */
static void test_small_batches_count(void)
{
    SzBatchQueue *queue = sz_batch_queue_new(100000);
    guint64 n = 0;
    while (sz_batch_queue_has_room(queue)) {
        push(queue, ++n, 1);
        g_assert_cmpuint(n, <, 1000);
    }
    sz_batch_queue_free(queue);
}

static void test_ends_when_it_is_empty(void)
{
    SzBatchQueue *queue = sz_batch_queue_new(1000);
    push(queue, 1, 1);
    sz_batch_queue_end(queue);
    g_assert_true(sz_batch_queue_wait(queue, G_MAXINT64));
    assert_takes(queue, 1);
    g_assert_false(sz_batch_queue_wait(queue, G_MAXINT64));
    sz_batch_queue_free(queue);
}

/* Whatever is in it. */
static void test_its_end_is_awaited(void)
{
    SzBatchQueue *queue = sz_batch_queue_new(1000);
    push(queue, 1, 1);
    g_assert_false(sz_batch_queue_await_end(queue, g_get_monotonic_time() + 1000));
    sz_batch_queue_end(queue);
    g_assert_true(sz_batch_queue_await_end(queue, G_MAXINT64));
    assert_takes(queue, 1);
    sz_batch_queue_free(queue);
}

/* Once, also when nobody waited then. */
static void test_somebody_wakes(void)
{
    SzBatchQueue *queue = sz_batch_queue_new(1000);
    sz_batch_queue_wake(queue);
    g_assert_true(sz_batch_queue_wait(queue, G_MAXINT64));
    gint64 until_us = g_get_monotonic_time() + 1000;
    g_assert_true(sz_batch_queue_wait(queue, until_us));
    g_assert_cmpint(g_get_monotonic_time(), >=, until_us);
    sz_batch_queue_free(queue);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/batch_queue/in-order", test_in_order);
    g_test_add_func("/collector/batch_queue/room", test_room);
    g_test_add_func("/collector/batch_queue/small-batches-count", test_small_batches_count);
    g_test_add_func("/collector/batch_queue/ends-when-it-is-empty", test_ends_when_it_is_empty);
    g_test_add_func("/collector/batch-queue/its-end-is-awaited", test_its_end_is_awaited);
    g_test_add_func("/collector/batch-queue/somebody-wakes", test_somebody_wakes);
    return g_test_run();
}
