#include "collector/gzip_input.h"

#include "collector/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK_BYTES ((gsize)64 * 1024)
#define GZIP_MAGIC_1 0x1f
#define GZIP_MAGIC_2 0x8b
#define WINDOW_GZIP_ONLY (15 + 16) /* zlib.h: 15 bits of window, +16 for the gzip wrapper */

typedef enum {
    STATE_PLAIN,   /* not gzip: bytes pass */
    STATE_MEMBER,  /* inside a member */
    STATE_BETWEEN, /* after a member: another one, padding or the end */
} State;

struct SzGzipInput {
    int fd;
    char *path; /* owned */
    State state;
    z_stream stream;
    Bytef *chunk; /* owned; CHUNK_BYTES */
    gsize chunk_at;
    gsize chunk_len;
    guint64 read_bytes;
    guint64 size_bytes;
    bool is_at_end;
};

static gboolean fail_io(const char *path, const char *what, GError **error)
{
    int number = errno;
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "%s: cannot %s: %s", path, what,
                g_strerror(number));
    return FALSE;
}

static gboolean fail_damaged(const SzGzipInput *input, const char *problem, GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                "%s: damaged gzip near byte %" G_GUINT64_FORMAT ": %s", input->path,
                sz_gzip_input_position_bytes(input), problem);
    return FALSE;
}

/* Moves what is left to the front and reads behind it. */
static gboolean fill_chunk(SzGzipInput *input, GError **error)
{
    gsize left = input->chunk_len - input->chunk_at;
    memmove(input->chunk, input->chunk + input->chunk_at, left);
    input->chunk_at = 0;
    input->chunk_len = left;
    for (;;) {
        gssize n = read(input->fd, input->chunk + left, CHUNK_BYTES - left);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail_io(input->path, "read", error);
        }
        input->is_at_end = n == 0;
        input->chunk_len += (gsize)n;
        input->read_bytes += (guint64)n;
        return TRUE;
    }
}

/* At least two bytes in the chunk, or all there are. */
static gboolean fill_magic(SzGzipInput *input, GError **error)
{
    while (input->chunk_len - input->chunk_at < 2 && !input->is_at_end) {
        if (!fill_chunk(input, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static bool is_gzip_next(const SzGzipInput *input)
{
    const Bytef *next = input->chunk + input->chunk_at;
    return input->chunk_len - input->chunk_at >= 2 && next[0] == GZIP_MAGIC_1 &&
           next[1] == GZIP_MAGIC_2;
}

static gboolean open_file(SzGzipInput *input, GError **error)
{
    struct stat info;
    input->fd = open(input->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (input->fd < 0) {
        return fail_io(input->path, "open", error);
    }
    if (fstat(input->fd, &info) != 0) {
        return fail_io(input->path, "look at", error);
    }
    if (!S_ISREG(info.st_mode)) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "%s: not a regular file, expected one that can be read twice", input->path);
        return FALSE;
    }
    input->size_bytes = (guint64)info.st_size;
    return TRUE;
}

SzGzipInput *sz_gzip_input_open(const char *path, GError **error)
{
    g_autoptr(SzGzipInput) input = g_new0(SzGzipInput, 1);
    input->fd = -1;
    input->path = g_strdup(path);
    input->chunk = g_malloc(CHUNK_BYTES);
    int status = inflateInit2(&input->stream, WINDOW_GZIP_ONLY);
    g_assert(status == Z_OK); /* fails only without memory, where GLib aborts too */
    if (!open_file(input, error) || !fill_magic(input, error)) {
        return NULL;
    }
    input->state = is_gzip_next(input) ? STATE_MEMBER : STATE_PLAIN;
    return g_steal_pointer(&input);
}

void sz_gzip_input_close(SzGzipInput *input)
{
    if (input == NULL) {
        return;
    }
    (void)inflateEnd(&input->stream);
    if (input->fd >= 0) {
        (void)close(input->fd);
    }
    g_free(input->chunk);
    g_free(input->path);
    g_free(input);
}

static gboolean read_plain(SzGzipInput *input, char *buffer, gsize size, gsize *out_len,
                           GError **error)
{
    if (input->chunk_at == input->chunk_len && !fill_chunk(input, error)) {
        return FALSE;
    }
    gsize n = MIN(size, input->chunk_len - input->chunk_at);
    memcpy(buffer, input->chunk + input->chunk_at, n);
    input->chunk_at += n;
    *out_len = n;
    return TRUE;
}

/* Decides what comes after a member.  Stays in BETWEEN only at the end of the file. */
static gboolean step_between(SzGzipInput *input, GError **error)
{
    if (!fill_magic(input, error)) {
        return FALSE;
    }
    if (is_gzip_next(input)) {
        (void)inflateReset(&input->stream);
        input->state = STATE_MEMBER;
        return TRUE;
    }
    while (input->chunk_at < input->chunk_len || !input->is_at_end) {
        if (input->chunk_at == input->chunk_len) {
            if (!fill_chunk(input, error)) {
                return FALSE;
            }
            continue;
        }
        if (input->chunk[input->chunk_at++] != 0) {
            return fail_damaged(input, "something that is not gzip follows the end", error);
        }
    }
    return TRUE;
}

/* Unpacks into @buffer what the chunk gives; may give nothing and want to be called again. */
static gboolean step_member(SzGzipInput *input, char *buffer, gsize size, gsize *out_len,
                            GError **error)
{
    if (input->chunk_at == input->chunk_len && !fill_chunk(input, error)) {
        return FALSE;
    }
    if (input->chunk_at == input->chunk_len) {
        return fail_damaged(input, "the file ends in the middle, expected more", error);
    }
    uInt room = (uInt)MIN(size, CHUNK_BYTES);
    uInt offered = (uInt)(input->chunk_len - input->chunk_at);
    input->stream.next_in = input->chunk + input->chunk_at;
    input->stream.avail_in = offered;
    input->stream.next_out = (Bytef *)buffer;
    input->stream.avail_out = room;
    int status = inflate(&input->stream, Z_NO_FLUSH);
    input->chunk_at += offered - input->stream.avail_in;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        return fail_damaged(input, input->stream.msg != NULL ? input->stream.msg : "cannot unpack",
                            error);
    }
    if (status == Z_STREAM_END) {
        input->state = STATE_BETWEEN;
    }
    *out_len = room - input->stream.avail_out;
    return TRUE;
}

gboolean sz_gzip_input_read(SzGzipInput *input, char *buffer, gsize size, gsize *out_len,
                            GError **error)
{
    g_return_val_if_fail(size > 0, FALSE);

    if (input->state == STATE_PLAIN) {
        return read_plain(input, buffer, size, out_len, error);
    }
    gsize len = 0;
    while (len == 0) {
        if (input->state == STATE_BETWEEN && !step_between(input, error)) {
            return FALSE;
        }
        if (input->state == STATE_BETWEEN) {
            break;
        }
        if (!step_member(input, buffer, size, &len, error)) {
            return FALSE;
        }
    }
    *out_len = len;
    return TRUE;
}

guint64 sz_gzip_input_position_bytes(const SzGzipInput *input)
{
    return input->read_bytes - (input->chunk_len - input->chunk_at);
}

guint64 sz_gzip_input_size_bytes(const SzGzipInput *input)
{
    return input->size_bytes;
}
