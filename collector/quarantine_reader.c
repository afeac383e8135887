#include "collector/quarantine_reader.h"

#include "collector/quarantine_folder.h"

struct SzQuarantineReader {
    char *folder;  /* owned */
    GArray *files; /* owned; ids of their first records */
    guint i_next;
    GBytes *bytes; /* owned; of the file before i_next; NULL: none is open */
    gsize at;
    guint64 passed_bytes;
};

SzQuarantineReader *sz_quarantine_reader_open(const char *data_dir)
{
    SzQuarantineReader *reader = g_new0(SzQuarantineReader, 1);
    reader->folder = sz_quarantine_folder_path(data_dir);
    reader->files = sz_quarantine_folder_list(reader->folder);
    return reader;
}

void sz_quarantine_reader_free(SzQuarantineReader *reader)
{
    if (reader != NULL) {
        g_clear_pointer(&reader->bytes, g_bytes_unref);
        g_array_unref(reader->files);
        g_free(reader->folder);
        g_free(reader);
    }
}

/* The next file that is still there.  Returns: false when there is none, or @error is set. */
static bool open_next(SzQuarantineReader *reader, GError **error)
{
    g_autoptr(GError) problem = NULL;
    while (reader->bytes == NULL && problem == NULL && reader->i_next < reader->files->len) {
        guint64 first = g_array_index(reader->files, guint64, reader->i_next);
        reader->i_next++;
        reader->bytes = sz_quarantine_file_read(reader->folder, first, &problem);
        reader->at = SZ_QUARANTINE_MAGIC_BYTES;
    }
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    return reader->bytes != NULL;
}

bool sz_quarantine_reader_next(SzQuarantineReader *reader, SzQuarantineRecord *out, GError **error)
{
    while (reader->bytes != NULL || open_next(reader, error)) {
        SzSlice bytes = {NULL, 0};
        bytes.data = g_bytes_get_data(reader->bytes, &bytes.len);
        bool is_ours = sz_quarantine_is_file(bytes);
        if (is_ours && sz_quarantine_record_take(bytes, &reader->at, out)) {
            return true;
        }
        reader->passed_bytes += is_ours ? bytes.len - reader->at : bytes.len;
        g_clear_pointer(&reader->bytes, g_bytes_unref);
    }
    return false;
}

guint64 sz_quarantine_reader_oldest(const SzQuarantineReader *reader)
{
    return reader->files->len > 0 ? g_array_index(reader->files, guint64, 0) : 0;
}

guint64 sz_quarantine_reader_passed_bytes(const SzQuarantineReader *reader)
{
    return reader->passed_bytes;
}
