#include "metrics/registry.h"

#include "metrics/error.h"
#include "metrics/slice_table.h"

typedef struct {
    SzHall hall;  /* first, see entry_of(); texts in the chunk, hours owned */
    SzSlice code; /* key of by_code */
    gsize end;    /* halls [own index, end) are this one and those below it */
} Entry;

typedef struct {
    SzHallAlias alias; /* texts in the chunk */
    SzSlice code;      /* key of aliases_by_code */
    const Entry *entry;
} Alias;

struct SzRegistry {
    GStringChunk *texts;
    Entry *entries; /* in the order of the tree */
    gsize n_entries;
    Alias *aliases; /* by code, then by day */
    gsize n_aliases;
    GHashTable *by_code;         /* SzSlice * -> Entry * */
    GHashTable *aliases_by_code; /* SzSlice * -> the first Alias * of that code */
    SzOpeningHours *default_hours;
    GHashTable *queue_names; /* hall's code, "" for all -> (queue's code -> SzQueueName *, owned) */
};

/* A hall on its way into the order of the tree. */
typedef struct {
    const SzHall *hall; /* borrowed from the caller */
    SzSlice code;
    const SzHall *chain[SZ_REGISTRY_DEPTH_MAX]; /* from the root down to the hall itself */
    guint depth;                                /* entries of chain */
} Draft;

static const char *const tier_names[SZ_TIER_N] = {
    [SZ_TIER_MUNICIPAL] = "municipal", [SZ_TIER_COUNTY] = "county", [SZ_TIER_TOWN] = "town",
    [SZ_TIER_VILLAGE] = "village",     [SZ_TIER_KIOSK] = "kiosk",
};

const char *sz_tier_name(SzTier tier)
{
    return tier_names[tier];
}

bool sz_tier_parse(SzSlice text, SzTier *out)
{
    for (guint i = 0; i < SZ_TIER_N; i++) {
        if (sz_slice_equal(sz_slice(tier_names[i]), text)) {
            *out = (SzTier)i;
            return true;
        }
    }
    return false;
}

/* Fills @drafts with halls and codes and @by_code with drafts. */
static gboolean collect_drafts(const SzHall *halls, gsize n, Draft *drafts, GHashTable *by_code,
                               GError **error)
{
    for (gsize i = 0; i < n; i++) {
        drafts[i].hall = &halls[i];
        drafts[i].code = sz_slice(halls[i].code);
        if (drafts[i].code.len == 0) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                        "hall without a code: '%s', expected 1 byte or more", halls[i].name);
            return FALSE;
        }
        if (!g_hash_table_insert(by_code, &drafts[i].code, &drafts[i])) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                        "hall code given twice: '%s'", halls[i].code);
            return FALSE;
        }
    }
    return TRUE;
}

/* Follows the parents of @draft up to the root and writes its chain. */
static gboolean find_chain(Draft *draft, GHashTable *by_code, GError **error)
{
    const SzHall *upwards[SZ_REGISTRY_DEPTH_MAX];
    guint n = 0;
    const SzHall *at = draft->hall;
    while (at != NULL && n < SZ_REGISTRY_DEPTH_MAX) {
        upwards[n++] = at;
        if (at->parent == NULL) {
            at = NULL;
            continue;
        }
        SzSlice code = sz_slice(at->parent);
        const Draft *parent = g_hash_table_lookup(by_code, &code);
        if (parent == NULL) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_UNKNOWN,
                        "unknown parent: '%s' of hall '%s', expected the code of a hall",
                        at->parent, at->code);
            return FALSE;
        }
        at = parent->hall;
    }
    if (at != NULL) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                    "hall is its own ancestor or more than %d levels deep: '%s'",
                    SZ_REGISTRY_DEPTH_MAX, draft->hall->code);
        return FALSE;
    }
    draft->depth = n;
    for (guint i = 0; i < n; i++) {
        draft->chain[i] = upwards[n - 1 - i];
    }
    return TRUE;
}

static int compare_drafts(gconstpointer left, gconstpointer right, gpointer user)
{
    (void)user;
    const Draft *a = left;
    const Draft *b = right;
    for (guint i = 0; i < MIN(a->depth, b->depth); i++) {
        int order = strcmp(a->chain[i]->code, b->chain[i]->code);
        if (order != 0) {
            return order;
        }
    }
    return (a->depth > b->depth) - (a->depth < b->depth);
}

static char *keep(SzRegistry *registry, const char *text)
{
    return text != NULL ? g_string_chunk_insert(registry->texts, text) : NULL;
}

static void add_entries(SzRegistry *registry, const Draft *drafts, gsize n)
{
    registry->entries = g_new0(Entry, n);
    registry->n_entries = n;
    for (gsize i = 0; i < n; i++) {
        Entry *entry = &registry->entries[i];
        entry->hall = *drafts[i].hall;
        entry->hall.code = keep(registry, entry->hall.code);
        entry->hall.name = keep(registry, entry->hall.name);
        entry->hall.parent = keep(registry, entry->hall.parent);
        entry->hall.region = keep(registry, entry->hall.region);
        if (entry->hall.hours != NULL) {
            entry->hall.hours = sz_opening_hours_ref(entry->hall.hours);
        }
        entry->code = sz_slice(entry->hall.code);
        entry->end = i + 1;
        (void)g_hash_table_insert(registry->by_code, &entry->code, entry);
    }
    for (gsize i = n; i-- > 0;) {
        const Entry *entry = &registry->entries[i];
        if (entry->hall.parent != NULL) {
            SzSlice code = sz_slice(entry->hall.parent);
            Entry *parent = g_hash_table_lookup(registry->by_code, &code);
            parent->end = MAX(parent->end, entry->end);
        }
    }
}

static gboolean add_halls(SzRegistry *registry, const SzHall *halls, gsize n, GError **error)
{
    g_autoptr(GArray) array = g_array_new(FALSE, TRUE, sizeof(Draft));
    g_array_set_size(array, (guint)n);
    Draft *drafts = (Draft *)(gpointer)array->data;
    g_autoptr(GHashTable) by_code = sz_slice_table_new();
    if (!collect_drafts(halls, n, drafts, by_code, error)) {
        return FALSE;
    }
    for (gsize i = 0; i < n; i++) {
        if (!find_chain(&drafts[i], by_code, error)) {
            return FALSE;
        }
    }
    /* Sorting moves what the table points at. */
    g_hash_table_remove_all(by_code);
    if (n > 0) {
        g_qsort_with_data(drafts, (gint)n, sizeof(Draft), compare_drafts, NULL);
    }
    add_entries(registry, drafts, n);
    return TRUE;
}

static int compare_aliases(gconstpointer left, gconstpointer right, gpointer user)
{
    (void)user;
    const SzHallAlias *a = &((const Alias *)left)->alias;
    const SzHallAlias *b = &((const Alias *)right)->alias;
    int order = strcmp(a->code, b->code);
    return order != 0 ? order : (a->from > b->from) - (a->from < b->from);
}

static gboolean add_alias(SzRegistry *registry, const SzHallAlias *alias, GError **error)
{
    SzSlice code = sz_slice(alias->code);
    SzSlice hall = sz_slice(alias->hall);
    const Entry *entry = g_hash_table_lookup(registry->by_code, &hall);
    if (entry == NULL) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_UNKNOWN,
                    "alias '%s' of an unknown hall: '%s', expected the code of a hall", alias->code,
                    alias->hall);
        return FALSE;
    }
    if (g_hash_table_lookup(registry->by_code, &code) != NULL) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                    "alias is the code of a hall: '%s', expected a code of its own", alias->code);
        return FALSE;
    }
    if (code.len == 0 || alias->from >= alias->to) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "alias that is never in force: '%s', expected it to begin before it ends",
                    alias->code);
        return FALSE;
    }
    registry->aliases[registry->n_aliases++] = (Alias){
        .alias = {keep(registry, alias->code), entry->hall.code, alias->from, alias->to},
        .entry = entry,
    };
    return TRUE;
}

static gboolean add_aliases(SzRegistry *registry, const SzHallAlias *aliases, gsize n,
                            GError **error)
{
    registry->aliases = g_new0(Alias, n);
    for (gsize i = 0; i < n; i++) {
        if (!add_alias(registry, &aliases[i], error)) {
            return FALSE;
        }
    }
    if (n > 0) {
        g_qsort_with_data(registry->aliases, (gint)n, sizeof(Alias), compare_aliases, NULL);
    }
    for (gsize i = 0; i < n; i++) {
        Alias *alias = &registry->aliases[i];
        const Alias *before = i > 0 ? alias - 1 : NULL;
        alias->code = sz_slice(alias->alias.code);
        if (before == NULL || !sz_slice_equal(before->code, alias->code)) {
            (void)g_hash_table_insert(registry->aliases_by_code, &alias->code, alias);
        } else if (before->alias.to > alias->alias.from) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                        "alias in force twice on one day: '%s'", alias->alias.code);
            return FALSE;
        }
    }
    return TRUE;
}

static void unref_table(gpointer table)
{
    g_hash_table_unref(table);
}

static void registry_clear(gpointer data)
{
    SzRegistry *registry = data;
    for (gsize i = 0; i < registry->n_entries; i++) {
        g_clear_pointer(&registry->entries[i].hall.hours, sz_opening_hours_unref);
    }
    g_hash_table_unref(registry->by_code);
    g_hash_table_unref(registry->aliases_by_code);
    g_hash_table_unref(registry->queue_names);
    g_free(registry->entries);
    g_free(registry->aliases);
    g_string_chunk_free(registry->texts);
    sz_opening_hours_unref(registry->default_hours);
}

SzRegistry *sz_registry_new(const SzHall *halls, gsize n_halls, const SzHallAlias *aliases,
                            gsize n_aliases, SzOpeningHours *default_hours, GError **error)
{
    g_return_val_if_fail(n_halls <= G_MAXINT && n_aliases <= G_MAXINT, NULL);
    g_return_val_if_fail(default_hours != NULL, NULL);

    g_autoptr(SzRegistry) registry = g_atomic_rc_box_new0(SzRegistry);
    registry->texts = g_string_chunk_new(4096);
    registry->by_code = sz_slice_table_new();
    registry->aliases_by_code = sz_slice_table_new();
    registry->queue_names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_table);
    registry->default_hours = sz_opening_hours_ref(default_hours);
    if (!add_halls(registry, halls, n_halls, error) ||
        !add_aliases(registry, aliases, n_aliases, error)) {
        return NULL;
    }
    return g_steal_pointer(&registry);
}

void sz_registry_name_queues(SzRegistry *registry, const SzQueueName *names, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        char *hall = keep(registry, names[i].hall != NULL ? names[i].hall : "");
        GHashTable *of_hall = g_hash_table_lookup(registry->queue_names, hall);
        if (of_hall == NULL) {
            of_hall = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
            (void)g_hash_table_insert(registry->queue_names, hall, of_hall);
        }
        SzQueueName *name = g_new(SzQueueName, 1);
        *name = (SzQueueName){hall, keep(registry, names[i].queue), keep(registry, names[i].name),
                              keep(registry, names[i].name_en)};
        (void)g_hash_table_replace(of_hall, keep(registry, names[i].queue), name);
    }
}

static const SzQueueName *find_queue_name(const SzRegistry *registry, const char *hall,
                                          const char *queue)
{
    GHashTable *of_hall = g_hash_table_lookup(registry->queue_names, hall);
    return of_hall != NULL ? g_hash_table_lookup(of_hall, queue) : NULL;
}

const SzQueueName *sz_registry_queue_name(const SzRegistry *registry, const SzHall *hall,
                                          const char *queue)
{
    const SzQueueName *own = hall != NULL ? find_queue_name(registry, hall->code, queue) : NULL;
    return own != NULL ? own : find_queue_name(registry, "", queue);
}

SzRegistry *sz_registry_ref(SzRegistry *registry)
{
    return g_atomic_rc_box_acquire(registry);
}

void sz_registry_unref(SzRegistry *registry)
{
    if (registry != NULL) {
        g_atomic_rc_box_release_full(registry, registry_clear);
    }
}

gsize sz_registry_n_halls(const SzRegistry *registry)
{
    return registry->n_entries;
}

const SzHall *sz_registry_hall(const SzRegistry *registry, gsize i)
{
    g_return_val_if_fail(i < registry->n_entries, NULL);

    return &registry->entries[i].hall;
}

const SzHall *sz_registry_find(const SzRegistry *registry, SzSlice code, SzDay day)
{
    const Entry *entry = g_hash_table_lookup(registry->by_code, &code);
    if (entry != NULL) {
        return &entry->hall;
    }
    const Alias *alias = g_hash_table_lookup(registry->aliases_by_code, &code);
    const Alias *end = alias != NULL ? registry->aliases + registry->n_aliases : NULL;
    for (; alias != NULL && alias < end && sz_slice_equal(alias->code, code); alias++) {
        if (alias->alias.from <= day && day < alias->alias.to) {
            return &alias->entry->hall;
        }
    }
    return NULL;
}

/* A hall that was borrowed from a registry is the head of its entry. */
static const Entry *entry_of(const SzHall *hall)
{
    return (const Entry *)(gconstpointer)hall;
}

bool sz_registry_is_within(const SzRegistry *registry, const SzHall *hall, const SzHall *area)
{
    const Entry *below = entry_of(hall);
    const Entry *above = entry_of(area);
    return above <= below && below < registry->entries + above->end;
}

const SzOpeningHours *sz_registry_hours(const SzRegistry *registry, const SzHall *hall)
{
    return hall->hours != NULL ? hall->hours : registry->default_hours;
}

const SzOpeningHours *sz_registry_default_hours(const SzRegistry *registry)
{
    return registry->default_hours;
}
