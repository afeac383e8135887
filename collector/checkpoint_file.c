#include "collector/checkpoint_file.h"

#include "collector/crc32c.h"
#include "collector/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "checkpoints"
#define SUFFIX ".szc"
#define TEMP_SUFFIX ".szc.tmp"
#define N_DIGITS 20

static char *folder_path(const char *data_dir)
{
    return g_build_filename(data_dir, FOLDER, NULL);
}

static char *file_path(const char *data_dir, guint64 batch, const char *suffix)
{
    return g_strdup_printf("%s/" FOLDER "/%020" G_GUINT64_FORMAT "%s", data_dir, batch, suffix);
}

/* Returns FALSE. */
static gboolean fail(GError **error, const char *call, const char *path)
{
    int reason = errno;
    bool is_full = reason == ENOSPC || reason == EDQUOT;
    g_set_error(error, SZ_COLLECTOR_ERROR,
                is_full ? SZ_COLLECTOR_ERROR_FULL : SZ_COLLECTOR_ERROR_IO, "%s '%s': %s", call,
                path, g_strerror(reason));
    return FALSE;
}

/* --- the folder ---------------------------------------------------------------------------- */

static bool parse_name(const char *name, guint64 *out_batch)
{
    char *end = NULL;
    if (strlen(name) != N_DIGITS + strlen(SUFFIX) || !g_ascii_isdigit(name[0])) {
        return false;
    }
    errno = 0;
    *out_batch = g_ascii_strtoull(name, &end, 10);
    return errno == 0 && end == name + N_DIGITS && g_str_equal(end, SUFFIX);
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
    guint64 left = *(const guint64 *)a;
    guint64 right = *(const guint64 *)b;
    return (left < right) - (left > right);
}

GArray *sz_checkpoints_list(const char *data_dir)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autofree char *path = folder_path(data_dir);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name = NULL;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        guint64 batch = 0;
        if (parse_name(name, &batch)) {
            g_array_append_val(found, batch);
        }
    }
    g_array_sort(found, newest_first);
    return found;
}

static void remove_unfinished(const char *data_dir)
{
    g_autofree char *path = folder_path(data_dir);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name = NULL;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        if (g_str_has_suffix(name, TEMP_SUFFIX)) {
            g_autofree char *unfinished = g_build_filename(path, name, NULL);
            (void)unlink(unfinished);
        }
    }
}

/* --- writing ------------------------------------------------------------------------------- */

struct SzCheckpointWriter {
    char *folder;    /* owned, as the others */
    char *temp_path; /* until it has its name; NULL: it has */
    char *path;
    int fd;
    guint64 n_bytes;
    guint64 n_sections;
    guint32 whole; /* checksum of all headers */
};

static gboolean write_all(SzCheckpointWriter *writer, const void *data, gsize len, GError **error)
{
    const guint8 *at = data;
    gsize left = len;
    while (left > 0) {
        ssize_t n = write(writer->fd, at, left);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return fail(error, "write", writer->temp_path);
        }
        at += n;
        left -= (gsize)n;
    }
    writer->n_bytes += len;
    return TRUE;
}

static gboolean sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_done = fd >= 0 && fsync(fd) == 0;
    if (!is_done) {
        (void)fail(error, "fsync", path);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return is_done;
}

static gboolean begin(SzCheckpointWriter *writer, const SzCheckpointHeader *header, GError **error)
{
    guint8 bytes[SZ_CHECKPOINT_HEADER_BYTES];
    if (mkdir(writer->folder, 0700) != 0 && errno != EEXIST) {
        return fail(error, "mkdir", writer->folder);
    }
    writer->fd =
        open(writer->temp_path, O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
    if (writer->fd < 0) {
        return fail(error, "open", writer->temp_path);
    }
    sz_checkpoint_header_encode(header, bytes);
    writer->whole = sz_crc32c(0, bytes, sizeof bytes);
    return write_all(writer, bytes, sizeof bytes, error);
}

SzCheckpointWriter *sz_checkpoint_writer_new(const char *data_dir, const SzCheckpointHeader *header,
                                             GError **error)
{
    SzCheckpointWriter *writer = g_new0(SzCheckpointWriter, 1);
    writer->folder = folder_path(data_dir);
    writer->temp_path = file_path(data_dir, header->batch, TEMP_SUFFIX);
    writer->path = file_path(data_dir, header->batch, SUFFIX);
    writer->fd = -1;
    if (!begin(writer, header, error)) {
        g_clear_pointer(&writer, sz_checkpoint_writer_free);
    }
    return writer;
}

gboolean sz_checkpoint_writer_put(SzCheckpointWriter *writer, SzSlice name, SzSlice bytes,
                                  GError **error)
{
    guint8 header[SZ_CHECKPOINT_SECTION_BYTES];
    sz_checkpoint_section_encode(name, bytes, header);
    writer->whole = sz_crc32c(writer->whole, header, sizeof header);
    writer->n_sections++;
    return write_all(writer, header, sizeof header, error) &&
           write_all(writer, bytes.data, bytes.len, error);
}

static gboolean put_end(SzCheckpointWriter *writer, GError **error)
{
    guint8 header[SZ_CHECKPOINT_SECTION_BYTES];
    guint8 bytes[SZ_CHECKPOINT_END_BYTES];
    sz_checkpoint_end_encode(writer->n_sections, writer->whole, bytes);
    sz_checkpoint_section_encode(SZ_SLICE("end"), (SzSlice){(const char *)bytes, sizeof bytes},
                                 header);
    return write_all(writer, header, sizeof header, error) &&
           write_all(writer, bytes, sizeof bytes, error);
}

gboolean sz_checkpoint_writer_finish(SzCheckpointWriter *writer, guint64 *out_bytes, GError **error)
{
    if (!put_end(writer, error)) {
        return FALSE;
    }
    if (fsync(writer->fd) != 0) {
        return fail(error, "fsync", writer->temp_path);
    }
    if (rename(writer->temp_path, writer->path) != 0) {
        return fail(error, "rename", writer->temp_path);
    }
    g_clear_pointer(&writer->temp_path, g_free);
    *out_bytes = writer->n_bytes;
    return sync_folder(writer->folder, error);
}

void sz_checkpoint_writer_free(SzCheckpointWriter *writer)
{
    if (writer == NULL) {
        return;
    }
    if (writer->fd >= 0) {
        (void)close(writer->fd);
    }
    if (writer->temp_path != NULL) {
        (void)unlink(writer->temp_path);
    }
    g_free(writer->folder);
    g_free(writer->temp_path);
    g_free(writer->path);
    g_free(writer);
}

/* --- reading ------------------------------------------------------------------------------- */

struct SzCheckpointReader {
    char *path; /* owned */
    int fd;
    guint64 file_bytes;
    guint64 at;
    SzCheckpointHeader header;
    SzCheckpointSection section; /* the last */
    GByteArray *bytes;           /* owned; of it */
    guint64 n_sections;
    guint32 whole;
};

static gboolean odd(const SzCheckpointReader *reader, const char *what, GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                "'%s': offset %" G_GUINT64_FORMAT ": %s", reader->path, reader->at, what);
    return FALSE;
}

static gboolean read_all(SzCheckpointReader *reader, void *out, guint64 len, GError **error)
{
    guint8 *to = out;
    if (len > reader->file_bytes - reader->at) {
        return odd(reader, "it ends here", error);
    }
    for (guint64 done = 0; done < len;) {
        ssize_t n = pread(reader->fd, to + done, len - done, (off_t)(reader->at + done));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail(error, "read", reader->path);
        }
        if (n == 0) {
            return odd(reader, "it ends here", error);
        }
        done += (guint64)n;
    }
    reader->at += len;
    return TRUE;
}

static gboolean read_header(SzCheckpointReader *reader, guint64 batch, GError **error)
{
    guint8 bytes[SZ_CHECKPOINT_HEADER_BYTES];
    if (!read_all(reader, bytes, sizeof bytes, error)) {
        return FALSE;
    }
    reader->whole = sz_crc32c(0, bytes, sizeof bytes);
    switch (sz_checkpoint_header_decode(bytes, &reader->header)) {
    case SZ_CHECKPOINT_OTHER_VERSION:
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION,
                    "'%s': another version of the format", reader->path);
        return FALSE;
    case SZ_CHECKPOINT_GOOD:
        return reader->header.batch == batch ||
               odd(reader, "it is of another batch than its name says", error);
    case SZ_CHECKPOINT_BAD:
        break;
    }
    return odd(reader, "bad header", error);
}

static gboolean begin_reading(SzCheckpointReader *reader, guint64 batch, GError **error)
{
    struct stat about;
    reader->fd = open(reader->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (reader->fd < 0 || fstat(reader->fd, &about) != 0) {
        return fail(error, "open", reader->path);
    }
    reader->file_bytes = (guint64)MAX(about.st_size, 0);
    return read_header(reader, batch, error);
}

SzCheckpointReader *sz_checkpoint_reader_open(const char *data_dir, guint64 batch, GError **error)
{
    SzCheckpointReader *reader = g_new0(SzCheckpointReader, 1);
    reader->path = file_path(data_dir, batch, SUFFIX);
    reader->bytes = g_byte_array_new();
    if (!begin_reading(reader, batch, error)) {
        g_clear_pointer(&reader, sz_checkpoint_reader_free);
    }
    return reader;
}

void sz_checkpoint_reader_free(SzCheckpointReader *reader)
{
    if (reader == NULL) {
        return;
    }
    if (reader->fd >= 0) {
        (void)close(reader->fd);
    }
    g_byte_array_unref(reader->bytes);
    g_free(reader->path);
    g_free(reader);
}

const SzCheckpointHeader *sz_checkpoint_reader_header(const SzCheckpointReader *reader)
{
    return &reader->header;
}

static gboolean read_section(SzCheckpointReader *reader, guint8 header[SZ_CHECKPOINT_SECTION_BYTES],
                             GError **error)
{
    SzCheckpointSection *section = &reader->section;
    if (!read_all(reader, header, SZ_CHECKPOINT_SECTION_BYTES, error)) {
        return FALSE;
    }
    if (!sz_checkpoint_section_decode(header, section)) {
        return odd(reader, "bad section", error);
    }
    if (section->n_bytes > reader->file_bytes - reader->at || section->n_bytes > G_MAXUINT32) {
        return odd(reader, "a section is longer than the file", error);
    }
    g_byte_array_set_size(reader->bytes, (guint)section->n_bytes);
    if (!read_all(reader, reader->bytes->data, section->n_bytes, error)) {
        return FALSE;
    }
    return sz_crc32c(0, reader->bytes->data, reader->bytes->len) == section->checksum ||
           odd(reader, "bad checksum", error);
}

static gboolean check_end(const SzCheckpointReader *reader, GError **error)
{
    bool is_end = reader->bytes->len == SZ_CHECKPOINT_END_BYTES &&
                  sz_checkpoint_end_agrees(reader->bytes->data, reader->n_sections, reader->whole);
    if (!is_end) {
        return odd(reader, "sections are missing", error);
    }
    return reader->at == reader->file_bytes || odd(reader, "bytes behind the end", error);
}

SzCheckpointRead sz_checkpoint_reader_next(SzCheckpointReader *reader, SzSlice *out_name,
                                           SzSlice *out_bytes, GError **error)
{
    guint8 header[SZ_CHECKPOINT_SECTION_BYTES];
    if (!read_section(reader, header, error)) {
        return SZ_CHECKPOINT_ODD;
    }
    if (g_str_equal(reader->section.name, "end")) {
        return check_end(reader, error) ? SZ_CHECKPOINT_END : SZ_CHECKPOINT_ODD;
    }
    reader->whole = sz_crc32c(reader->whole, header, sizeof header);
    reader->n_sections++;
    *out_name = sz_slice(reader->section.name);
    *out_bytes = (SzSlice){(const char *)reader->bytes->data, reader->bytes->len};
    return SZ_CHECKPOINT_SECTION;
}

/* --- which stay ---------------------------------------------------------------------------- */

typedef struct {
    guint64 batch;
    bool is_known; /* its header can be read */
    SzDay day;
    guint64 n_bytes;
} Found;

/* (transfer full) of Found, the newest first. */
static GArray *look_at_all(const char *data_dir)
{
    g_autoptr(GArray) all = sz_checkpoints_list(data_dir);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Found));
    for (guint i = 0; i < all->len; i++) {
        Found each = {.batch = g_array_index(all, guint64, i)};
        g_autoptr(SzCheckpointReader) reader =
            sz_checkpoint_reader_open(data_dir, each.batch, NULL);
        if (reader != NULL) {
            each.is_known = true;
            each.day = sz_day_of(reader->header.at);
            each.n_bytes = reader->file_bytes;
        }
        g_array_append_val(found, each);
    }
    return found;
}

static bool is_first_of_day(const GArray *found, guint i)
{
    const Found *each = &g_array_index(found, Found, i);
    for (guint k = i + 1; each->is_known && k < found->len; k++) {
        const Found *older = &g_array_index(found, Found, k);
        if (older->is_known) {
            return older->day != each->day;
        }
    }
    return each->is_known;
}

void sz_checkpoints_prune(const char *data_dir, const SzCheckpointsKept *kept)
{
    g_autoptr(GArray) found = look_at_all(data_dir);
    guint n_days = 0;
    guint64 n_bytes = 0;
    for (guint i = kept->n_newest; i < found->len; i++) {
        const Found *each = &g_array_index(found, Found, i);
        if (n_days < kept->n_days && is_first_of_day(found, i) &&
            each->n_bytes <= kept->days_bytes_max - n_bytes) {
            n_days++;
            n_bytes += each->n_bytes;
            continue;
        }
        g_autofree char *path = file_path(data_dir, each->batch, SUFFIX);
        (void)unlink(path);
    }
    remove_unfinished(data_dir);
}
