#pragma once

/* What several tests need: scratch folders, files, lines of JSON.  Test code: asserts on failure. */

#include <glib.h>
#include <jansson.h>

/* A new folder below the system's scratch folder. (transfer full) */
char *test_folder_new(void);
/* Removes it with all it holds, and frees the path. */
void test_folder_remove(char *path);
/* Calls @each with every line of a .jsonl file below tests/data. */
void test_each_json_line(const char *file, void (*each)(json_t *line, void *user), void *user);
/* Path of tests/data/NAME. (transfer full) */
char *test_data_path(const char *name);
