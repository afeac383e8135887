#include "collector/crc32c.h"

#include <string.h>

/* A table entry is linear in the bits of its index, so eight basis values make a row of 256. */
#define ENTRY(i, a, b, c, d, e, f, g, h)                                                           \
    ((((i)&1) ? (a) : 0) ^ (((i)&2) ? (b) : 0) ^ (((i)&4) ? (c) : 0) ^ (((i)&8) ? (d) : 0) ^       \
     (((i)&16) ? (e) : 0) ^ (((i)&32) ? (f) : 0) ^ (((i)&64) ? (g) : 0) ^ (((i)&128) ? (h) : 0))
#define FOUR(i, ...)                                                                               \
    ENTRY(i, __VA_ARGS__), ENTRY((i) + 1, __VA_ARGS__), ENTRY((i) + 2, __VA_ARGS__),               \
        ENTRY((i) + 3, __VA_ARGS__)
#define SIXTEEN(i, ...)                                                                            \
    FOUR(i, __VA_ARGS__), FOUR((i) + 4, __VA_ARGS__), FOUR((i) + 8, __VA_ARGS__),                  \
        FOUR((i) + 12, __VA_ARGS__)
#define SIXTY_FOUR(i, ...)                                                                         \
    SIXTEEN(i, __VA_ARGS__), SIXTEEN((i) + 16, __VA_ARGS__), SIXTEEN((i) + 32, __VA_ARGS__),       \
        SIXTEEN((i) + 48, __VA_ARGS__)
#define ROW(...)                                                                                   \
    {                                                                                              \
        SIXTY_FOUR(0, __VA_ARGS__), SIXTY_FOUR(64, __VA_ARGS__), SIXTY_FOUR(128, __VA_ARGS__),     \
            SIXTY_FOUR(192, __VA_ARGS__)                                                           \
    }

/* Row k: the effect of a byte followed by k zero bytes. */
/* clang-format off */
static const guint32 table[8][256] = {
    ROW(0xf26b8303U, 0xe13b70f7U, 0xc79a971fU, 0x8ad958cfU, 0x105ec76fU, 0x20bd8edeU, 0x417b1dbcU, 0x82f63b78U),
    ROW(0x13a29877U, 0x274530eeU, 0x4e8a61dcU, 0x9d14c3b8U, 0x3fc5f181U, 0x7f8be302U, 0xff17c604U, 0xfbc3faf9U),
    ROW(0xa541927eU, 0x4f6f520dU, 0x9edea41aU, 0x38513ec5U, 0x70a27d8aU, 0xe144fb14U, 0xc76580d9U, 0x8b277743U),
    ROW(0xdd45aab8U, 0xbf672381U, 0x7b2231f3U, 0xf64463e6U, 0xe964b13dU, 0xd725148bU, 0xaba65fe7U, 0x52a0c93fU),
    ROW(0x38116facU, 0x7022df58U, 0xe045beb0U, 0xc5670b91U, 0x8f2261d3U, 0x1ba8b557U, 0x37516aaeU, 0x6ea2d55cU),
    ROW(0xef306b19U, 0xdb8ca0c3U, 0xb2f53777U, 0x6006181fU, 0xc00c303eU, 0x85f4168dU, 0x0e045bebU, 0x1c08b7d6U),
    ROW(0x68032cc8U, 0xd0065990U, 0xa5e0c5d1U, 0x4e2dfd53U, 0x9c5bfaa6U, 0x3d5b83bdU, 0x7ab7077aU, 0xf56e0ef4U),
    ROW(0x493c7d27U, 0x9278fa4eU, 0x211d826dU, 0x423b04daU, 0x847609b4U, 0x0d006599U, 0x1a00cb32U, 0x34019664U),
};
/* clang-format on */

static guint64 load_u64(const guint8 *at)
{
    guint64 value = 0;
    memcpy(&value, at, sizeof value);
    return GUINT64_FROM_LE(value);
}

guint32 sz_crc32c_portable(guint32 crc, const void *data, gsize len)
{
    const guint8 *at = data;
    guint32 state = ~crc;
    for (; len >= 8; at += 8, len -= 8) {
        guint64 word = load_u64(at) ^ state;
        state = 0;
        for (guint k = 0; k < 8; k++) {
            state ^= table[7 - k][(word >> (8 * k)) & 0xff];
        }
    }
    for (; len > 0; at++, len--) {
        state = (state >> 8) ^ table[0][(state ^ *at) & 0xff];
    }
    return ~state;
}

#if defined(__x86_64__)
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static guint32 crc32c_sse42(guint32 crc, const void *data,
                                                              gsize len)
{
    const guint8 *at = data;
    guint64 state = ~crc;
    for (; len >= 8; at += 8, len -= 8) {
        state = _mm_crc32_u64(state, load_u64(at));
    }
    guint32 narrow = (guint32)state;
    for (; len > 0; at++, len--) {
        narrow = _mm_crc32_u8(narrow, *at);
    }
    return ~narrow;
}

guint32 sz_crc32c(guint32 crc, const void *data, gsize len)
{
    return __builtin_cpu_supports("sse4.2") ? crc32c_sse42(crc, data, len)
                                            : sz_crc32c_portable(crc, data, len);
}
#else
guint32 sz_crc32c(guint32 crc, const void *data, gsize len)
{
    return sz_crc32c_portable(crc, data, len);
}
#endif
