#include "collector/text_decoder.h"

#include "collector/error.h"

#include <errno.h>
#include <string.h>

#define STEP_BYTES ((gsize)4096)
#define EXPANSION_MAX 4 /* bytes of UTF-8 for one of another encoding; GB18030 takes 1.5 */
#define CUT_MAX_BYTES 16

struct SzTextDecoder {
    GIConv converter; /* owned */
    char *encoding;   /* owned */
    guint64 done_bytes;
    char cut[CUT_MAX_BYTES]; /* the beginning of a character */
    gsize n_cut;
};

/* iconv would take instructions behind a slash (//TRANSLIT), which lose text in silence. */
static GIConv open_converter(const char *encoding)
{
    if (strchr(encoding, '/') != NULL) {
        return (GIConv)-1; // NOLINT(performance-no-int-to-ptr): as GLib has it
    }
    return g_iconv_open("UTF-8", encoding);
}

bool sz_text_decoder_knows(const char *encoding)
{
    GIConv converter = open_converter(encoding);
    if (converter == (GIConv)-1) { // NOLINT(performance-no-int-to-ptr): as GLib has it
        return false;
    }
    (void)g_iconv_close(converter);
    return true;
}

SzTextDecoder *sz_text_decoder_new(const char *encoding)
{
    SzTextDecoder *decoder = g_new0(SzTextDecoder, 1);
    decoder->encoding = g_strdup(encoding);
    decoder->converter = open_converter(encoding);
    return decoder;
}

void sz_text_decoder_free(SzTextDecoder *decoder)
{
    if (decoder != NULL) {
        (void)g_iconv_close(decoder->converter);
        g_free(decoder->encoding);
        g_free(decoder);
    }
}

static gboolean fail(const SzTextDecoder *decoder, GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                "byte %" G_GUINT64_FORMAT ": not %s, expected the encoding that the map says",
                decoder->done_bytes + 1, decoder->encoding);
    return FALSE;
}

/* Takes at most STEP_BYTES.  @out_n: (out) bytes of @data that are done with. */
static gboolean take_step(SzTextDecoder *decoder, const char *data, gsize len, GString *out,
                          gsize *out_n, GError **error)
{
    char in[CUT_MAX_BYTES + STEP_BYTES];
    char text[(CUT_MAX_BYTES + STEP_BYTES) * EXPANSION_MAX];
    gsize n = MIN(len, STEP_BYTES);
    memcpy(in, decoder->cut, decoder->n_cut);
    memcpy(in + decoder->n_cut, data, n);
    char *from = in;
    gsize n_left = decoder->n_cut + n;
    char *to = text;
    gsize room = sizeof text;
    gsize n_before = n_left;
    gsize result = g_iconv(decoder->converter, &from, &n_left, &to, &room);
    decoder->done_bytes += n_before - n_left;
    if (result == (gsize)-1 && (errno != EINVAL || n_left > CUT_MAX_BYTES)) {
        return fail(decoder, error);
    }
    g_string_append_len(out, text, (gssize)(sizeof text - room));
    memcpy(decoder->cut, from, n_left);
    decoder->n_cut = n_left;
    *out_n = n;
    return TRUE;
}

gboolean sz_text_decoder_feed(SzTextDecoder *decoder, const char *data, gsize len, GString *out,
                              GError **error)
{
    gsize n = 0;
    for (gsize at = 0; at < len; at += n) {
        if (!take_step(decoder, data + at, len - at, out, &n, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_text_decoder_finish(SzTextDecoder *decoder, GError **error)
{
    return decoder->n_cut == 0 ? TRUE : fail(decoder, error);
}
