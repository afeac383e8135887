/* Blocks of a compacted segment whose checksums are right and whose contents are anything: a header and a stream, and
 * whatever stands for frames.  Nothing crashes, nothing grows beyond what is allowed. */

#include "collector/crc32c.h"
#include "collector/journal_block.h"
#include "collector/journal_reader.h"
#include "collector/little_endian.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* The bytes as a block, but for magic and checksum. */
static void read_as_block(const guint8 *data, size_t size)
{
    static const guint8 magic[4] = {0xf5, 'S', 'Z', 'b'};
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GByteArray) raw = g_byte_array_new();
    g_byte_array_append(bytes, data, (guint)size);
    g_byte_array_set_size(bytes, MAX((guint)size, SZ_BLOCK_HEADER_BYTES));
    memcpy(bytes->data, magic, sizeof magic);
    memset(bytes->data + 20, 0, 8);
    sz_put_u32(bytes->data + 28, sz_crc32c(0, bytes->data, 28));
    SzBlockHeader header;
    if (sz_block_header_decode(bytes->data, &header) && sz_block_bytes(&header) <= bytes->len &&
        sz_block_inflate(bytes->data, &header, raw) &&
        (raw->len != header.raw_bytes || raw->len > SZ_BLOCK_RAW_MAX_BYTES)) {
        abort();
    }
}

static void write_file(const char *path, const GByteArray *bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes->data, bytes->len) != (ssize_t)bytes->len || close(fd) != 0) {
        abort();
    }
}

/* The bytes as the frames of a sound block. */
static void read_as_frames(const char *folder, const guint8 *data, size_t size)
{
    g_autofree char *file = g_build_filename(folder, "journal", "00000000000000000001.szj", NULL);
    g_autoptr(GByteArray) frames = g_byte_array_new();
    g_autoptr(GByteArray) segment = g_byte_array_new();
    g_byte_array_append(frames, data, (guint)size);
    g_byte_array_set_size(segment, SZ_SEGMENT_HEADER_BYTES);
    sz_block_append(segment, frames, 1);
    const SzSegmentHeader header = {
        .version = SZ_SEGMENT_OF_BLOCKS, .first_batch = 1, .segment_bytes = segment->len};
    sz_segment_header_encode(&header, segment->data);
    write_file(file, segment);
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(folder, NULL);
    SzReadResult result = reader != NULL ? SZ_READ_DAMAGE : SZ_READ_ERROR;
    while (result == SZ_READ_DAMAGE || result == SZ_READ_FRAME) {
        SzFrame frame;
        result = sz_journal_reader_next(reader, &frame, NULL);
    }
    if (result != SZ_READ_END) {
        abort();
    }
    (void)g_unlink(file);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *folder = g_strdup_printf("%s/block-fuzz-%d", g_get_tmp_dir(), (int)getpid());
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    (void)g_mkdir_with_parents(path, 0700);
    read_as_block(data, size);
    if (size > 0) {
        read_as_frames(folder, data, size);
    }
    (void)g_rmdir(path);
    (void)g_rmdir(folder);
    return 0;
}
