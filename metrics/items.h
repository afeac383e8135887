#pragma once

/* The catalogue of items (事项): what a case is about and how long it may take.
 *
 * Pure; immutable after construction and reference-counted. */

#include "metrics/case_thresholds.h"
#include "metrics/event.h"
#include "metrics/limit.h"

/* How long a step (环节) may take. */
typedef struct {
    const char *name; /* as the feeds send it in the field `step` */
    SzLimit limit;
} SzItemStep;

typedef struct {
    const char *code;
    const char *name; /* "" when not given */
    SzCaseKind kind;  /* NONE: not given */
    SzLimit promise;  /* unit NONE: not given */
    SzLimit statute;
    SzLimit promise_by_channel[SZ_CHANNEL_N]; /* in the place of promise; unit NONE: not given */
    guint32 stopping_kinds; /* bits 1u << SzSuspendKind: kinds that stop the clock for this item
                               beside those of the policy */
    const SzCaseThresholds *thresholds; /* NULL: those of every case */
    const SzItemStep *steps;
    gsize n_steps;
} SzItem;

typedef struct SzItems SzItems;

/* Copies what it is given; a code twice, or a step of an item twice, is SZ_METRICS_ERROR_CONFLICT, an empty
 * one or a limit outside 0..SZ_LIMIT_MAX is RANGE. */
SzItems *sz_items_new(const SzItem *items, gsize n, GError **error);
SzItems *sz_items_ref(SzItems *items);
void sz_items_unref(SzItems *items);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzItems, sz_items_unref)

gsize sz_items_n(const SzItems *items);
/* In the order they were given; borrowed from @items. */
const SzItem *sz_items_item(const SzItems *items, gsize i);
/* NULL when the catalogue does not know @code; borrowed from @items. */
const SzItem *sz_items_find(const SzItems *items, SzSlice code);
/* What @item (NULL: unknown) promises who comes through @channel; unit NONE: nothing. */
SzLimit sz_item_promise(const SzItem *item, SzChannel channel);
/* NULL when @item (may be NULL) sets no limit for that step. */
const SzItemStep *sz_item_step(const SzItem *item, SzSlice name);
