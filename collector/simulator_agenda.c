#include "collector/simulator_agenda.h"

void sz_sim_agenda_init(SzSimAgenda *agenda)
{
    *agenda = (SzSimAgenda){.heap = g_array_new(FALSE, FALSE, sizeof(SzSimEvent))};
}

void sz_sim_agenda_clear(SzSimAgenda *agenda)
{
    g_clear_pointer(&agenda->heap, g_array_unref);
}

static bool is_before(const SzSimEvent *a, const SzSimEvent *b)
{
    /* The count may wrap in a run of years; what is planned at one instant lies close together. */
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : (gint32)(a->order - b->order) < 0;
}

void sz_sim_agenda_add(SzSimAgenda *agenda, SzSimEvent event)
{
    if (event.at_ms == SZ_SIM_NEVER) {
        return;
    }
    event.order = agenda->n_planned++;
    g_array_append_val(agenda->heap, event);
    SzSimEvent *heap = (SzSimEvent *)(void *)agenda->heap->data;
    guint i = agenda->heap->len - 1;
    for (; i > 0 && is_before(&event, &heap[(i - 1) / 2]); i = (i - 1) / 2) {
        heap[i] = heap[(i - 1) / 2];
    }
    heap[i] = event;
}

gint64 sz_sim_agenda_next_ms(const SzSimAgenda *agenda)
{
    return agenda->heap->len > 0 ? g_array_index(agenda->heap, SzSimEvent, 0).at_ms : SZ_SIM_NEVER;
}

SzSimEvent sz_sim_agenda_take(SzSimAgenda *agenda)
{
    SzSimEvent *heap = (SzSimEvent *)(void *)agenda->heap->data;
    SzSimEvent first = heap[0];
    guint n = agenda->heap->len - 1;
    SzSimEvent moved = heap[n];
    g_array_set_size(agenda->heap, n);
    guint i = 0;
    for (guint child = 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && is_before(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!is_before(&heap[child], &moved)) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    if (n > 0) {
        heap[i] = moved;
    }
    return first;
}
