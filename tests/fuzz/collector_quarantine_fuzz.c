/* Any bytes as a file of the quarantine: reading neither crashes nor runs away, what is read is within the file, and
 * after an opening a record can be put behind what is good and read again. */

#include "collector/quarantine.h"
#include "collector/quarantine_folder.h"
#include "collector/quarantine_reader.h"
#include "collector/quarantine_trial.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static guint64 read_all(const char *folder)
{
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(folder);
    g_autoptr(SzQuarantineTrial) trial = sz_quarantine_trial_new();
    SzQuarantineRecord record;
    guint64 n = 0;
    while (sz_quarantine_reader_next(reader, &record, NULL)) {
        SzSlice line = {NULL, 0};
        SzRefusedKind kind = record.kind;
        n++;
        if (sz_quarantine_try(trial, &record, (SzWallTime){0}, &line, &kind) && line.len == 0) {
            abort();
        }
    }
    return n;
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name = NULL; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        (void)g_unlink(file);
    }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *folder =
        g_strdup_printf("%s/quarantine-fuzz-%d", g_get_tmp_dir(), (int)getpid());
    g_autofree char *path = sz_quarantine_folder_path(folder);
    g_autofree char *file = sz_quarantine_file_path(path, 1);
    (void)g_mkdir_with_parents(path, 0700);
    if (!g_file_set_contents(file, (const char *)data, (gssize)size, NULL)) {
        abort();
    }
    guint64 n_before = read_all(folder);
    SzQuarantine *quarantine = sz_quarantine_open(folder, NULL, NULL);
    if (quarantine != NULL) {
        const SzQuarantineRecord record = {.ns_per_unit = 1, .raw = SZ_SLICE("a b=1")};
        sz_quarantine_put(quarantine, &record);
        sz_quarantine_close(quarantine);
        if (read_all(folder) != n_before + 1) {
            abort();
        }
    }
    remove_all(path);
    return 0;
}
