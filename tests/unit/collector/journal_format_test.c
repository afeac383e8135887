#include "collector/journal_format.h"

#include "collector/crc32c.h"

static const SzSegmentHeader segment = {
    .version = 1,
    .first_batch = 0x0102,
    .segment_bytes = 64 << 20,
    .created = {0x1122334455667788},
    .journal_id = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
};

/* Laid out by hand from the table in journal_format.h; the checksums by an independent CRC32C. */
static const guint8 golden_segment[SZ_SEGMENT_HEADER_BYTES] = {
    0xf5, 'S',  'Z',  'J',  'R',  'N',  'L',  '\n', 1, 0, 0, 0,    0x35, 0x2b, 0xd1, 0x27,
    0x02, 0x01, 0,    0,    0,    0,    0,    0,    0, 0, 0, 0x04, 0,    0,    0,    0,
    0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 1, 2, 3, 4,    5,    6,    7,    8,
    9,    10,   11,   12,   13,   14,   15,   16,   0, 0, 0, 0,    0,    0,    0,    0,
};

/* One line "a b=1 5\n" of token "ab", batch 7, received at 1.5 s. */
static const guint8 golden_frame[] = {
    0xf5, 0x53, 0x5a, 0x66, 10,   0,    0,    0,    7,    0,    0,    0,    0,    0,
    0,    0,    0x00, 0x2f, 0x68, 0x59, 0,    0,    0,    0,    1,    0,    0,    0,
    2,    2,    0,    0,    0x86, 0x0a, 0xd1, 0x43, 'a',  'b',  'a',  ' ',  'b',  '=',
    '1',  ' ',  '5',  '\n', 0,    0,    0x78, 0x5e, 0x72, 0x3d, 0xe7, 0xc3, 0x99, 0x7e,
};

static const SzFrameHeader frame = {
    .payload_bytes = 10,
    .batch = 7,
    .received = {1500000000},
    .n_lines = 1,
    .source = SZ_SOURCE_TOKEN,
    .name_bytes = 2,
};

static void test_segment_golden(void)
{
    guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
    sz_segment_header_encode(&segment, bytes);
    g_assert_true(memcmp(bytes, golden_segment, sizeof bytes) == 0);
    SzSegmentHeader back;
    g_assert_cmpint(sz_segment_header_decode(golden_segment, &back), ==, SZ_HEADER_GOOD);
    g_assert_cmpuint(back.first_batch, ==, segment.first_batch);
    g_assert_cmpuint(back.segment_bytes, ==, segment.segment_bytes);
    g_assert_cmpint(back.created.ns, ==, segment.created.ns);
    g_assert_true(memcmp(back.journal_id, segment.journal_id, 16) == 0);
}

static void test_segment_flips(void)
{
    for (gsize bit = 0; bit < 8 * sizeof golden_segment; bit++) {
        guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
        memcpy(bytes, golden_segment, sizeof bytes);
        bytes[bit / 8] ^= (guint8)(1U << (bit % 8));
        SzSegmentHeader back = {.first_batch = 99};
        g_assert_cmpint(sz_segment_header_decode(bytes, &back), !=, SZ_HEADER_GOOD);
        g_assert_cmpuint(back.first_batch, ==, 99);
    }
}

static void test_segment_newer(void)
{
    guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
    memset(bytes, 0xaa, sizeof bytes); /* whatever a later version puts there */
    memcpy(bytes, golden_segment, 8);
    memcpy(bytes + 8, (const guint8[]){SZ_JOURNAL_VERSION + 1, 0, 0, 0}, 4);
    SzSegmentHeader back = {0};
    g_assert_cmpint(sz_segment_header_decode(bytes, &back), ==, SZ_HEADER_NEWER);
    g_assert_cmpuint(back.version, ==, SZ_JOURNAL_VERSION + 1);
}

static void test_segment_bounds(void)
{
    static const struct {
        guint64 segment_bytes;
        guint64 first_batch;
        SzHeaderState state;
    } rows[] = {
        {SZ_SEGMENT_MIN_BYTES, 1, SZ_HEADER_GOOD},
        {SZ_SEGMENT_MIN_BYTES - 1, 1, SZ_HEADER_BAD},
        {SZ_SEGMENT_MAX_BYTES, 1, SZ_HEADER_GOOD},
        {(guint64)SZ_SEGMENT_MAX_BYTES + 1, 1, SZ_HEADER_BAD},
        {SZ_SEGMENT_MIN_BYTES, 0, SZ_HEADER_BAD},
        {SZ_SEGMENT_MIN_BYTES, G_MAXUINT64, SZ_HEADER_GOOD},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzSegmentHeader header = segment;
        header.segment_bytes = rows[i].segment_bytes;
        header.first_batch = rows[i].first_batch;
        guint8 bytes[SZ_SEGMENT_HEADER_BYTES];
        sz_segment_header_encode(&header, bytes);
        SzSegmentHeader back;
        g_assert_cmpint(sz_segment_header_decode(bytes, &back), ==, rows[i].state);
    }
}

static void make_frame(guint8 bytes[sizeof golden_frame])
{
    memset(bytes, 0, sizeof golden_frame);
    sz_frame_header_encode(&frame, bytes);
    memcpy(bytes + SZ_FRAME_HEADER_BYTES, golden_frame + SZ_FRAME_HEADER_BYTES, 10);
    sz_frame_trailer_encode(sz_crc32c(0, bytes, 48), bytes + 48);
}

static void test_frame_golden(void)
{
    guint8 bytes[sizeof golden_frame];
    make_frame(bytes);
    g_assert_cmpuint(sz_frame_bytes(10), ==, sizeof golden_frame);
    g_assert_true(memcmp(bytes, golden_frame, sizeof bytes) == 0);
    SzFrameHeader back;
    g_assert_true(sz_frame_header_decode(golden_frame, &back));
    g_assert_cmpuint(back.payload_bytes, ==, 10);
    g_assert_cmpuint(back.batch, ==, 7);
    g_assert_cmpint(back.received.ns, ==, 1500000000);
    g_assert_cmpuint(back.n_lines, ==, 1);
    g_assert_cmpint(back.source, ==, SZ_SOURCE_TOKEN);
    g_assert_cmpuint(back.name_bytes, ==, 2);
    g_assert_cmpint(sz_frame_check(golden_frame, &back), ==, SZ_FRAME_GOOD);
}

static void test_frame_size(void)
{
    /* 36 + P to a multiple of 8, then 8. */
    g_assert_cmpuint(sz_frame_bytes(0), ==, 48);
    g_assert_cmpuint(sz_frame_bytes(4), ==, 48);
    g_assert_cmpuint(sz_frame_bytes(5), ==, 56);
    g_assert_cmpuint(sz_frame_bytes(G_MAXUINT32), ==, 4294967344);
}

/* Header, name, lines, padding, checksum, end mark: no flip goes unseen, none makes a finished frame
 * look unfinished. */
static void test_frame_flips(void)
{
    for (gsize bit = 0; bit < 8 * sizeof golden_frame; bit++) {
        guint8 bytes[sizeof golden_frame];
        memcpy(bytes, golden_frame, sizeof bytes);
        bytes[bit / 8] ^= (guint8)(1U << (bit % 8));
        SzFrameHeader back;
        g_assert_true(!sz_frame_header_decode(bytes, &back) ||
                      sz_frame_check(bytes, &back) != SZ_FRAME_GOOD);
        g_assert_cmpuint(bytes[sizeof bytes - 1], !=, 0);
        g_assert_false(sz_frame_is_unfinished(bytes, sizeof bytes, 7, 4096));
    }
}

/* The header is good in itself, but no segment can hold so much, nor should a reader try to. */
static void test_frame_bounds(void)
{
    static const struct {
        guint32 payload_bytes;
        bool is_good;
    } rows[] = {
        {2, true},
        {1, false}, /* shorter than the name */
        {SZ_SEGMENT_MAX_BYTES, true},
        {SZ_SEGMENT_MAX_BYTES + 1U, false},
        {G_MAXUINT32, false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzFrameHeader header = frame;
        header.payload_bytes = rows[i].payload_bytes;
        guint8 bytes[SZ_FRAME_HEADER_BYTES];
        sz_frame_header_encode(&header, bytes);
        SzFrameHeader back = {.batch = 99};
        g_assert_cmpint(sz_frame_header_decode(bytes, &back), ==, rows[i].is_good);
        g_assert_cmpuint(back.batch, ==, rows[i].is_good ? frame.batch : 99);
    }
}

static void test_frame_prefixes(void)
{
    for (gsize n = 1; n < sizeof golden_frame; n++) {
        guint8 bytes[sizeof golden_frame] = {0};
        memcpy(bytes, golden_frame, n);
        gsize end = n;
        while (bytes[end - 1] == 0) {
            end--;
        }
        g_assert_true(sz_frame_is_unfinished(bytes, end, 7, 4096));
    }
    g_assert_false(sz_frame_is_unfinished(golden_frame, sizeof golden_frame, 7, 4096));
}

static void test_prefix_must_fit(void)
{
    g_assert_true(sz_frame_is_unfinished(golden_frame, 40, 7, sizeof golden_frame));
    g_assert_false(sz_frame_is_unfinished(golden_frame, 40, 7, sizeof golden_frame - 1));
    g_assert_false(sz_frame_is_unfinished(golden_frame, 40, 8, 4096));
    g_assert_false(sz_frame_is_unfinished(golden_frame, 9, 8, 4096));
}

/* In the zeros behind the log no single flipped bit looks like the start of a frame. */
static void test_flip_in_zeros_is_no_tail(void)
{
    for (gsize bit = 0; bit < 512; bit++) {
        guint8 bytes[64] = {0};
        bytes[bit / 8] = (guint8)(1U << (bit % 8));
        g_assert_false(sz_frame_is_unfinished(bytes, bit / 8 + 1, 7, 4096));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/journal-format/segment-golden", test_segment_golden);
    g_test_add_func("/collector/journal-format/segment-header-every-bit-counts",
                    test_segment_flips);
    g_test_add_func("/collector/journal-format/newer-is-newer-whatever-follows",
                    test_segment_newer);
    g_test_add_func("/collector/journal-format/segment-bounds", test_segment_bounds);
    g_test_add_func("/collector/journal-format/frame-golden", test_frame_golden);
    g_test_add_func("/collector/journal-format/frame-size", test_frame_size);
    g_test_add_func("/collector/journal-format/frame-every-bit-counts", test_frame_flips);
    g_test_add_func("/collector/journal-format/frame-bounds", test_frame_bounds);
    g_test_add_func("/collector/journal-format/every-prefix-is-unfinished", test_frame_prefixes);
    g_test_add_func("/collector/journal-format/prefix-must-fit", test_prefix_must_fit);
    g_test_add_func("/collector/journal-format/a-flip-in-zeros-is-no-tail",
                    test_flip_in_zeros_is_no_tail);
    return g_test_run();
}
