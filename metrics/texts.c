#include "metrics/texts.h"

struct SzTexts {
    GStringChunk *chunk;
};

SzTexts *sz_texts_new(void)
{
    SzTexts *texts = g_atomic_rc_box_new0(SzTexts);
    texts->chunk = g_string_chunk_new(1 << 16);
    return texts;
}

SzTexts *sz_texts_ref(SzTexts *texts)
{
    return g_atomic_rc_box_acquire(texts);
}

static void clear_texts(gpointer data)
{
    SzTexts *texts = data;
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
    if (text.len == 0) {
        return "";
    }
    g_autofree char *copy = g_strndup(text.data, text.len);
    return g_string_chunk_insert_const(texts->chunk, copy);
}

const char *sz_texts_add(SzTexts *texts, SzSlice text)
{
    return text.len == 0 ? ""
                         : g_string_chunk_insert_len(texts->chunk, text.data, (gssize)text.len);
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
