#pragma once

/* Pictures as PNG, fast rather than small: zlib level 1, no filters.
 *
 * Pure apart from memory. */

#include "render/cairo_auto.h"

/* @surface: an RGB24 (written as RGB) or ARGB32 (as RGBA) image. (transfer full)
 * Returns: NULL with @error set (SZ_RENDER_ERROR_DRAW) when there is no picture to write. */
GBytes *sz_png_encode(cairo_surface_t *surface, GError **error) G_GNUC_WARN_UNUSED_RESULT;
