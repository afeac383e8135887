#include "collector/inflater.h"

#define ZLIB_CONST /* next_in points to const bytes */
#include <zlib.h>

#define PIECE_BYTES (16 * 1024)
#define WINDOW_GZIP_ONLY (15 + 16) /* zlib.h: 15 bits of window, +16 for the gzip wrapper */

struct SzInflater {
    z_stream stream;
    bool is_between; /* a member has ended, the next has not begun */
    SzInflaterProblem problem;
    bool has_padding; /* zeros after the last member: nothing else may follow */
    char piece[PIECE_BYTES];
};

SzInflater *sz_inflater_new(void)
{
    SzInflater *inflater = g_new0(SzInflater, 1);
    int status = inflateInit2(&inflater->stream, WINDOW_GZIP_ONLY);
    g_assert(status == Z_OK); /* fails only without memory, where GLib aborts too */
    return inflater;
}

void sz_inflater_free(SzInflater *inflater)
{
    if (inflater != NULL) {
        (void)inflateEnd(&inflater->stream);
        g_free(inflater);
    }
}

/* zlib's words are all that tells them apart. */
static SzInflaterProblem problem_of(const z_stream *stream)
{
    const char *words = stream->msg != NULL ? stream->msg : "";
    if (g_str_equal(words, "incorrect data check") ||
        g_str_equal(words, "incorrect length check")) {
        return SZ_INFLATER_BAD_CHECKSUM;
    }
    bool is_header = strstr(words, "header") != NULL || strstr(words, "method") != NULL;
    return is_header ? SZ_INFLATER_BAD_HEADER : SZ_INFLATER_BAD_DATA;
}

/* One call of zlib.  Returns: false on damage or when the sink stopped. */
static bool step(SzInflater *inflater, SzInflaterSink sink, void *user)
{
    z_stream *stream = &inflater->stream;
    stream->next_out = (Bytef *)inflater->piece;
    stream->avail_out = sizeof inflater->piece;
    int status = inflate(stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        inflater->problem = problem_of(stream);
        return false;
    }
    gsize len = sizeof inflater->piece - stream->avail_out;
    inflater->is_between = status == Z_STREAM_END;
    return len == 0 || sink(inflater->piece, len, user);
}

/* Between members: another one begins with a byte that is not zero. */
static bool step_between(SzInflater *inflater)
{
    z_stream *stream = &inflater->stream;
    while (stream->avail_in > 0 && *stream->next_in == 0) {
        inflater->has_padding = true;
        stream->next_in++;
        stream->avail_in--;
    }
    if (stream->avail_in == 0) {
        return true;
    }
    inflater->is_between = false;
    if (inflater->has_padding) {
        inflater->problem = SZ_INFLATER_BAD_HEADER;
        return false;
    }
    return inflateReset(stream) == Z_OK;
}

bool sz_inflater_feed(SzInflater *inflater, const char *data, gsize len, SzInflaterSink sink,
                      void *user)
{
    z_stream *stream = &inflater->stream;
    while (len > 0) {
        uInt offered = (uInt)MIN(len, G_MAXINT32);
        stream->next_in = (const Bytef *)data;
        stream->avail_in = offered;
        do {
            bool is_good =
                inflater->is_between ? step_between(inflater) : step(inflater, sink, user);
            if (!is_good) {
                return false;
            }
        } while (stream->avail_in > 0 || (!inflater->is_between && stream->avail_out == 0));
        data += offered;
        len -= offered;
    }
    return true;
}

bool sz_inflater_is_complete(const SzInflater *inflater)
{
    return inflater->is_between;
}

SzInflaterProblem sz_inflater_problem(const SzInflater *inflater)
{
    return inflater->problem;
}
