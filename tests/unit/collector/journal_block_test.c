#include "collector/journal_block.h"

#include "collector/crc32c.h"
#include "collector/little_endian.h"

static GByteArray *bytes_of(const char *text)
{
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text));
    return bytes;
}

/* Whether the block reads as @expected. */
static bool reads_as(const GByteArray *block, const GByteArray *expected)
{
    SzBlockHeader header;
    g_autoptr(GByteArray) raw = g_byte_array_new();
    return block->len >= SZ_BLOCK_HEADER_BYTES && sz_block_header_decode(block->data, &header) &&
           sz_block_bytes(&header) == block->len &&
           sz_block_check(block->data, &header) == SZ_FRAME_GOOD &&
           sz_block_inflate(block->data, &header, raw) && raw->len == expected->len &&
           memcmp(raw->data, expected->data, raw->len) == 0;
}

static void test_round_trip(void)
{
    for (guint n = 1; n < 3000; n = n * 3 / 2 + 1) {
        g_autoptr(GByteArray) raw = g_byte_array_new();
        for (guint i = 0; i < n; i++) {
            guint8 byte = (guint8)(i % 7 < 5 ? 'a' : g_test_rand_int_range(0, 256));
            g_byte_array_append(raw, &byte, 1);
        }
        g_autoptr(GByteArray) block = g_byte_array_new();
        g_byte_array_append(block, (const guint8 *)"before", 6);
        sz_block_append(block, raw, 7);
        g_assert_cmpuint((block->len - 6) % SZ_FRAME_ALIGN_BYTES, ==, 0);
        g_byte_array_remove_range(block, 0, 6);
        g_assert_true(reads_as(block, raw));
        SzBlockHeader header;
        g_assert_true(sz_block_header_decode(block->data, &header));
        g_assert_cmpuint(header.first_batch, ==, 7);
    }
}

/* Laid out by hand from the table in journal_block.h: a stored deflate block of "hi" (RFC 1951, 3.2.4). */
static void test_golden(void)
{
    guint8 bytes[48] = {0xf5, 0x53, 0x5a, 0x62, 7,   0, 0, 0, 9, 0, 0,    0,    0,    0,   0, 0, 2,
                        0,    0,    0,    0,    0,   0, 0, 0, 0, 0, 0,    0,    0,    0,   0, 1, 2,
                        0,    0xfd, 0xff, 'h',  'i', 0, 0, 0, 0, 0, 0xe7, 0xc3, 0x99, 0x7e};
    sz_put_u32(bytes + 28, sz_crc32c(0, bytes, 28));
    sz_put_u32(bytes + 40, sz_crc32c(0, bytes, 40));
    g_autoptr(GByteArray) block = g_byte_array_new();
    g_byte_array_append(block, bytes, sizeof bytes);
    g_autoptr(GByteArray) raw = bytes_of("hi");
    g_assert_true(reads_as(block, raw));
}

static void test_every_flip(void)
{
    g_autoptr(GByteArray) raw = bytes_of("window,hall=1,window=W1 state=\"open\" 1000\n");
    g_autoptr(GByteArray) block = g_byte_array_new();
    sz_block_append(block, raw, 1);
    for (gsize bit = 0; bit < 8 * (gsize)block->len; bit++) {
        block->data[bit / 8] ^= (guint8)(1U << (bit % 8));
        g_assert_false(reads_as(block, raw));
        block->data[bit / 8] ^= (guint8)(1U << (bit % 8));
    }
    g_assert_true(reads_as(block, raw));
}

/* A header that is sound in itself and claims what cannot be, or should not be believed. */
static void test_bounds(void)
{
    static const struct {
        guint32 stored_bytes;
        guint32 raw_bytes;
        guint64 first_batch;
        bool is_good;
    } rows[] = {
        {100, 1, 1, true},
        {100, 103200, 1, true},
        {100, 103201, 1, false}, /* deflate cannot hold so much */
        {0, 1, 1, false},
        {100, 0, 1, false},
        {100, 100, 0, false},
        {SZ_SEGMENT_MAX_BYTES, SZ_BLOCK_RAW_MAX_BYTES, 1, true},
        {SZ_SEGMENT_MAX_BYTES, SZ_BLOCK_RAW_MAX_BYTES + 1U, 1, false},
        {SZ_SEGMENT_MAX_BYTES + 1U, SZ_BLOCK_RAW_MAX_BYTES, 1, false},
        {G_MAXUINT32, G_MAXUINT32, 1, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint8 bytes[SZ_BLOCK_HEADER_BYTES] = {0xf5, 0x53, 0x5a, 0x62};
        sz_put_u32(bytes + 4, rows[i].stored_bytes);
        sz_put_u64(bytes + 8, rows[i].first_batch);
        sz_put_u32(bytes + 16, rows[i].raw_bytes);
        sz_put_u32(bytes + 28, sz_crc32c(0, bytes, 28));
        SzBlockHeader header = {.raw_bytes = 99};
        g_assert_cmpint(sz_block_header_decode(bytes, &header), ==, rows[i].is_good);
        g_assert_cmpuint(header.raw_bytes, ==, rows[i].is_good ? rows[i].raw_bytes : 99);
    }
}

/* The stream is longer or shorter than the header says, or is none. */
static void test_wrong_length(void)
{
    g_autoptr(GByteArray) raw = bytes_of("0123456789");
    g_autoptr(GByteArray) block = g_byte_array_new();
    g_autoptr(GByteArray) out = g_byte_array_new();
    sz_block_append(block, raw, 1);
    SzBlockHeader header;
    g_assert_true(sz_block_header_decode(block->data, &header));
    for (guint32 raw_bytes = 1; raw_bytes < 20; raw_bytes++) {
        SzBlockHeader claimed = header;
        claimed.raw_bytes = raw_bytes;
        g_assert_cmpint(sz_block_inflate(block->data, &claimed, out), ==, raw_bytes == 10);
        g_assert_cmpuint(out->len, ==, raw_bytes == 10 ? 10 : 0);
    }
    for (guint32 stored_bytes = 0; stored_bytes < header.stored_bytes; stored_bytes++) {
        SzBlockHeader claimed = header;
        claimed.stored_bytes = stored_bytes;
        g_assert_false(sz_block_inflate(block->data, &claimed, out));
    }
    memset(block->data + SZ_BLOCK_HEADER_BYTES, 0xff, header.stored_bytes);
    g_assert_false(sz_block_inflate(block->data, &header, out));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/journal_block/round-trip", test_round_trip);
    g_test_add_func("/journal_block/golden", test_golden);
    g_test_add_func("/journal_block/every-flip", test_every_flip);
    g_test_add_func("/journal_block/bounds", test_bounds);
    g_test_add_func("/journal_block/wrong-length", test_wrong_length);
    return g_test_run();
}
