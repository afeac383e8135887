#pragma once

/* The 1+13+N tree of halls.
 *
 * Pure; immutable after construction and reference-counted.  Codes are opaque; an alias is an older
 * code that means a hall between two days (abolished districts in old data). */

#include "metrics/opening_hours.h"
#include "metrics/slice.h"
#include "metrics/wall_time.h"

typedef enum {
    SZ_TIER_MUNICIPAL,
    SZ_TIER_COUNTY,
    SZ_TIER_TOWN,
    SZ_TIER_VILLAGE,
    SZ_TIER_KIOSK,
    SZ_TIER_N,
} SzTier;

typedef struct {
    const char *code;
    const char *name; /* 西湖区政务服务中心 */
    SzTier tier;
    const char *parent; /* code; NULL for the root */
    const char *region; /* GB/T 2260 or a private code */
    bool has_place;
    double lon_deg; /* WGS 84 */
    double lat_deg;
    SzOpeningHours *hours; /* NULL: the registry's default hours */
} SzHall;

typedef struct {
    const char *code;
    const char *hall; /* code of the hall it means */
    SzDay from;       /* [from, to) */
    SzDay to;
} SzHallAlias;

typedef struct SzRegistry SzRegistry;

/* Copies what it is given (and takes references of hours).  A code twice, an unknown parent, a
 * circle, or an alias for an unknown hall is SZ_METRICS_ERROR_CONFLICT or UNKNOWN. */
SzRegistry *sz_registry_new(const SzHall *halls, gsize n_halls, const SzHallAlias *aliases,
                            gsize n_aliases, SzOpeningHours *default_hours, GError **error);
SzRegistry *sz_registry_ref(SzRegistry *registry);
void sz_registry_unref(SzRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRegistry, sz_registry_unref)

/* Halls in the order of the tree: a parent before its children, siblings by code. */
gsize sz_registry_n_halls(const SzRegistry *registry);
const SzHall *sz_registry_hall(const SzRegistry *registry, gsize i);
/* NULL when there is none; follows an alias in force on @day. */
const SzHall *sz_registry_find(const SzRegistry *registry, SzSlice code, SzDay day);
/* Is @hall @area itself or below it?  Both borrowed from @registry. */
bool sz_registry_is_within(const SzRegistry *registry, const SzHall *hall, const SzHall *area);
/* Own hours, or the default. */
const SzOpeningHours *sz_registry_hours(const SzRegistry *registry, const SzHall *hall);
const SzOpeningHours *sz_registry_default_hours(const SzRegistry *registry);

const char *sz_tier_name(SzTier tier); /* municipal county town village kiosk */
bool sz_tier_parse(SzSlice text, SzTier *out);
