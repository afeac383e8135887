#include "metrics/texts.h"

/* Numbered texts stand in rooms that never move, so that readers need no lock. */
#define ROOM_TEXTS 4096
#define PLACES_MIN 64
#define N_ROOMS (SZ_TEXTS_MAX / ROOM_TEXTS)

typedef struct {
    guint32 hash;
    guint32 number; /* 0: free */
} Place;

struct SzTexts {
    GStringChunk *chunk; /* owned */
    Place *places;       /* owned */
    gsize n_places;      /* a power of two; at most half are used */
    guint32 n_numbered;
    SzSlice *rooms[N_ROOMS]; /* owned */
};

SzTexts *sz_texts_new(void)
{
    SzTexts *texts = g_atomic_rc_box_new0(SzTexts);
    texts->chunk = g_string_chunk_new(1 << 16);
    texts->n_places = PLACES_MIN;
    texts->places = g_new0(Place, texts->n_places);
    return texts;
}

SzTexts *sz_texts_ref(SzTexts *texts)
{
    return g_atomic_rc_box_acquire(texts);
}

static void clear_texts(gpointer data)
{
    SzTexts *texts = data;
    g_free(texts->places);
    for (gsize i = 0; i < N_ROOMS; i++) {
        g_free(texts->rooms[i]);
    }
    g_string_chunk_free(texts->chunk);
}

void sz_texts_unref(SzTexts *texts)
{
    if (texts != NULL) {
        g_atomic_rc_box_release_full(texts, clear_texts);
    }
}

const char *sz_texts_intern(SzTexts *texts, SzSlice text)
{
    return sz_texts_at(texts, sz_texts_number(texts, text));
}

const char *sz_texts_add(SzTexts *texts, SzSlice text)
{
    return text.len == 0 ? ""
                         : g_string_chunk_insert_len(texts->chunk, text.data, (gssize)text.len);
}

static guint32 hash_of(SzSlice text)
{
    return (guint32)sz_slice_mix(0, text);
}

static SzSlice text_at(const SzTexts *texts, guint32 number)
{
    return texts->rooms[(number - 1) / ROOM_TEXTS][(number - 1) % ROOM_TEXTS];
}

/* 0: it has none. */
static guint32 find(const SzTexts *texts, guint32 hash, SzSlice text)
{
    gsize mask = texts->n_places - 1;
    for (gsize at = hash & mask; texts->places[at].number != 0; at = (at + 1) & mask) {
        const Place *place = &texts->places[at];
        if (place->hash == hash && sz_slice_equal(text_at(texts, place->number), text)) {
            return place->number;
        }
    }
    return 0;
}

static void put(SzTexts *texts, Place place)
{
    gsize mask = texts->n_places - 1;
    gsize at = place.hash & mask;
    while (texts->places[at].number != 0) {
        at = (at + 1) & mask;
    }
    texts->places[at] = place;
}

static void make_place(SzTexts *texts)
{
    if ((gsize)texts->n_numbered * 2 < texts->n_places) {
        return;
    }
    g_autofree Place *before = texts->places;
    gsize n_before = texts->n_places;
    texts->n_places = 2 * n_before;
    texts->places = g_new0(Place, texts->n_places);
    for (gsize at = 0; at < n_before; at++) {
        if (before[at].number != 0) {
            put(texts, before[at]);
        }
    }
}

gint64 sz_texts_find(const SzTexts *texts, SzSlice text)
{
    if (text.len == 0) {
        return 0;
    }
    guint32 number = find(texts, hash_of(text), text);
    return number != 0 ? (gint64)number : -1;
}

guint32 sz_texts_number(SzTexts *texts, SzSlice text)
{
    if (text.len == 0) {
        return 0;
    }
    guint32 hash = hash_of(text);
    guint32 known = find(texts, hash, text);
    if (known != 0) {
        return known;
    }
    guint32 i = texts->n_numbered;
    g_assert(i < SZ_TEXTS_MAX);
    SzSlice **room = &texts->rooms[i / ROOM_TEXTS];
    if (*room == NULL) {
        *room = g_new(SzSlice, ROOM_TEXTS);
    }
    (*room)[i % ROOM_TEXTS] = (SzSlice){sz_texts_add(texts, text), text.len};
    make_place(texts);
    texts->n_numbered++;
    put(texts, (Place){hash, texts->n_numbered});
    return texts->n_numbered;
}

guint32 sz_texts_n(const SzTexts *texts)
{
    return texts->n_numbered;
}

SzSlice sz_texts_slice_at(const SzTexts *texts, guint32 number)
{
    if (number == 0) {
        return SZ_SLICE("");
    }
    return text_at(texts, number);
}

const char *sz_texts_at(const SzTexts *texts, guint32 number)
{
    return sz_texts_slice_at(texts, number).data;
}

static GBytes *make_key(SzSlice hall, SzSlice middle, SzSlice id)
{
    GByteArray *key = g_byte_array_sized_new((guint)(hall.len + 1 + middle.len + id.len));
    g_byte_array_append(key, (const guint8 *)hall.data, (guint)hall.len);
    g_byte_array_append(key, (const guint8 *)"", 1);
    g_byte_array_append(key, (const guint8 *)middle.data, (guint)middle.len);
    g_byte_array_append(key, (const guint8 *)id.data, (guint)id.len);
    return g_byte_array_free_to_bytes(key);
}

GBytes *sz_entity_key(SzSlice hall, SzSlice id)
{
    return make_key(hall, SZ_SLICE(""), id);
}

GBytes *sz_entity_key_on(SzSlice hall, SzDay day, SzSlice id)
{
    return make_key(hall, (SzSlice){(const char *)&day, sizeof day}, id);
}

static void free_key(gpointer key)
{
    g_bytes_unref(key);
}

GHashTable *sz_entity_table_new(GDestroyNotify free_value)
{
    return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, free_key, free_value);
}
