#include "collector/simulator_random.h"

static guint64 splitmix(guint64 *state)
{
    guint64 z = (*state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

guint64 sz_sim_hash(SzSlice name, guint32 purpose)
{
    guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325) ^ purpose;
    for (gsize i = 0; i < name.len; i++) {
        hash = (hash ^ (guint8)name.data[i]) * G_GUINT64_CONSTANT(0x100000001b3);
    }
    return splitmix(&hash);
}

void sz_sim_random_init(SzSimRandom *random, guint64 seed, SzSlice name, guint32 purpose)
{
    guint64 state = sz_sim_hash(name, purpose) ^ seed * G_GUINT64_CONSTANT(0xd1342543de82ef95);
    for (gsize i = 0; i < G_N_ELEMENTS(random->s); i++) {
        random->s[i] = splitmix(&state);
    }
}

static guint64 rotate_left(guint64 x, int k)
{
    return (x << k) | (x >> (64 - k));
}

guint64 sz_sim_random_next(SzSimRandom *random)
{
    guint64 *s = random->s;
    guint64 result = rotate_left(s[1] * 5, 7) * 9;
    guint64 t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

static guint32 next_32(SzSimRandom *random)
{
    return (guint32)(sz_sim_random_next(random) >> 32);
}

guint32 sz_sim_random_below(SzSimRandom *random, guint32 n)
{
    return (guint32)(((guint64)next_32(random) * n) >> 32);
}

gint32 sz_sim_random_between(SzSimRandom *random, gint32 from, gint32 to)
{
    return from + (gint32)sz_sim_random_below(random, (guint32)(to - from + 1));
}

bool sz_sim_random_chance(SzSimRandom *random, guint32 per_million)
{
    return sz_sim_random_below(random, 1000000) < per_million;
}

/* log2 of @x > 0 in units of 2^-16, rounded down: the mantissa is squared again and again, and each
 * time it passes 2 is one bit. */
static guint32 log2_q16(guint32 x)
{
    guint whole = g_bit_storage(x) - 1;
    guint64 mantissa = (guint64)x << (31 - whole); /* 1 <= mantissa < 2, units of 2^-31 */
    guint32 result = whole << 16;
    for (int bit = 15; bit >= 0; bit--) {
        mantissa = (mantissa * mantissa) >> 31;
        if (mantissa >> 32 != 0) {
            mantissa >>= 1;
            result |= 1U << bit;
        }
    }
    return result;
}

guint32 sz_sim_random_exponential(SzSimRandom *random)
{
    const guint64 ln2_q16 = 45426;
    guint32 below_one = next_32(random) | 1;
    guint32 minus_log2 = (32U << 16) - log2_q16(below_one);
    return (guint32)((minus_log2 * ln2_q16) >> 16);
}

gint32 sz_sim_random_around(SzSimRandom *random, gint32 mean)
{
    /* exp(0.55 z - 0.55^2 / 2) at the sixteenths of the normal distribution, ends at z = -2.33 and
     * 2.4; per mille. */
    static const gint32 quantiles[17] = {239, 370,  457,  528,  593,  657,  721,  789, 860,
                                         937, 1025, 1125, 1246, 1400, 1619, 2000, 3220};
    guint32 u = next_32(random);
    guint32 i = u >> 28;
    gint64 part = (u >> 12) & 0xffff;
    gint64 per_mille = quantiles[i] + (((quantiles[i + 1] - quantiles[i]) * part) >> 16);
    return (gint32)(mean * per_mille / 1000);
}
