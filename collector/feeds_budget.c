/* What bodies that are not complete yet may take together. */

#include "collector/feeds_internal.h"

/* Of each body that much is free, so that small writes go on beside any number of large ones. */
#define FREE_BYTES 65536

static gsize counted_bytes(gsize held_bytes)
{
    return held_bytes > FREE_BYTES ? held_bytes - FREE_BYTES : 0;
}

static void count(Exchange *exchange, gsize counted)
{
    gssize more = (gssize)counted - (gssize)exchange->counted_bytes;
    exchange->counted_bytes = counted;
    (void)g_atomic_pointer_add(&exchange->worker->feeds->counted_bytes, more);
}

bool sz_feeds_budget_take(Exchange *exchange)
{
    SzFeeds *feeds = exchange->worker->feeds;
    gsize before = exchange->counted_bytes;
    count(exchange, counted_bytes(sz_write_body_held_bytes(exchange->body)));
    gssize all = (gssize)g_atomic_pointer_get(&feeds->counted_bytes);
    return exchange->counted_bytes <= before || all <= (gssize)feeds->options.unfinished_max_bytes;
}

void sz_feeds_budget_release(Exchange *exchange)
{
    count(exchange, 0);
}
