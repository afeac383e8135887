#pragma once

/* Which texts are asked for, among those that rows name by number.
 *
 * Pure apart from memory.  A number is looked up once; afterwards a row costs one byte of a table. */

#include "metrics/cases.h"

typedef struct {
    GPtrArray *wanted; /* owned; texts, owned; NULL: any */
    GByteArray *known; /* owned; by number */
} SzTextSet;

/* @list: what is wanted, split at commas; "\," is a comma and "\\" a backslash.  "" is one empty text.  The list as
 * it stands is wanted too: names of items and organs hold commas, and who copies one need not know. */
void sz_text_set_read(SzTextSet *set, const char *list);
/* Just that text. */
void sz_text_set_one(SzTextSet *set, const char *text);
void sz_text_set_clear(SzTextSet *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzTextSet, sz_text_set_clear)

/* For the first row that names @number; use sz_text_set_has(). */
bool sz_text_set_look_up(SzTextSet *set, const SzCasesVersion *cases, guint32 number);

enum { SZ_TEXT_UNSEEN, SZ_TEXT_OTHER, SZ_TEXT_WANTED };

/* @cases: the same for the life of the set. */
static inline bool sz_text_set_has(SzTextSet *set, const SzCasesVersion *cases, guint32 number)
{
    if (set->wanted == NULL) {
        return true;
    }
    guint8 seen = number < set->known->len ? set->known->data[number] : SZ_TEXT_UNSEEN;
    return seen == SZ_TEXT_UNSEEN ? sz_text_set_look_up(set, cases, number)
                                  : seen == SZ_TEXT_WANTED;
}
