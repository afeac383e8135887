#include "metrics/service_limits.h"

#include "metrics/quantile.h"

#include <math.h>

struct SzServiceLimits {
    SzDay day;
    GHashTable *took; /* owned; queue (gchar *, owned) -> GArray of gint64, ns, owned */
};

static void free_array(gpointer data)
{
    g_array_unref(data);
}

SzServiceLimits *sz_service_limits_new(SzDay day)
{
    SzServiceLimits *limits = g_new0(SzServiceLimits, 1);
    limits->day = day;
    limits->took = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    return limits;
}

void sz_service_limits_free(SzServiceLimits *limits)
{
    if (limits != NULL) {
        g_hash_table_unref(limits->took);
        g_free(limits);
    }
}

const char *sz_service_queue(const SzTicket *ticket)
{
    return *ticket->last_call_queue != '\0' ? ticket->last_call_queue : ticket->queue;
}

void sz_service_limits_add(SzServiceLimits *limits, const SzTicket *ticket)
{
    SzMaybeTime called = sz_maybe_time(ticket->last_call);
    SzMaybeTime ended = sz_ticket_ended(ticket);
    if (!sz_ticket_state_is_served(ticket->state) || !called.known || !ended.known ||
        sz_day_of(ended.at) != limits->day || ended.at.ns < called.at.ns) {
        return;
    }
    const char *queue = sz_service_queue(ticket);
    GArray *took = g_hash_table_lookup(limits->took, queue);
    if (took == NULL) {
        took = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(limits->took, g_strdup(queue), took);
    }
    gint64 took_ns = ended.at.ns - called.at.ns;
    g_array_append_val(took, took_ns);
}

gint64 sz_service_limits_of(SzServiceLimits *limits, const char *queue)
{
    GArray *took = g_hash_table_lookup(limits->took, queue);
    double p95_ns = 0;
    if (took == NULL || took->len < SZ_SERVICE_LIMIT_SAMPLE) {
        return SZ_SERVICE_LIMIT_LEAST_MIN;
    }
    sz_sort_int64(took);
    (void)sz_quantile_of_sorted((const gint64 *)(gconstpointer)took->data, took->len, 0.95,
                                &p95_ns);
    double step_ns = 60.0 * (double)SZ_NS_PER_S * SZ_SERVICE_LIMIT_STEP_MIN;
    gint64 limit_min = (gint64)ceil(p95_ns / step_ns) * SZ_SERVICE_LIMIT_STEP_MIN;
    return MAX(limit_min, SZ_SERVICE_LIMIT_LEAST_MIN);
}
