/* The things of a view, source by source. */

#include "metrics/measures_internal.h"

#define SILENT_S 1800

void sz_counting_tickets(SzCounting *counting)
{
    const SzTicketsVersion *tickets = counting->view->state->tickets;
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        const SzTicket *ticket = sz_tickets_version_at(tickets, i);
        SzPlaceMeasures *place = sz_counting_place(counting, ticket->place.hall);
        SzMaybeTime since = sz_maybe_time(ticket->since);
        if (place != NULL && since.known) {
            sz_counting_heard(place, since.at);
        }
        if (place != NULL) {
            sz_counting_add(counting, &(SzRow){.hall = ticket->place.hall, .thing = ticket});
        }
    }
}

void sz_counting_windows(SzCounting *counting)
{
    const SzWindowsVersion *windows = counting->view->state->windows;
    for (gsize i = 0; i < sz_windows_version_n(windows); i++) {
        const SzWindow *window = sz_windows_version_at(windows, i);
        SzPlaceMeasures *place = sz_counting_place(counting, window->place.hall);
        if (place != NULL) {
            sz_counting_heard(place, window->last_event);
            sz_counting_add(counting, &(SzRow){.hall = window->place.hall, .thing = window});
        }
    }
}

void sz_counting_kiosks(SzCounting *counting)
{
    const SzKiosksVersion *kiosks = counting->view->state->kiosks;
    for (gsize i = 0; i < sz_kiosks_version_n(kiosks); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(kiosks, i);
        SzPlaceMeasures *place = sz_counting_place(counting, kiosk->place.hall);
        if (place == NULL) {
            continue;
        }
        sz_counting_heard(place, kiosk->last_event);
        if (sz_kiosk_now(kiosk, counting->look.look.now).state == SZ_KIOSK_ONLINE) {
            place->n_kiosks_online++;
        }
        sz_counting_add(counting, &(SzRow){.hall = kiosk->place.hall, .thing = kiosk});
    }
}

/* --- cases --------------------------------------------------------------------------------- */

/* What a number of the version's texts stands for, once it was asked for. */
typedef struct {
    bool is_done;
    gint64 key; /* -1: an empty text */
    const SzItem *item;
} Text;

static Text text_of(GArray *texts, const SzCounting *counting, guint32 number)
{
    if (number >= texts->len) {
        g_array_set_size(texts, number + 1);
    }
    Text *text = &g_array_index(texts, Text, number);
    if (!text->is_done) {
        SzSlice code = sz_slice(sz_cases_version_text(counting->view->state->cases, number));
        *text = (Text){
            .is_done = true,
            .key = code.len > 0 ? sz_text_key(code) : -1,
            .item = sz_items_find(counting->view->rules->items, code),
        };
    }
    return *text;
}

static void add_case(SzCounting *counting, GArray *texts, const SzCaseRow *row)
{
    const SzHall *hall = sz_cases_version_row_hall(counting->view->state->cases, row);
    if (hall == NULL || row->state == SZ_STATE_VOID) {
        return;
    }
    Text item = text_of(texts, counting, row->item);
    Text org = text_of(texts, counting, row->org);
    sz_counting_add(counting, &(SzRow){.hall = hall,
                                       .thing = row,
                                       .item = item.item,
                                       .item_key = item.key,
                                       .org_key = org.key});
}

void sz_counting_cases(SzCounting *counting)
{
    const SzCasesVersion *cases = counting->view->state->cases;
    g_autoptr(GArray) texts = g_array_new(FALSE, TRUE, sizeof(Text));
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        if (row != NULL) {
            add_case(counting, texts, row);
        }
    }
}

/* --- ratings and halls --------------------------------------------------------------------- */

void sz_counting_ratings(SzCounting *counting)
{
    const SzRatingsVersion *ratings = counting->view->state->ratings;
    for (gsize i = 0; i < sz_ratings_version_n_days(ratings); i++) {
        const SzRatingDay *day = sz_ratings_version_day(ratings, i);
        if (sz_counting_place(counting, day->place.hall) != NULL) {
            sz_counting_add(counting, &(SzRow){.hall = day->place.hall, .thing = day});
        }
    }
}

void sz_counting_bad_ratings(SzCounting *counting)
{
    const SzRatingsVersion *ratings = counting->view->state->ratings;
    for (gsize i = 0; i < sz_ratings_version_n_bad(ratings); i++) {
        const SzBadRating *bad = sz_ratings_version_bad(ratings, i);
        if (sz_counting_place(counting, bad->place.hall) != NULL) {
            sz_counting_add(counting, &(SzRow){.hall = bad->place.hall, .thing = bad});
        }
    }
}

static bool is_open_now(const SzCounting *counting, const SzHall *hall)
{
    const SzCaseRules *rules = counting->view->rules;
    SzDaySlots slots = sz_opening_hours_on(sz_registry_hours(rules->registry, hall),
                                           rules->calendar, counting->look.look.today);
    gint64 second = sz_ns_of_day(counting->look.look.now) / SZ_NS_PER_S;
    for (guint i = 0; i < slots.n; i++) {
        if (second >= slots.slots[i].open_s && second < slots.slots[i].close_s) {
            return true;
        }
    }
    return false;
}

void sz_counting_halls(SzCounting *counting)
{
    const SzRegistry *registry = counting->view->rules->registry;
    gsize n = sz_registry_n_halls(registry);
    g_autoptr(GArray) facts = g_array_sized_new(FALSE, TRUE, sizeof(SzHallFacts), (guint)n);
    g_array_set_size(facts, (guint)n); /* rows refer to them until all are counted */
    for (gsize i = 0; i < n; i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        SzPlaceMeasures *place = sz_counting_place(counting, hall);
        SzMaybeTime last = place->last_event;
        SzHallFacts *one = &g_array_index(facts, SzHallFacts, i);
        *one = (SzHallFacts){last, is_open_now(counting, hall), place->n_kiosks_online};
        if (one->is_open) {
            gint64 silent_ns = last.known ? counting->look.look.now.ns - last.at.ns : 0;
            place->n_open = 1;
            place->n_silent = silent_ns > SILENT_S * SZ_NS_PER_S ? 1 : 0;
        }
        sz_counting_add(counting, &(SzRow){.hall = hall, .thing = one});
    }
    sz_counting_flush(counting);
}
