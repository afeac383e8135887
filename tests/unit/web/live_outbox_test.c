/* Messages in pieces: the same bytes whatever their size, and the head of a picture. */

#include "web/live_outbox.h"

#include <string.h>

/* Everything that is on its way, piece by piece.  (transfer full) */
static GByteArray *drain(SzLiveOutbox *outbox)
{
    guint8 piece[SZ_LIVE_PIECE_BYTES];
    GByteArray *all = g_byte_array_new();
    gsize total = sz_live_outbox_bytes(outbox);
    while (outbox->body != NULL) {
        gsize n = sz_live_outbox_fill(outbox, piece);
        g_assert_cmpuint(n, >, 0);
        g_assert_cmpuint(n, <=, sizeof piece);
        g_byte_array_append(all, piece, (guint)n);
        sz_live_outbox_advance(outbox, n);
    }
    g_assert_cmpuint(all->len, ==, total);
    return all;
}

static GBytes *body_of(gsize len)
{
    guint8 *bytes = g_malloc(len + 1);
    for (gsize i = 0; i < len; i++) {
        bytes[i] = (guint8)(i * 31 + i / 256);
    }
    return g_bytes_new_take(bytes, len);
}

static void assert_end(const GByteArray *all, gsize head_len, GBytes *body)
{
    gsize len = 0;
    const guint8 *bytes = g_bytes_get_data(body, &len);
    g_assert_cmpuint(all->len, ==, head_len + len);
    g_assert_true(len == 0 || memcmp(all->data + head_len, bytes, len) == 0);
}

static void test_pieces(void)
{
    static const gsize sizes[] = {1,
                                  SZ_LIVE_PIECE_BYTES - 17,
                                  SZ_LIVE_PIECE_BYTES - 16,
                                  SZ_LIVE_PIECE_BYTES - 15,
                                  SZ_LIVE_PIECE_BYTES,
                                  3 * SZ_LIVE_PIECE_BYTES + 5};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(GBytes) body = body_of(sizes[i]);
        SzLiveOutbox outbox = {0};
        sz_live_outbox_text(&outbox, 4294967295u, body);
        g_autoptr(GByteArray) text = drain(&outbox);
        static const char head[] = "{\"id\":4294967295,";
        g_assert_true(memcmp(text->data, head, strlen(head)) == 0);
        assert_end(text, strlen(head), body);
        sz_live_outbox_state(&outbox, 4294967295u, G_MAXUINT64,
                             "2026-03-02T09:00:00.999999999+08:00", body);
        g_autoptr(GByteArray) state = drain(&outbox);
        static const char longest[] = "{\"id\":4294967295,\"seq\":18446744073709551615,"
                                      "\"time\":\"2026-03-02T09:00:00.999999999+08:00\",";
        g_assert_true(memcmp(state->data, longest, strlen(longest)) == 0);
        assert_end(state, strlen(longest), body);
        sz_live_outbox_whole(&outbox, g_bytes_ref(body));
        g_autoptr(GByteArray) whole = drain(&outbox);
        assert_end(whole, 0, body);
        sz_live_outbox_picture(&outbox, 7, 1, body);
        g_assert_true(outbox.is_binary);
        g_autoptr(GByteArray) picture = drain(&outbox);
        assert_end(picture, 16, body);
    }
}

static void test_head_of_a_picture(void)
{
    static const guint8 expected[16] = {1, 1, 0, 0, 0x01, 0x02, 0x03, 0x04, 0, 0, 0, 1, 0, 0, 0, 2};
    g_autoptr(GBytes) body = body_of(3);
    SzLiveOutbox outbox = {0};
    sz_live_outbox_picture(&outbox, 0x01020304, (G_GUINT64_CONSTANT(1) << 32) + 2, body);
    g_autoptr(GByteArray) all = drain(&outbox);
    g_assert_true(memcmp(all->data, expected, sizeof expected) == 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_outbox/pieces", test_pieces);
    g_test_add_func("/live_outbox/head_of_a_picture", test_head_of_a_picture);
    return g_test_run();
}
