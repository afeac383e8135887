#pragma once

/* A borrowed run of bytes: UTF-8 text that need not end in NUL.
 *
 * Pure.  A slice owns nothing; whoever fills it says how long the bytes live. */

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Of what is fetched from memory at once. */
#define SZ_CACHE_LINE_BYTES 64

typedef struct {
    const char *data; /* borrowed; may be NULL when len is 0 */
    gsize len;        /* bytes */
} SzSlice;

/* Of a string literal. */
#define SZ_SLICE(literal) ((SzSlice){(literal), sizeof(literal) - 1})

static inline SzSlice sz_slice(const char *text)
{
    return (SzSlice){text, text != NULL ? strlen(text) : 0};
}

/* Most texts are short, and a call of the library for each costs more than the bytes: up to eight as one number, up to
 * sixteen as two that may overlap. */
static inline guint64 sz_slice_load8(const char *bytes)
{
    guint64 loaded = 0;
    memcpy(&loaded, bytes, sizeof loaded);
    return loaded;
}

/* @n <= 8; texts of one length are the same iff their numbers are. */
static inline guint64 sz_slice_load(const char *bytes, gsize n)
{
    guint32 low = 0;
    guint32 high = 0;
    if (n == 8) {
        return sz_slice_load8(bytes);
    }
    if (n >= 4) {
        memcpy(&low, bytes, 4);
        memcpy(&high, bytes + n - 4, 4);
        return (guint64)high << 32 | low;
    }
    if (n >= 2) {
        memcpy(&low, bytes, 2);
        memcpy(&high, bytes + n - 2, 2);
        return (guint64)high << 32 | low;
    }
    return n == 0 ? 0 : (guint8)bytes[0];
}

static inline bool sz_slice_equal(SzSlice a, SzSlice b)
{
    if (a.len != b.len) {
        return false;
    }
    if (a.len <= 8) {
        return sz_slice_load(a.data, a.len) == sz_slice_load(b.data, b.len);
    }
    if (a.len <= 16) {
        gsize last = a.len - 8;
        return sz_slice_load8(a.data) == sz_slice_load8(b.data) &&
               sz_slice_load8(a.data + last) == sz_slice_load8(b.data + last);
    }
    return memcmp(a.data, b.data, a.len) == 0;
}

/* A hash of @text that goes on from @seed, eight bytes at a time: for tables, no checksum.
 * Multiplies by 2^64 / golden ratio (Knuth, The Art of Computer Programming 3, 6.4). */
static inline guint64 sz_slice_mix(guint64 seed, SzSlice text)
{
    const guint64 factor = G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    guint64 hash = (seed ^ text.len) * factor;
    gsize at = 0;
    for (; at + 8 <= text.len; at += 8) {
        hash = (hash ^ hash >> 29 ^ sz_slice_load8(text.data + at)) * factor;
    }
    hash = (hash ^ hash >> 29 ^ sz_slice_load(text.data + at, text.len - at)) * factor;
    return hash ^ hash >> 32;
}

/* Order of the bytes, a shorter prefix first. */
static inline int sz_slice_compare(SzSlice a, SzSlice b)
{
    gsize n = MIN(a.len, b.len);
    if (n >= 8) {
        guint64 left = GUINT64_FROM_BE(sz_slice_load8(a.data));
        guint64 right = GUINT64_FROM_BE(sz_slice_load8(b.data));
        if (left != right) {
            return left < right ? -1 : 1;
        }
    }
    int order = n == 0 ? 0 : memcmp(a.data, b.data, n);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Is @text the word @word?  Most words are short, and others begin otherwise. */
static inline bool sz_slice_is(SzSlice text, const char *word)
{
    gsize i = 0;
    while (i < text.len && word[i] == text.data[i] && word[i] != '\0') {
        i++;
    }
    return i == text.len && word[i] == '\0';
}

/* Index of @text among the words [first, n) of a table; -1 when it is none of them. */
static inline int sz_slice_find(const char *const *words, int first, int n, SzSlice text)
{
    for (int i = first; i < n; i++) {
        if (text.len > 0 ? sz_slice_is(text, words[i]) : words[i][0] == '\0') {
            return i;
        }
    }
    return -1;
}
