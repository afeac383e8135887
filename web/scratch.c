#include "web/scratch.h"

#include <glib/gstdio.h>

#define DEPTH_MAX 16

/* As deep as a data folder is. */
static void remove_at(const char *path, guint depth) // NOLINT(misc-no-recursion)
{
    GStatBuf status;
    if (depth > DEPTH_MAX || g_lstat(path, &status) != 0) {
        return;
    }
    g_autoptr(GDir) folder = S_ISDIR(status.st_mode) ? g_dir_open(path, 0, NULL) : NULL;
    const char *name = NULL;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        remove_at(inside, depth + 1);
    }
    (void)g_remove(path);
}

void sz_scratch_remove(const char *path)
{
    remove_at(path, 0);
}
