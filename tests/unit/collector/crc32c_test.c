#include "collector/crc32c.h"

typedef guint32 (*Crc)(guint32 crc, const void *data, gsize len);
static const Crc both[] = {sz_crc32c, sz_crc32c_portable};

/* RFC 3720 B.4 prints checksums byte by byte; here they are little-endian numbers. */
static void test_rfc_3720(void)
{
    guint8 ascending[32];
    guint8 descending[32];
    guint8 zeros[32] = {0};
    guint8 ones[32];
    memset(ones, 0xff, sizeof ones);
    for (guint8 i = 0; i < 32; i++) {
        ascending[i] = i;
        descending[i] = (guint8)(31 - i);
    }
    const guint8 read_command[48] = {0x01, 0xc0, 0, 0,    0,    0, 0, 0,    0,    0, 0,    0,
                                     0,    0,    0, 0,    0x14, 0, 0, 0,    0,    0, 0x04, 0,
                                     0,    0,    0, 0x14, 0,    0, 0, 0x18, 0x28, 0, 0,    0,
                                     0,    0,    0, 0,    0x02, 0, 0, 0,    0,    0, 0,    0};
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        g_assert_cmphex(both[i](0, zeros, 32), ==, 0x8a9136aa);
        g_assert_cmphex(both[i](0, ones, 32), ==, 0x62a8ab43);
        g_assert_cmphex(both[i](0, ascending, 32), ==, 0x46dd794e);
        g_assert_cmphex(both[i](0, descending, 32), ==, 0x113fdb5c);
        g_assert_cmphex(both[i](0, read_command, 48), ==, 0xd9963a56);
        g_assert_cmphex(both[i](0, "123456789", 9), ==, 0xe3069283);
    }
}

static void test_nothing_changes_nothing(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        g_assert_cmphex(both[i](0, NULL, 0), ==, 0);
        g_assert_cmphex(both[i](0x12345678, "", 0), ==, 0x12345678);
    }
}

/* Every length, alignment and cut gives the same by instruction and by table. */
static void test_paths_agree(void)
{
    guint8 bytes[600];
    for (gsize i = 0; i < sizeof bytes; i++) {
        bytes[i] = (guint8)g_test_rand_int();
    }
    for (gsize from = 0; from < 9; from++) {
        for (gsize len = 0; from + len <= sizeof bytes; len += 1 + len / 7) {
            guint32 whole = sz_crc32c(0, bytes + from, len);
            gsize cut = len / 3;
            g_assert_cmphex(whole, ==, sz_crc32c_portable(0, bytes + from, len));
            g_assert_cmphex(
                whole, ==,
                sz_crc32c(sz_crc32c_portable(0, bytes + from, cut), bytes + from + cut, len - cut));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/crc32c/rfc-3720-vectors", test_rfc_3720);
    g_test_add_func("/collector/crc32c/nothing-changes-nothing", test_nothing_changes_nothing);
    g_test_add_func("/collector/crc32c/instruction-and-table-agree", test_paths_agree);
    return g_test_run();
}
