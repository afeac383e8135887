#include "metrics/engine_internal.h"

SzEngine *sz_engine_new(const SzCaseRules *rules)
{
    SzEngine *engine = g_new0(SzEngine, 1);
    engine->cases = sz_cases_new(rules);
    engine->tickets = sz_tickets_new(rules);
    engine->windows = sz_windows_new(rules);
    engine->kiosks = sz_kiosks_new(rules);
    engine->ratings = sz_ratings_new(rules);
    engine->signs = sz_life_signs_new(rules);
    engine->quality = sz_feed_quality_new(rules);
    engine->revisions = sz_revisions_new(rules);
    engine->packed = g_string_new(NULL);
    return engine;
}

void sz_engine_free(SzEngine *engine)
{
    if (engine == NULL) {
        return;
    }
    sz_cases_free(engine->cases);
    sz_tickets_free(engine->tickets);
    sz_windows_free(engine->windows);
    sz_kiosks_free(engine->kiosks);
    sz_ratings_free(engine->ratings);
    sz_life_signs_free(engine->signs);
    sz_feed_quality_free(engine->quality);
    sz_revisions_free(engine->revisions);
    g_string_free(engine->packed, TRUE);
    g_free(engine);
}

static bool correct_in_store(SzEngine *engine, const SzEvent *event, bool is_void)
{
    switch (event->entity) {
    case SZ_EVENT_CASE:
        return sz_cases_correct(engine->cases, &event->as.case_event, is_void);
    case SZ_EVENT_TICKET:
        return sz_tickets_correct(engine->tickets, &event->as.ticket, is_void);
    case SZ_EVENT_KIOSK:
        return sz_kiosks_correct_txn(engine->kiosks, &event->as.kiosk, is_void);
    case SZ_EVENT_RATING:
        return sz_ratings_correct(engine->ratings, &event->as.rating, is_void);
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
    return false;
}

static bool correct_one(SzEngine *engine, const SzEvent *event, bool is_void)
{
    const SzEnvelope *line = &event->envelope;
    if (!sz_event_is_correctable(event)) {
        return false;
    }
    if (sz_is_late_for_index(line->occurred, line->received)) {
        sz_revisions_note(engine->revisions, line->hall, line->occurred, line->received);
    }
    return correct_in_store(engine, event, is_void);
}

bool sz_engine_correct(SzEngine *engine, const SzEvent *voided, const SzEvent *instead)
{
    bool has_voided = voided != NULL && correct_one(engine, voided, true);
    bool has_replaced = instead != NULL && correct_one(engine, instead, false);
    return has_voided || has_replaced;
}

void sz_engine_refuse(SzEngine *engine, SzSlice hall, SzSlice src, SzRefusedKind kind, guint64 n,
                      SzWallTime received)
{
    sz_feed_quality_refuse(engine->quality, hall, src, kind, n, received);
}

SzCases *sz_engine_cases(SzEngine *engine)
{
    return engine->cases;
}

void sz_engine_set_rules(SzEngine *engine, const SzCaseRules *rules, SzWallTime now,
                         SzRedating *out)
{
    /* The others ask the registry alone. */
    sz_tickets_set_rules(engine->tickets, rules);
    sz_ratings_set_rules(engine->ratings, rules);
    sz_cases_redate(engine->cases, rules, now, out);
}

SzSnapshot *sz_engine_publish(SzEngine *engine)
{
    SzSnapshot *snapshot = g_atomic_rc_box_new0(SzSnapshot);
    snapshot->cases = sz_cases_publish(engine->cases);
    snapshot->tickets = sz_tickets_publish(engine->tickets);
    snapshot->windows = sz_windows_publish(engine->windows);
    snapshot->kiosks = sz_kiosks_publish(engine->kiosks);
    snapshot->ratings = sz_ratings_publish(engine->ratings);
    snapshot->life_signs = sz_life_signs_publish(engine->signs);
    snapshot->quality = sz_feed_quality_publish(engine->quality);
    snapshot->revisions = sz_revisions_publish(engine->revisions);
    return snapshot;
}

static void clear_snapshot(gpointer data)
{
    SzSnapshot *snapshot = data;
    sz_cases_version_unref(snapshot->cases);
    sz_tickets_version_unref(snapshot->tickets);
    sz_ratings_version_unref(snapshot->ratings);
    sz_life_signs_version_unref(snapshot->life_signs);
    sz_feed_quality_version_unref(snapshot->quality);
    sz_revisions_version_unref(snapshot->revisions);
    sz_kiosks_version_unref(snapshot->kiosks);
    sz_windows_version_unref(snapshot->windows);
}

SzSnapshot *sz_snapshot_ref(SzSnapshot *snapshot)
{
    return g_atomic_rc_box_acquire(snapshot);
}

void sz_snapshot_unref(SzSnapshot *snapshot)
{
    if (snapshot != NULL) {
        g_atomic_rc_box_release_full(snapshot, clear_snapshot);
    }
}
