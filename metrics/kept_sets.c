#include "metrics/kept_sets.h"

#include "metrics/event_set_state.h"
#include "metrics/state_writer.h"

#define CHUNK_SETS 1024

typedef struct {
    SzEntity entity;    /* its texts are borrowed */
    SzEventSet *events; /* owned reference */
} Kept;

/* Shared between the store's side and what is frozen; never changed. */
typedef struct {
    gint n_refs;
    guint32 n;
    Kept sets[];
} Chunk;

struct SzKeptSets {
    GPtrArray *chunks; /* owned; Chunk, owned references; NULL: something in it changed */
};

struct SzFrozenSets {
    SzTexts *texts;    /* owned reference */
    GPtrArray *chunks; /* owned; Chunk, owned references */
};

static void unref_chunk(gpointer data)
{
    Chunk *chunk = data;
    if (chunk == NULL || !g_atomic_int_dec_and_test(&chunk->n_refs)) {
        return;
    }
    for (guint32 i = 0; i < chunk->n; i++) {
        sz_event_set_unref(chunk->sets[i].events);
    }
    g_free(chunk);
}

SzKeptSets *sz_kept_sets_new(void)
{
    SzKeptSets *kept = g_new(SzKeptSets, 1);
    kept->chunks = g_ptr_array_new_with_free_func(unref_chunk);
    return kept;
}

void sz_kept_sets_free(SzKeptSets *kept)
{
    if (kept != NULL) {
        g_ptr_array_unref(kept->chunks);
        g_free(kept);
    }
}

void sz_kept_sets_touch(SzKeptSets *kept, guint32 i)
{
    guint32 k = i / CHUNK_SETS;
    if (k < kept->chunks->len) {
        unref_chunk(g_steal_pointer(&g_ptr_array_index(kept->chunks, k)));
    }
}

void sz_kept_sets_forget(SzKeptSets *kept)
{
    g_ptr_array_set_size(kept->chunks, 0);
}

static Chunk *make_chunk(const SzEntities *entities, gsize set_offset, guint32 from)
{
    guint32 n = MIN(CHUNK_SETS, sz_entities_n(entities) - from);
    Chunk *chunk = g_malloc(sizeof *chunk + n * sizeof(Kept));
    chunk->n_refs = 1;
    chunk->n = n;
    for (guint32 i = 0; i < n; i++) {
        const char *slot = sz_entities_at(entities, from + i);
        SzEventSet *events = NULL;
        memcpy(&chunk->sets[i].entity, slot, sizeof(SzEntity));
        memcpy(&events, slot + set_offset, sizeof(gpointer));
        chunk->sets[i].events = sz_event_set_ref(events);
    }
    return chunk;
}

SzFrozenSets *sz_kept_sets_freeze(SzKeptSets *kept, const SzEntities *entities, gsize set_offset,
                                  SzTexts *texts)
{
    guint n = (sz_entities_n(entities) + CHUNK_SETS - 1) / CHUNK_SETS;
    SzFrozenSets *frozen = g_new(SzFrozenSets, 1);
    frozen->texts = sz_texts_ref(texts);
    frozen->chunks = g_ptr_array_new_full(n, unref_chunk);
    g_ptr_array_set_size(kept->chunks, (gint)n);
    for (guint k = 0; k < n; k++) {
        Chunk *chunk = g_ptr_array_index(kept->chunks, k);
        chunk = chunk != NULL ? chunk : make_chunk(entities, set_offset, k * CHUNK_SETS);
        g_ptr_array_index(kept->chunks, k) = chunk;
        g_atomic_int_inc(&chunk->n_refs);
        g_ptr_array_add(frozen->chunks, chunk);
    }
    return frozen;
}

void sz_frozen_sets_free(SzFrozenSets *frozen)
{
    if (frozen != NULL) {
        g_ptr_array_unref(frozen->chunks);
        sz_texts_unref(frozen->texts);
        g_free(frozen);
    }
}

bool sz_frozen_sets_save_some(const SzFrozenSets *frozen, guint *at, GByteArray *out)
{
    if (*at == frozen->chunks->len) {
        return false;
    }
    const Chunk *chunk = g_ptr_array_index(frozen->chunks, (*at)++);
    for (guint32 i = 0; i < chunk->n; i++) {
        const Kept *kept = &chunk->sets[i];
        sz_state_put_text(out, sz_entity_hall(&kept->entity));
        sz_state_put_text(out, sz_entity_id(&kept->entity));
        sz_event_set_save(kept->events, out);
    }
    return true;
}
