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

GBytes *sz_entity_key(SzSlice hall, SzSlice id)
{
    gsize len = hall.len + id.len + 1;
    guint8 *key = g_malloc0(len);
    memcpy(key, hall.data, hall.len);
    memcpy(key + hall.len + 1, id.data, id.len);
    return g_bytes_new_take(key, len);
}

static void free_key(gpointer key)
{
    g_bytes_unref(key);
}

GHashTable *sz_entity_table_new(GDestroyNotify free_value)
{
    return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, free_key, free_value);
}
