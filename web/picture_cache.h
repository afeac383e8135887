#pragma once

/* Pictures that have been drawn, shared by everybody who asks for the same: one is drawn once however many watch,
 * and never again while what it shows stays the same.
 *
 * Safe to call from any thread.  Who asks for a picture that is being drawn waits for it.  The pictures asked for
 * longest ago go when all take more than the bound. */

#include "render/panel.h"

#define SZ_PICTURE_CACHE_MAX_BYTES ((gsize)64 * 1024 * 1024)

typedef struct SzPictureCache SzPictureCache;

SzPictureCache *sz_picture_cache_new(gsize max_bytes);
/* NULL-safe. */
void sz_picture_cache_free(SzPictureCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPictureCache, sz_picture_cache_free)

/* (transfer full) as sz_panel_draw(). */
GBytes *sz_picture_cache_draw(SzPictureCache *cache, const SzPanelModel *model, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Since the beginning. */
guint64 sz_picture_cache_n_drawn(SzPictureCache *cache);
