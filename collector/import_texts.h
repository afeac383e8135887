#pragma once

/* A few different texts of a log, in the order in which they came: what a hint can show.
 *
 * Pure apart from memory, which is bounded: so many texts, each cut short, and none with what could be the
 * number of a person. */

#include <glib.h>

typedef struct SzImportTexts SzImportTexts;

/* @max: texts that are kept; further ones are only known to be there */
SzImportTexts *sz_import_texts_new(guint max);
void sz_import_texts_free(SzImportTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportTexts, sz_import_texts_free)

void sz_import_texts_add(SzImportTexts *texts, const char *text);
guint sz_import_texts_n(const SzImportTexts *texts);
/* The one that somebody probably meant by @word, or NULL; borrowed. */
const char *sz_import_texts_near(const SzImportTexts *texts, const char *word);
/* "'a', 'b' and others"; the empty text is "missing". (transfer full) */
char *sz_import_texts_list(const SzImportTexts *texts);

/* Cut short, and without what could be the number of a person. (transfer full) */
char *sz_import_text_shown(const char *text);
