#include "collector/simulator.h"

#include "collector/simulator_internal.h"

/* The halls in a heap by the time of what comes next, at one instant by their index. */
struct SzSimulator {
    SzSimCity city;
    gint64 to_ms;
    SzSimHall **halls; /* owned, each and all; a heap */
    gsize n_halls;
    gsize at;        /* of the text: what has been handed out */
    gint64 heard_ms; /* when the text can be known */
};

static gint64 next_ms(const SzSimHall *hall)
{
    return sz_sim_agenda_next_ms(&hall->agenda);
}

static bool is_before(const SzSimHall *a, const SzSimHall *b)
{
    gint64 a_ms = next_ms(a);
    gint64 b_ms = next_ms(b);
    return a_ms != b_ms ? a_ms < b_ms : a->index < b->index;
}

/* The hall at @i may come later than those below it. */
static void sift_down(SzSimulator *simulator, gsize i)
{
    SzSimHall **heap = simulator->halls;
    SzSimHall *moved = heap[i];
    for (gsize child = 2 * i + 1; child < simulator->n_halls; child = 2 * i + 1) {
        if (child + 1 < simulator->n_halls && is_before(heap[child + 1], heap[child])) {
            child++;
        }
        if (!is_before(heap[child], moved)) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = moved;
}

static void fill_terms(SzSimCity *city)
{
    city->terms = g_new0(SzSimTerms, sz_sim_n_items());
    for (gsize i = 0; i < sz_sim_n_items(); i++) {
        const SzItem *item = sz_items_find(city->plan.items, sz_slice(sz_sim_items[i].code));
        SzSimTerms *terms = &city->terms[i];
        terms->promise = sz_sim_items[i].promise;
        if (item != NULL) {
            terms->statute = item->statute;
            terms->promise = item->promise.unit != SZ_UNIT_NONE ? item->promise : terms->promise;
            terms->kind = item->kind;
        }
        if (terms->kind == SZ_CASE_KIND_NONE) {
            terms->kind = terms->promise.n == 0 ? SZ_CASE_KIND_INSTANT : SZ_CASE_KIND_PROMISE;
        }
    }
}

/* The first millisecond not before @at. */
static gint64 ms_not_before(SzWallTime at)
{
    const gint64 ns_per_ms = SZ_NS_PER_S / SZ_SIM_MS;
    gint64 ms = at.ns / ns_per_ms;
    return ms * ns_per_ms < at.ns ? ms + 1 : ms;
}

SzSimulator *sz_simulator_new(const SzSimulatorPlan *plan)
{
    SzSimulator *simulator = g_new0(SzSimulator, 1);
    simulator->city = (SzSimCity){
        .plan = *plan,
        .lives_until_ms = plan->lives_until.ns > 0 ? ms_not_before(plan->lives_until) : G_MAXINT64,
        .pulses_from_ms = ms_not_before(plan->pulses_from),
        .from_ms = ms_not_before(plan->from),
        .text = g_string_sized_new(4096)};
    simulator->to_ms = ms_not_before(plan->to);
    fill_terms(&simulator->city);
    simulator->n_halls = sz_registry_n_halls(plan->registry);
    simulator->halls = g_new0(SzSimHall *, simulator->n_halls);
    /* All begin at the same instant: in order of the index they are a heap. */
    for (guint i = 0; i < simulator->n_halls; i++) {
        simulator->halls[i] = sz_sim_hall_new(&simulator->city, i);
    }
    return simulator;
}

void sz_simulator_free(SzSimulator *simulator)
{
    if (simulator == NULL) {
        return;
    }
    for (gsize i = 0; i < simulator->n_halls; i++) {
        sz_sim_hall_free(simulator->halls[i]);
    }
    g_free(simulator->halls);
    g_free(simulator->city.terms);
    g_string_free(simulator->city.text, TRUE);
    g_free(simulator);
}

/* Lives on until somebody has something to say.  Returns: false when the time is over. */
static bool refill(SzSimulator *simulator)
{
    GString *text = simulator->city.text;
    simulator->at = 0;
    g_string_truncate(text, 0);
    while (text->len == 0) {
        if (simulator->n_halls == 0 || next_ms(simulator->halls[0]) >= simulator->to_ms) {
            return false;
        }
        SzSimHall *hall = simulator->halls[0];
        sz_sim_hall_step(hall);
        simulator->heard_ms = sz_sim_hall_heard_ms(hall);
        sift_down(simulator, 0);
    }
    return true;
}

bool sz_simulator_next(SzSimulator *simulator, SzSlice *out_line)
{
    const GString *text = simulator->city.text;
    if (simulator->at == text->len && !refill(simulator)) {
        return false;
    }
    const char *line = text->str + simulator->at;
    const char *end = memchr(line, '\n', text->len - simulator->at);
    *out_line = (SzSlice){line, (gsize)(end + 1 - line)};
    simulator->at += out_line->len;
    return true;
}

SzWallTime sz_simulator_heard(const SzSimulator *simulator)
{
    return (SzWallTime){simulator->heard_ms * (SZ_NS_PER_S / SZ_SIM_MS)};
}

SzSimulatorTickets sz_simulator_tickets(const SzSimulator *simulator)
{
    SzSimulatorTickets sum = {0};
    for (gsize i = 0; i < simulator->n_halls; i++) {
        const SzSimulatorTickets *tally = &simulator->halls[i]->desk.tally;
        sum.n_taken += tally->n_taken;
        sum.n_ended += tally->n_ended;
        sum.n_noshow += tally->n_noshow;
        sum.n_cancelled += tally->n_cancelled;
        sum.n_expired += tally->n_expired;
        sum.n_cut_off += tally->n_cut_off;
    }
    return sum;
}
