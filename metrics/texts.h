#pragma once

/* One copy of each text, for as long as anybody holds the texts.
 *
 * Pure apart from memory; reference-counted.  One thread adds; texts that were handed out never move and
 * may be read from any thread.  Keys name entities in hash tables. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

#define SZ_TEXTS_MAX (1U << 24) /* with a number */

typedef struct SzTexts SzTexts;

SzTexts *sz_texts_new(void);
SzTexts *sz_texts_ref(SzTexts *texts);
void sz_texts_unref(SzTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTexts, sz_texts_unref)

/* NUL-terminated; borrowed from @texts. */
const char *sz_texts_intern(SzTexts *texts, SzSlice text);
/* As above without looking for an equal one: for texts that hardly come twice. */
const char *sz_texts_add(SzTexts *texts, SzSlice text);

/* Numbers: a text is 1, 2, .. in the order of its first coming; "" is 0.  For few texts that come often.
 * A number that was handed out may be read back from any thread. */
guint32 sz_texts_number(SzTexts *texts, SzSlice text);
const char *sz_texts_at(const SzTexts *texts, guint32 number);
SzSlice sz_texts_slice_at(const SzTexts *texts, guint32 number);
/* How many have one: the highest number; for the thread that adds. */
guint32 sz_texts_n(const SzTexts *texts);
/* The number of @text, or -1 when it has none; for the thread that adds. */
gint64 sz_texts_find(const SzTexts *texts, SzSlice text);

/* (transfer full) "hall NUL id". */
GBytes *sz_entity_key(SzSlice hall, SzSlice id);
/* (transfer full) "hall NUL day id": ids that begin again every day. */
GBytes *sz_entity_key_on(SzSlice hall, SzDay day, SzSlice id);
/* A table from such keys, which it owns, to numbers or borrowed pointers. */
GHashTable *sz_entity_table_new(GDestroyNotify free_value);
