#include "metrics/engine_state.h"

#include "metrics/cases_state.h"
#include "metrics/engine_internal.h"
#include "metrics/kept_sets.h"
#include "metrics/state_writer.h"

/* Cases, tickets and ratings are written from what was frozen; of the others there is so much less that their bytes are
 * made at once. */
enum { WINDOWS, KIOSKS, LIFE_SIGNS, QUALITY, REVISIONS, N_OTHERS };

static const char *const other_names[N_OTHERS] = {
    [WINDOWS] = "windows", [KIOSKS] = "kiosks",       [LIFE_SIGNS] = "life_signs",
    [QUALITY] = "quality", [REVISIONS] = "revisions",
};

struct SzEngineFrozen {
    SzCasesFrozen *cases; /* owned, as the next */
    SzFrozenSets *tickets;
    SzFrozenSets *ratings;
    SzStateParts others[N_OTHERS]; /* parts owned */
};

SzEngineFrozen *sz_engine_freeze(SzEngine *engine)
{
    SzCasesFrozen *cases = sz_cases_freeze(engine->cases);
    if (cases == NULL) {
        return NULL;
    }
    SzEngineFrozen *frozen = g_new0(SzEngineFrozen, 1);
    frozen->cases = cases;
    for (gsize i = 0; i < N_OTHERS; i++) {
        sz_state_parts_begin(&frozen->others[i]);
    }
    frozen->tickets = sz_tickets_freeze(engine->tickets);
    frozen->ratings = sz_ratings_freeze(engine->ratings);
    sz_windows_save(engine->windows, &frozen->others[WINDOWS]);
    sz_kiosks_save(engine->kiosks, &frozen->others[KIOSKS]);
    sz_life_signs_save(engine->signs, &frozen->others[LIFE_SIGNS]);
    sz_feed_quality_save(engine->quality, &frozen->others[QUALITY]);
    sz_revisions_save(engine->revisions, &frozen->others[REVISIONS]);
    return frozen;
}

void sz_engine_frozen_free(SzEngineFrozen *frozen)
{
    if (frozen == NULL) {
        return;
    }
    sz_cases_frozen_free(frozen->cases);
    sz_frozen_sets_free(frozen->tickets);
    sz_frozen_sets_free(frozen->ratings);
    for (gsize i = 0; i < N_OTHERS; i++) {
        if (frozen->others[i].parts != NULL) {
            g_ptr_array_unref(frozen->others[i].parts);
        }
    }
    g_free(frozen);
}

gint64 sz_engine_frozen_places(const SzEngineFrozen *frozen)
{
    return sz_cases_frozen_places(frozen->cases);
}

/* --- saving -------------------------------------------------------------------------------- */

static bool save_cases(const SzCasesFrozen *cases, SzOnSection on_section, void *user)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gsize at = 0;
    sz_cases_frozen_save_head(cases, bytes);
    bool goes_on = on_section(SZ_SLICE("cases"), bytes, user);
    g_byte_array_set_size(bytes, 0);
    while (goes_on && sz_cases_frozen_save_some(cases, &at, bytes)) {
        goes_on = on_section(SZ_SLICE("rows"), bytes, user);
        g_byte_array_set_size(bytes, 0);
    }
    return goes_on;
}

static bool save_sets(const SzFrozenSets *sets, SzSlice name, SzOnSection on_section, void *user)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint at = 0;
    bool goes_on = true;
    while (goes_on && sz_frozen_sets_save_some(sets, &at, bytes)) {
        goes_on = on_section(name, bytes, user);
        g_byte_array_set_size(bytes, 0);
    }
    return goes_on;
}

bool sz_engine_frozen_save(const SzEngineFrozen *frozen, SzOnSection on_section, void *user)
{
    bool goes_on = save_cases(frozen->cases, on_section, user) &&
                   save_sets(frozen->tickets, SZ_SLICE("tickets"), on_section, user) &&
                   save_sets(frozen->ratings, SZ_SLICE("ratings"), on_section, user);
    for (gsize i = 0; i < N_OTHERS; i++) {
        const GPtrArray *parts = frozen->others[i].parts;
        for (guint k = 0; k < parts->len && goes_on; k++) {
            goes_on = on_section(sz_slice(other_names[i]), g_ptr_array_index(parts, k), user);
        }
    }
    return goes_on;
}

/* --- loading ------------------------------------------------------------------------------- */

static bool load_other(SzEngine *engine, int which, SzSlice bytes)
{
    switch (which) {
    case WINDOWS:
        return sz_windows_load(engine->windows, bytes);
    case KIOSKS:
        return sz_kiosks_load(engine->kiosks, bytes);
    case LIFE_SIGNS:
        return sz_life_signs_load(engine->signs, bytes);
    case QUALITY:
        return sz_feed_quality_load(engine->quality, bytes);
    case REVISIONS:
        return sz_revisions_load(engine->revisions, bytes);
    default:
        return false;
    }
}

bool sz_engine_load(SzEngine *engine, SzSlice name, SzSlice bytes, bool rows_hold)
{
    if (sz_slice_equal(name, SZ_SLICE("cases"))) {
        return sz_cases_load_head(engine->cases, bytes);
    }
    if (sz_slice_equal(name, SZ_SLICE("rows"))) {
        return sz_cases_load_some(engine->cases, bytes, rows_hold);
    }
    if (sz_slice_equal(name, SZ_SLICE("tickets"))) {
        return sz_tickets_load(engine->tickets, bytes);
    }
    if (sz_slice_equal(name, SZ_SLICE("ratings"))) {
        return sz_ratings_load(engine->ratings, bytes);
    }
    return load_other(engine, sz_slice_find(other_names, 0, N_OTHERS, name), bytes);
}

bool sz_engine_load_end(SzEngine *engine, bool rows_hold)
{
    return sz_cases_load_end(engine->cases, rows_hold);
}
