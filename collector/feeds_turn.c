/* Whose body is read.
 *
 * Large bodies are read one after the other, not side by side: then the first of them is on its way to the disk while
 * the next is read, and no part of the program waits for the others, as it does where all bodies are complete at about
 * the same time.  Less of unfinished bodies is held, too.  Those whose turn it is not are suspended; what they send
 * waits in the kernel.  Who has the turn and sends little passes it on, so that one slow sender keeps nobody waiting. */

#include "collector/feeds_internal.h"

/* So much of a body is read without a turn: most bodies are smaller. */
#define FREE_BYTES (64UL << 10)
/* Who sends faster than it is read fills about as much between two rounds. */
#define ROUND_BYTES (8UL << 10)

static void give_turn(Worker *worker, Exchange *exchange)
{
    worker->turn = exchange;
    worker->n_turn_bytes = ROUND_BYTES; /* nothing can have come before the next round */
}

/* The turn goes to who has waited longest. */
static void pass(Worker *worker)
{
    Exchange *next = g_queue_pop_head(&worker->waiting_turn);
    give_turn(worker, next);
    if (next != NULL) {
        worker->n_waiting--;
        sz_feeds_link_resume(next->connection);
        MHD_resume_connection(next->connection);
    }
}

void sz_feeds_turn_take(Exchange *exchange, gsize n_bytes)
{
    Worker *worker = exchange->worker;
    exchange->n_read_bytes += n_bytes;
    if (exchange->n_read_bytes <= FREE_BYTES || g_atomic_int_get(&worker->is_stopping) != 0) {
        return;
    }
    if (worker->turn == NULL) {
        give_turn(worker, exchange);
    } else if (worker->turn == exchange) {
        worker->n_turn_bytes += n_bytes;
    } else {
        worker->n_waiting++;
        g_queue_push_tail(&worker->waiting_turn, exchange);
        sz_feeds_link_suspend(exchange->connection);
        MHD_suspend_connection(exchange->connection);
    }
}

void sz_feeds_turn_end(Exchange *exchange)
{
    if (exchange->worker->turn == exchange) {
        pass(exchange->worker);
    }
}

void sz_feeds_turns_check(Worker *worker)
{
    bool is_used = worker->n_turn_bytes >= ROUND_BYTES;
    worker->n_turn_bytes = 0;
    if (worker->turn != NULL && !is_used) {
        pass(worker);
    }
}

bool sz_feeds_turns_has_waiting(const Worker *worker)
{
    return worker->waiting_turn.length > 0;
}

void sz_feeds_turns_end(Worker *worker)
{
    while (sz_feeds_turns_has_waiting(worker)) {
        pass(worker);
    }
}
