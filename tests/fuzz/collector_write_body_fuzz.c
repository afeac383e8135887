/* A request's body, plain or gzip, whole and in pieces: the same lines, and always lines that read back. */

#include "collector/write_body.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GBytes *take(const SzWriteBodyOptions *options, const char *data, gsize len, gsize piece)
{
    g_autoptr(SzWriteBody) body = sz_write_body_new(options);
    SzWriteBodyResult result = {0};
    for (gsize at = 0; at < len; at += piece) {
        (void)sz_write_body_feed(body, data + at, MIN(piece, len - at));
    }
    if (sz_write_body_finish(body, &result) != SZ_WRITE_BODY_OK) {
        return g_bytes_new_static("", 0);
    }
    return sz_write_body_steal_lines(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    SzWriteBodyOptions options = {.ns_per_unit = 1,
                                  .received = {1},
                                  .now = {INT64_MAX},
                                  .is_gzip = (data[0] & 1) != 0,
                                  .body_max_bytes = 1 << 20,
                                  .unpacked_max_bytes = 1 << 20};
    const char *bytes = (const char *)data + 1;
    g_autoptr(GBytes) whole = take(&options, bytes, size - 1, size);
    g_autoptr(GBytes) pieces = take(&options, bytes, size - 1, 1 + (data[0] >> 1));
    g_assert_true(g_bytes_equal(whole, pieces));
    options.is_gzip = false;
    gsize len = 0;
    const char *lines = g_bytes_get_data(whole, &len);
    g_autoptr(GBytes) again = take(&options, lines, len, size);
    g_assert_true(g_bytes_equal(whole, again));
    return 0;
}
