#pragma once

/* Scratch folders.  Shell code. */

/* Removes the folder @path with all it holds; follows no links. */
void sz_scratch_remove(const char *path);
