#pragma once

/* Numbers as they stand in files.  Pure. */

#include <glib.h>
#include <string.h>

static inline void sz_put_u32(guint8 *at, guint32 value)
{
    guint32 little = GUINT32_TO_LE(value);
    memcpy(at, &little, sizeof little);
}

static inline void sz_put_u64(guint8 *at, guint64 value)
{
    guint64 little = GUINT64_TO_LE(value);
    memcpy(at, &little, sizeof little);
}

static inline guint32 sz_get_u32(const guint8 *at)
{
    guint32 little = 0;
    memcpy(&little, at, sizeof little);
    return GUINT32_FROM_LE(little);
}

static inline guint64 sz_get_u64(const guint8 *at)
{
    guint64 little = 0;
    memcpy(&little, at, sizeof little);
    return GUINT64_FROM_LE(little);
}
