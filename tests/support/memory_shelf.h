#pragma once

/* A shelf in memory: heeds no hint, so that those who ask have to look for themselves.  Test code. */

#include "metrics/cases.h"

typedef struct {
    GArray *cases; /* SzShelvedCase, with references of their own */
    bool is_broken;
} TestShelf;

TestShelf *test_shelf_new(void);
void test_shelf_free(TestShelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestShelf, test_shelf_free)

SzCaseShelf test_shelf_functions(TestShelf *shelf);
/* Puts at most @max cases whose time has come on it, as an archive does.  Returns: how many. */
guint test_shelf_retire(TestShelf *shelf, SzCases *cases, SzWallTime now, guint max);
