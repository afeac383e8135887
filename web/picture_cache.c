#include "web/picture_cache.h"

#include "web/fonts.h"

#include <pthread.h>

typedef struct {
    char *key;     /* owned */
    GBytes *bytes; /* owned; NULL: being drawn */
    GList *use;    /* owned by the queue of uses */
} Picture;

struct SzPictureCache {
    gsize max_bytes;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t is_drawn;
    GHashTable *by_key; /* owned; Picture's key -> Picture, owned */
    GQueue uses;        /* of Picture (borrowed), drawn ones, the latest asked for first */
    gsize n_bytes;      /* of all in it */
    guint64 n_drawn;
};

static void free_picture(gpointer data)
{
    Picture *picture = data;
    g_clear_pointer(&picture->bytes, g_bytes_unref);
    g_free(picture->key);
    g_free(picture);
}

SzPictureCache *sz_picture_cache_new(gsize max_bytes)
{
    SzPictureCache *cache = g_new0(SzPictureCache, 1);
    cache->max_bytes = max_bytes;
    cache->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_picture);
    g_queue_init(&cache->uses);
    (void)pthread_mutex_init(&cache->mutex, NULL);
    (void)pthread_cond_init(&cache->is_drawn, NULL);
    return cache;
}

void sz_picture_cache_free(SzPictureCache *cache)
{
    if (cache == NULL) {
        return;
    }
    g_queue_clear(&cache->uses);
    g_hash_table_unref(cache->by_key);
    (void)pthread_cond_destroy(&cache->is_drawn);
    (void)pthread_mutex_destroy(&cache->mutex);
    g_free(cache);
}

/* --- under the mutex ------------------------------------------------------------------------ */

static void drop(SzPictureCache *cache, Picture *picture)
{
    if (picture->use != NULL) {
        cache->n_bytes -= g_bytes_get_size(picture->bytes);
        g_queue_delete_link(&cache->uses, picture->use);
    }
    (void)g_hash_table_remove(cache->by_key, picture->key);
}

/* (transfer full) the picture, or NULL after noting that the caller draws it. */
static GBytes *find_or_begin(SzPictureCache *cache, const char *key)
{
    Picture *picture = NULL;
    while ((picture = g_hash_table_lookup(cache->by_key, key)) != NULL && picture->bytes == NULL) {
        (void)pthread_cond_wait(&cache->is_drawn, &cache->mutex);
    }
    if (picture != NULL) {
        g_queue_unlink(&cache->uses, picture->use);
        g_queue_push_head_link(&cache->uses, picture->use);
        return g_bytes_ref(picture->bytes);
    }
    picture = g_new0(Picture, 1);
    picture->key = g_strdup(key);
    (void)g_hash_table_insert(cache->by_key, picture->key, picture);
    return NULL;
}

/* @bytes: NULL when it could not be drawn. */
static void end(SzPictureCache *cache, const char *key, GBytes *bytes)
{
    Picture *picture = g_hash_table_lookup(cache->by_key, key);
    if (bytes == NULL) {
        drop(cache, picture);
        return;
    }
    cache->n_drawn++;
    cache->n_bytes += g_bytes_get_size(bytes);
    picture->bytes = g_bytes_ref(bytes);
    g_queue_push_head(&cache->uses, picture);
    picture->use = g_queue_peek_head_link(&cache->uses);
    while (cache->n_bytes > cache->max_bytes) {
        drop(cache, g_queue_peek_tail(&cache->uses));
    }
}

/* --- from outside --------------------------------------------------------------------------- */

GBytes *sz_picture_cache_draw(SzPictureCache *cache, const SzPanelModel *model, GError **error)
{
    const char *key = sz_panel_model_key(model);
    (void)pthread_mutex_lock(&cache->mutex);
    GBytes *bytes = find_or_begin(cache, key);
    (void)pthread_mutex_unlock(&cache->mutex);
    if (bytes != NULL) {
        return bytes;
    }
    sz_fonts_use();
    bytes = sz_panel_draw(model, error);
    (void)pthread_mutex_lock(&cache->mutex);
    end(cache, key, bytes);
    (void)pthread_cond_broadcast(&cache->is_drawn);
    (void)pthread_mutex_unlock(&cache->mutex);
    return bytes;
}

guint64 sz_picture_cache_n_drawn(SzPictureCache *cache)
{
    (void)pthread_mutex_lock(&cache->mutex);
    guint64 n = cache->n_drawn;
    (void)pthread_mutex_unlock(&cache->mutex);
    return n;
}
