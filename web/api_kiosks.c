#include "web/api_kiosks.h"

#include "web/live_json.h"
#include "web/place_filter.h"

static json_t *faults_json(const SzKiosk *kiosk)
{
    if (!kiosk->knows_faults) {
        return json_null();
    }
    json_t *list = json_array();
    for (int f = 0; f < SZ_KIOSK_N_FAULTS; f++) {
        if ((kiosk->faults & 1u << f) != 0) {
            json_t *fault = json_object();
            json_object_set_new(fault, "fault", json_string(sz_kiosk_fault_name(f)));
            json_object_set_new(fault, "since", sz_json_maybe_time(kiosk->fault_since[f]));
            json_array_append_new(list, fault);
        }
    }
    return list;
}

static json_t *txns_json(const SzKiosk *kiosk, SzDay today)
{
    static const guint none[SZ_TXN_N_RESULTS] = {0};
    const guint *txns = kiosk->txn_day == today ? kiosk->txns : none;
    json_t *object = json_object();
    json_object_set_new(object, "ok", json_integer(txns[SZ_TXN_OK]));
    json_object_set_new(object, "fail", json_integer(txns[SZ_TXN_FAIL]));
    json_object_set_new(object, "abandoned", json_integer(txns[SZ_TXN_ABANDONED]));
    return object;
}

static json_t *kiosk_json(const SzKiosk *kiosk, SzWallTime now, bool has_hall)
{
    SzKioskNow state = sz_kiosk_now(kiosk, now);
    json_t *object = json_object();
    if (has_hall) {
        json_object_set_new(object, "hall", json_string(sz_place_code(&kiosk->place)));
    }
    json_object_set_new(object, "kiosk", json_string(kiosk->kiosk));
    json_object_set_new(object, "state", json_string(sz_kiosk_state_name(state.state)));
    json_object_set_new(object, "since", sz_json_maybe_time(state.since));
    json_object_set_new(object, "faults", faults_json(kiosk));
    json_object_set_new(object, "txns", txns_json(kiosk, sz_day_of(now)));
    json_object_set_new(object, "last_repair", sz_json_maybe_time(kiosk->last_repair));
    json_object_set_new(object, "last_event", sz_json_time(kiosk->last_event));
    return object;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const SzKiosk *left = *(const SzKiosk *const *)a;
    const SzKiosk *right = *(const SzKiosk *const *)b;
    int order = sz_place_compare(&left->place, left->kiosk, &right->place, right->kiosk);
    return order != 0 ? order : strcmp(left->place.code, right->place.code);
}

SzResponse sz_api_kiosks(const SzView *view, const SzParams *params)
{
    SzResponse problem = {0};
    SzPlaceFilter filter;
    if (!sz_place_filter_read(view, params, &filter, &problem)) {
        return problem;
    }
    const SzKiosksVersion *kiosks = view->state->kiosks;
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(const SzKiosk *));
    for (gsize i = 0; i < sz_kiosks_version_n(kiosks); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(kiosks, i);
        if (sz_place_filter_matches(&filter, view, &kiosk->place)) {
            g_array_append_val(wanted, kiosk);
        }
    }
    g_array_sort(wanted, compare);
    bool has_hall = sz_params_get(params, "hall") == NULL;
    json_t *list = json_array();
    for (guint i = 0; i < wanted->len; i++) {
        const SzKiosk *kiosk = g_array_index(wanted, const SzKiosk *, i);
        json_array_append_new(list, kiosk_json(kiosk, sz_view_now(view), has_hall));
    }
    json_t *body = sz_json_body(view);
    json_object_set_new(body, "kiosks", list);
    return sz_response_json(body);
}
