#pragma once

/* What is wrong with a configuration: every problem of every file, one line each.
 *
 * Shell code without I/O; owned by one thread.  A line reads `file:line: key: problem, expectation`;
 * control characters in it are shown as '?', so that a hostile value cannot forge a second line, and
 * runs of 11 or more digits as '#', but for those of the file's name. */

#include <glib.h>
#include <stdbool.h>

/* More problems than this in one collection are only counted. */
#define SZ_PROBLEMS_MAX 1000

/* Where a problem is. */
typedef struct {
    const char *file; /* as the reader is to see it; borrowed */
    gint line;        /* from 1; 0: the file as a whole */
} SzFilePlace;

typedef struct SzProblems SzProblems;

SzProblems *sz_problems_new(void);
void sz_problems_free(SzProblems *problems);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzProblems, sz_problems_free)

/* @key: dotted path (`halls[3].tier`), or "" when the problem is of no key. */
void sz_problems_add(SzProblems *problems, SzFilePlace place, const char *key, const char *format,
                     ...) G_GNUC_PRINTF(4, 5);
/* How many were added, those beyond SZ_PROBLEMS_MAX included. */
gsize sz_problems_count(const SzProblems *problems);
/* The lines, files in the order they were first complained about, lines ascending; the last one
 * says how many more there are, if there are. (transfer full), never NULL. */
GStrv sz_problems_to_lines(const SzProblems *problems);
