#include "metrics/texts.h"

#include "metrics/slice_table.h"

/* Numbered texts stand in rooms that never move, so that readers need no lock. */
#define ROOM_TEXTS 4096
#define N_ROOMS (SZ_TEXTS_MAX / ROOM_TEXTS)

struct SzTexts {
    GStringChunk *chunk; /* owned */
    GHashTable *numbers; /* owned; number by SzSlice * into the rooms */
    guint32 n_numbered;
    SzSlice *rooms[N_ROOMS]; /* owned */
};

SzTexts *sz_texts_new(void)
{
    SzTexts *texts = g_atomic_rc_box_new0(SzTexts);
    texts->chunk = g_string_chunk_new(1 << 16);
    texts->numbers = sz_slice_table_new();
    return texts;
}

SzTexts *sz_texts_ref(SzTexts *texts)
{
    return g_atomic_rc_box_acquire(texts);
}

static void clear_texts(gpointer data)
{
    SzTexts *texts = data;
    g_hash_table_unref(texts->numbers);
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

gint64 sz_texts_find(const SzTexts *texts, SzSlice text)
{
    if (text.len == 0) {
        return 0;
    }
    gpointer found = g_hash_table_lookup(texts->numbers, &text);
    return found != NULL ? (gint64)GPOINTER_TO_UINT(found) : -1;
}

guint32 sz_texts_number(SzTexts *texts, SzSlice text)
{
    gint64 known = sz_texts_find(texts, text);
    if (known >= 0) {
        return (guint32)known;
    }
    guint32 i = texts->n_numbered;
    g_assert(i < SZ_TEXTS_MAX);
    SzSlice **room = &texts->rooms[i / ROOM_TEXTS];
    if (*room == NULL) {
        *room = g_new(SzSlice, ROOM_TEXTS);
    }
    SzSlice *place = &(*room)[i % ROOM_TEXTS];
    *place = (SzSlice){sz_texts_add(texts, text), text.len};
    texts->n_numbered++;
    g_hash_table_insert(texts->numbers, place, GUINT_TO_POINTER(texts->n_numbered));
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
    return texts->rooms[(number - 1) / ROOM_TEXTS][(number - 1) % ROOM_TEXTS];
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
