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
    const char *name;      /* 西湖区政务服务中心 */
    const char *parent;    /* code; NULL for the root */
    const char *region;    /* GB/T 2260 or a private code */
    SzOpeningHours *hours; /* NULL: the registry's default hours */
    double lon_deg;        /* WGS 84; means something only with has_place */
    double lat_deg;
    SzTier tier;
    bool has_place;
} SzHall;

typedef struct {
    const char *code;
    const char *hall; /* code of the hall it means */
    SzDay from;       /* [from, to) */
    SzDay to;
} SzHallAlias;

/* What people call a queue.  Feeds send codes. */
typedef struct {
    const char *hall; /* code of the hall; NULL: wherever the hall has no name of its own for it */
    const char *queue;
    const char *name;    /* 不动产登记 */
    const char *name_en; /* NULL: none */
} SzQueueName;

typedef struct SzRegistry SzRegistry;

/* Levels of the tree, the root's included: a hall below more is a mistake or in a circle. */
#define SZ_REGISTRY_DEPTH_MAX 16

/* Copies what it is given (and takes references of hours).  @default_hours: a reference is taken.
 *
 * @error: UNKNOWN (a parent, or the hall of an alias, that nobody has declared), CONFLICT (a code
 * twice, an alias that is a hall's code or overlaps another of the same code, a circle or a tree too
 * deep), RANGE (an alias that ends before it begins, a code that is empty). */
SzRegistry *sz_registry_new(const SzHall *halls, gsize n_halls, const SzHallAlias *aliases,
                            gsize n_aliases, SzOpeningHours *default_hours, GError **error);
/* Gives queues their names; once, before the registry is shared.  Copies.  Of two names of one queue the
 * later counts. */
void sz_registry_name_queues(SzRegistry *registry, const SzQueueName *names, gsize n);
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

/* NULL when it has none.  @hall: NULL for an unregistered one. */
const SzQueueName *sz_registry_queue_name(const SzRegistry *registry, const SzHall *hall,
                                          const char *queue);

const char *sz_tier_name(SzTier tier); /* municipal county town village kiosk */
bool sz_tier_parse(SzSlice text, SzTier *out);
