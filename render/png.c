#include "render/png.h"

#include "render/error.h"

#include <spng.h>
#include <stdbool.h>

typedef struct {
    GByteArray *out;
} Sink;

static int append(spng_ctx *context, void *user, void *data, size_t len)
{
    (void)context;
    Sink *sink = user;
    g_byte_array_append(sink->out, data, (guint)len);
    return 0;
}

/* Premultiplied, as cairo keeps it -> straight. */
static guint8 straight(guint32 channel, guint32 alpha)
{
    return (guint8)(alpha == 0 ? 0 : MIN(255u, (channel * 255 + alpha / 2) / alpha));
}

static void convert_row(const guint32 *from, guint8 *to, int width, bool has_alpha)
{
    for (int x = 0; x < width; x++) {
        guint32 pixel = from[x];
        guint32 alpha = has_alpha ? pixel >> 24 : 255;
        if (alpha == 255) {
            *to++ = (guint8)(pixel >> 16);
            *to++ = (guint8)(pixel >> 8);
            *to++ = (guint8)pixel;
        } else {
            *to++ = straight((pixel >> 16) & 0xff, alpha);
            *to++ = straight((pixel >> 8) & 0xff, alpha);
            *to++ = straight(pixel & 0xff, alpha);
        }
        if (has_alpha) {
            *to++ = (guint8)alpha;
        }
    }
}

static int encode_rows(spng_ctx *context, cairo_surface_t *surface, bool has_alpha)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    int stride = cairo_image_surface_get_stride(surface);
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    gsize row_bytes = (gsize)width * (has_alpha ? 4 : 3);
    g_autoptr(GByteArray) row = g_byte_array_sized_new((guint)row_bytes);
    g_byte_array_set_size(row, (guint)row_bytes);
    int status = spng_encode_image(context, NULL, 0, SPNG_FMT_PNG,
                                   SPNG_ENCODE_PROGRESSIVE | SPNG_ENCODE_FINALIZE);
    for (int y = 0; y < height && status == 0; y++) {
        const void *from = pixels + (gsize)y * (gsize)stride;
        convert_row(from, row->data, width, has_alpha);
        status = spng_encode_row(context, row->data, row_bytes);
    }
    return status == SPNG_EOI ? 0 : status;
}

static int encode(spng_ctx *context, cairo_surface_t *surface, Sink *sink)
{
    bool has_alpha = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32;
    struct spng_ihdr header = {
        .width = (guint32)cairo_image_surface_get_width(surface),
        .height = (guint32)cairo_image_surface_get_height(surface),
        .bit_depth = 8,
        .color_type = has_alpha ? SPNG_COLOR_TYPE_TRUECOLOR_ALPHA : SPNG_COLOR_TYPE_TRUECOLOR,
    };
    int status = spng_set_png_stream(context, append, sink);
    status = status != 0 ? status : spng_set_ihdr(context, &header);
    status = status != 0 ? status : spng_set_option(context, SPNG_IMG_COMPRESSION_LEVEL, 1);
    status =
        status != 0 ? status : spng_set_option(context, SPNG_FILTER_CHOICE, SPNG_DISABLE_FILTERING);
    return status != 0 ? status : encode_rows(context, surface, has_alpha);
}

GBytes *sz_png_encode(cairo_surface_t *surface, GError **error)
{
    cairo_surface_flush(surface);
    cairo_status_t drawn = cairo_surface_status(surface);
    if (drawn != CAIRO_STATUS_SUCCESS || cairo_image_surface_get_data(surface) == NULL) {
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_DRAW, "no picture: '%s'",
                    cairo_status_to_string(drawn));
        return NULL;
    }
    Sink sink = {g_byte_array_new()};
    spng_ctx *context = spng_ctx_new(SPNG_CTX_ENCODER);
    int status = context != NULL ? encode(context, surface, &sink) : SPNG_EMEM;
    spng_ctx_free(context);
    if (status != 0) {
        g_byte_array_unref(sink.out);
        g_set_error(error, SZ_RENDER_ERROR, SZ_RENDER_ERROR_DRAW, "no PNG: '%s'",
                    spng_strerror(status));
        return NULL;
    }
    return g_byte_array_free_to_bytes(sink.out);
}
