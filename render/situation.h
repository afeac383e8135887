#pragma once

/* Lines of a situation: what needs somebody, a sentence each, in both languages.
 *
 * Pure apart from memory.
 *
 * A line is a sign and one matter, or two that belong together (建德市 数据延迟 6 分。西湖景区 数据不足，不计入。).
 * Of a matter the subject is what a reader looks for; the text says how much and what to do. */

#include "render/theme.h"

/* By SzLanguage; owned, or about to be. */
typedef struct {
    char *subject[2]; /* NULL: none */
    char *text[2];
} SzSituationPart;

#define SZ_SITUATION_PARTS_MAX 2

typedef struct {
    SzSign sign;
    guint n_parts; /* 1.. */
    SzSituationPart parts[SZ_SITUATION_PARTS_MAX];
} SzSituationLine;

/* (transfer full) SzSituationLine, freed with the array */
GArray *sz_situation_new(void);
/* Of outside texts runs of 11 and more digits are shown as '#'.  @part_take: its texts are freed. */
void sz_situation_add_take(GArray *lines, SzSign sign, SzSituationPart part_take);
/* To the last line, which has room. */
void sz_situation_join_take(GArray *lines, SzSituationPart part_take);
/* Most urgent sign first from @i_first on; what is equal keeps its order. */
void sz_situation_sort(GArray *lines, guint i_first);
