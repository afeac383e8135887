#include "collector/case_archive.h"

#include "collector/crc32c.h"
#include "collector/error.h"
#include "collector/sqlite_auto.h"
#include "collector/sqlite_error.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#define FILE_NAME "archive.db"
#define BUSY_MS 2000 /* somebody else has it open and locked */

#define DAMAGED_NAME "archive.damaged" /* beside it: it is not to be kept */

/* Whatever happens to the machine the file is sound, if perhaps of some time ago. */
static const char pragmas[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = NORMAL;";
/* Lives: processes that wrote here, and up to which place what each wrote still stands. */
static const char schema[] =
    "CREATE TABLE lives (id INTEGER PRIMARY KEY, upto INTEGER NOT NULL);"
    "CREATE TABLE cases (place INTEGER PRIMARY KEY, code TEXT NOT NULL, id TEXT NOT NULL,"
    " hall INTEGER NOT NULL, ended INTEGER NOT NULL, crc INTEGER NOT NULL, whole BLOB NOT NULL);"
    "CREATE INDEX cases_id ON cases (id, code);"
    "CREATE INDEX cases_hall ON cases (hall, ended);"
    "CREATE INDEX cases_ended ON cases (ended);"
    "CREATE INDEX cases_code ON cases (code) WHERE hall = 0;";

/* Of the column `whole`; the bytes of the body follow. */
typedef struct {
    SzCaseRow row; /* without body */
    SzToldLight told;
} Head;

/* What a hint asks for: bits that name a statement. */
enum {
    BY_CODE = 1 << 0,
    BY_ID = 1 << 1,
    BY_HALL = 1 << 2,
    BY_NO_HALL = 1 << 3, /* unregistered */
    BY_HALLS = 1 << 4,
    BY_END = 1 << 5,
    N_SHAPES = 1 << 6,
};

static const struct {
    guint bit;
    const char *condition;
} conditions[] = {
    {BY_CODE, " AND code = ?2"},
    {BY_ID, " AND id = ?3"},
    {BY_HALL, " AND hall = ?4"},
    {BY_NO_HALL, " AND hall = 0"}, /* a number: only then the index of codes is of use */
    {BY_HALLS, " AND hall >= ?4 AND hall < ?5"},
    {BY_END, " AND ended >= ?6 AND ended < ?7"},
};

typedef struct {
    sqlite3 *db;                     /* owned */
    sqlite3_stmt *selects[N_SHAPES]; /* owned; by what is asked for; NULL: not needed yet */
} Reader;

struct SzCaseArchive {
    char *path;         /* owned */
    char *damaged_path; /* owned */
    guint64 life;
    bool only_reads;
    Reader *writer; /* owned; its statements are not used; NULL: it only reads, as the next two */
    sqlite3_stmt *insert; /* owned, as the next */
    sqlite3_stmt *erase;

    pthread_mutex_t mutex; /* over what follows */
    GPtrArray *idle;       /* owned; Reader, owned */
    bool is_told;          /* that it cannot be read */
};

/* --- errors -------------------------------------------------------------------------------- */

/* Returns FALSE. */
static gboolean set_error(GError **error, const SzCaseArchive *archive, sqlite3 *db)
{
    return sz_sqlite_set_error(error, db, archive->path);
}

/* --- connections --------------------------------------------------------------------------- */

static void reader_free(gpointer data)
{
    Reader *reader = data;
    if (reader == NULL) {
        return;
    }
    for (guint i = 0; i < N_SHAPES; i++) {
        (void)sqlite3_finalize(reader->selects[i]);
    }
    sz_sqlite_close(reader->db);
    g_free(reader);
}

static Reader *reader_open(const SzCaseArchive *archive, GError **error)
{
    g_autoptr(sqlite3) db = NULL;
    if (sqlite3_open_v2(archive->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        (void)set_error(error, archive, db);
        return NULL;
    }
    (void)sqlite3_busy_timeout(db, BUSY_MS);
    Reader *reader = g_new0(Reader, 1);
    reader->db = g_steal_pointer(&db);
    return reader;
}

/* (transfer full) to be given back with give_reader() */
static Reader *take_reader(SzCaseArchive *archive, GError **error)
{
    (void)pthread_mutex_lock(&archive->mutex);
    guint n = archive->idle->len;
    Reader *reader = n > 0 ? g_ptr_array_steal_index(archive->idle, n - 1) : NULL;
    (void)pthread_mutex_unlock(&archive->mutex);
    return reader != NULL ? reader : reader_open(archive, error);
}

static void give_reader(SzCaseArchive *archive, Reader *reader_take)
{
    (void)pthread_mutex_lock(&archive->mutex);
    g_ptr_array_add(archive->idle, reader_take);
    (void)pthread_mutex_unlock(&archive->mutex);
}

/* --- the file ------------------------------------------------------------------------------ */

static gboolean fail(GError **error, const char *call, const char *path)
{
    int reason = errno;
    g_set_error(error, SZ_COLLECTOR_ERROR,
                reason == ENOSPC ? SZ_COLLECTOR_ERROR_FULL : SZ_COLLECTOR_ERROR_IO, "%s '%s': %s",
                call, path, g_strerror(reason));
    return FALSE;
}

/* An empty one, only the owner's; SQLite gives the files beside it the same mode. */
static gboolean make_file(const SzCaseArchive *archive, GError **error)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    if (unlink(archive->damaged_path) != 0 && errno != ENOENT) {
        return fail(error, "unlink", archive->damaged_path);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = g_strconcat(archive->path, endings[i], NULL);
        if (unlink(path) != 0 && errno != ENOENT) {
            return fail(error, "unlink", path);
        }
    }
    int fd = open(archive->path, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
    if (fd < 0) {
        return fail(error, "open", archive->path);
    }
    (void)close(fd);
    return TRUE;
}

static gboolean prepare(const SzCaseArchive *archive, sqlite3 *db, const char *sql,
                        sqlite3_stmt **out, GError **error)
{
    return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK ||
           set_error(error, archive, db);
}

static gboolean execute(const SzCaseArchive *archive, const char *sql, GError **error)
{
    sqlite3 *db = archive->writer->db;
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || set_error(error, archive, db);
}

/* Does it hold what @kept says? */
static gboolean check(const SzCaseArchive *archive, sqlite3 *db, const SzCaseArchiveMark *kept,
                      GError **error)
{
    g_autoptr(sqlite3_stmt) select = NULL;
    if (!prepare(archive, db,
                 "SELECT 1 FROM lives WHERE id = ?1 AND upto >= ?2 AND"
                 " (SELECT max(place) FROM cases) >= ?2",
                 &select, error)) {
        return FALSE;
    }
    (void)sqlite3_bind_int64(select, 1, (gint64)kept->life);
    (void)sqlite3_bind_int64(select, 2, kept->places);
    if (sqlite3_step(select) != SQLITE_ROW) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                    "'%s' is not the archive of that time", archive->path);
        return FALSE;
    }
    return TRUE;
}

/* From here on what is written is of this life. */
static gboolean enter(const SzCaseArchive *archive, gint64 places, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "BEGIN IMMEDIATE; UPDATE lives SET upto = min(upto, %" G_GINT64_FORMAT ");"
        "INSERT INTO lives VALUES (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "); COMMIT",
        places, (gint64)archive->life, G_MAXINT64);
    return execute(archive, sql, error);
}

static gboolean check_sound(const SzCaseArchive *archive, GError **error)
{
    if (access(archive->damaged_path, F_OK) == 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED, "'%s' was found damaged",
                    archive->path);
        return FALSE;
    }
    return TRUE;
}

static gboolean begin(SzCaseArchive *archive, const SzCaseArchiveMark *kept, GError **error)
{
    bool is_kept = kept != NULL && kept->places > 0;
    if (is_kept && !check_sound(archive, error)) {
        return FALSE;
    }
    if (!is_kept && !make_file(archive, error)) {
        return FALSE;
    }
    archive->writer = reader_open(archive, error);
    if (archive->writer == NULL || !execute(archive, pragmas, error) ||
        !(is_kept ? check(archive, archive->writer->db, kept, error)
                  : execute(archive, schema, error)) ||
        !enter(archive, is_kept ? kept->places : 0, error)) {
        return FALSE;
    }
    sqlite3 *db = archive->writer->db;
    return prepare(archive, db, "INSERT INTO cases VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   &archive->insert, error) &&
           prepare(archive, db, "DELETE FROM cases WHERE place >= ?1", &archive->erase, error);
}

/* 63 bits: an SQLite number that is not negative. */
static guint64 new_life(void)
{
    guint64 high = g_random_int();
    return (high << 31 | g_random_int() >> 1) | 1;
}

static SzCaseArchive *make(const char *data_dir)
{
    SzCaseArchive *archive = g_new0(SzCaseArchive, 1);
    archive->path = g_build_filename(data_dir, FILE_NAME, NULL);
    archive->damaged_path = g_build_filename(data_dir, DAMAGED_NAME, NULL);
    archive->idle = g_ptr_array_new_with_free_func(reader_free);
    (void)pthread_mutex_init(&archive->mutex, NULL);
    return archive;
}

SzCaseArchive *sz_case_archive_open(const char *data_dir, const SzCaseArchiveMark *kept,
                                    GError **error)
{
    g_autoptr(SzCaseArchive) archive = make(data_dir);
    archive->life = kept->life;
    archive->only_reads = true;
    Reader *reader = check_sound(archive, error) ? take_reader(archive, error) : NULL;
    if (reader == NULL) {
        return NULL;
    }
    bool is_kept = check(archive, reader->db, kept, error);
    give_reader(archive, reader); /* whoever reads first has the file that was looked at */
    return is_kept ? g_steal_pointer(&archive) : NULL;
}

SzCaseArchive *sz_case_archive_new(const char *data_dir, const SzCaseArchiveMark *kept,
                                   GError **error)
{
    g_autoptr(SzCaseArchive) archive = make(data_dir);
    archive->life = new_life();
    return begin(archive, kept, error) ? g_steal_pointer(&archive) : NULL;
}

guint64 sz_case_archive_life(const SzCaseArchive *archive)
{
    return archive->life;
}

void sz_case_archive_free(SzCaseArchive *archive)
{
    if (archive == NULL) {
        return;
    }
    (void)sqlite3_finalize(archive->insert);
    (void)sqlite3_finalize(archive->erase);
    g_ptr_array_unref(archive->idle);
    reader_free(archive->writer);
    (void)pthread_mutex_destroy(&archive->mutex);
    g_free(archive->path);
    g_free(archive->damaged_path);
    g_free(archive);
}

/* --- writing ------------------------------------------------------------------------------- */

/* (transfer full) */
static GByteArray *pack(const SzShelvedCase *shelved)
{
    g_autoptr(GByteArray) body = sz_case_body_save(shelved->row.body);
    Head head;
    memset(&head, 0, sizeof head);
    head.row = shelved->row;
    head.row.body = NULL;
    head.told = shelved->told;
    GByteArray *whole = g_byte_array_sized_new((guint)(sizeof head + body->len));
    g_byte_array_append(whole, (const guint8 *)&head, sizeof head);
    return g_byte_array_append(whole, body->data, body->len);
}

/* Runs a statement that answers nothing, and lets go of what was bound to it. */
static bool run(sqlite3_stmt *statement)
{
    bool is_done = sqlite3_step(statement) == SQLITE_DONE;
    bool is_good = sqlite3_reset(statement) == SQLITE_OK;
    (void)sqlite3_clear_bindings(statement);
    return is_done && is_good;
}

static bool insert(const SzCaseArchive *archive, const SzRetiringCase *retiring)
{
    const SzShelvedCase *shelved = &retiring->shelved;
    g_autoptr(GByteArray) whole = pack(shelved);
    sqlite3_stmt *to = archive->insert;
    (void)sqlite3_bind_int64(to, 1, shelved->place);
    (void)sqlite3_bind_text(to, 2, retiring->code, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(to, 3, sz_case_row_id(&shelved->row), -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(to, 4, shelved->row.hall);
    (void)sqlite3_bind_int64(to, 5, shelved->row.ended.ns);
    (void)sqlite3_bind_int64(to, 6, sz_crc32c(0, whole->data, whole->len));
    (void)sqlite3_bind_blob(to, 7, whole->data, (int)whole->len, SQLITE_STATIC);
    return run(to);
}

static bool insert_all(const SzCaseArchive *archive, const GArray *retiring)
{
    const SzRetiringCase *first = &g_array_index(retiring, SzRetiringCase, 0);
    (void)sqlite3_bind_int64(archive->erase, 1, first->shelved.place);
    bool is_good = run(archive->erase);
    for (guint i = 0; is_good && i < retiring->len; i++) {
        is_good = insert(archive, &g_array_index(retiring, SzRetiringCase, i));
    }
    return is_good;
}

gboolean sz_case_archive_write(SzCaseArchive *archive, const GArray *retiring, GError **error)
{
    sqlite3 *db = archive->writer->db;
    bool is_written = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
                      insert_all(archive, retiring) &&
                      sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!is_written) {
        (void)set_error(error, archive, db);
        if (sqlite3_get_autocommit(db) == 0) {
            (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        }
    }
    return is_written;
}

gboolean sz_case_archive_settle(SzCaseArchive *archive, GError **error)
{
    Reader *reader = take_reader(archive, error);
    if (reader == NULL) {
        return FALSE;
    }
    bool is_settled = sqlite3_wal_checkpoint_v2(reader->db, NULL, SQLITE_CHECKPOINT_FULL, NULL,
                                                NULL) == SQLITE_OK ||
                      set_error(error, archive, reader->db);
    give_reader(archive, reader);
    return is_settled;
}

/* --- reading ------------------------------------------------------------------------------- */

static guint shape_of(const SzShelfHint *hint)
{
    guint shape = (hint->code != NULL ? BY_CODE : 0) | (hint->id != NULL ? BY_ID : 0) |
                  (hint->ended_to.ns != 0 ? BY_END : 0);
    if (hint->hall_to == hint->hall_from + 1) {
        shape |= hint->hall_from > 0 ? BY_HALL : BY_NO_HALL;
    } else if (hint->hall_to != 0) {
        shape |= BY_HALLS;
    }
    return shape;
}

static sqlite3_stmt *select_of(const SzCaseArchive *archive, Reader *reader, guint shape,
                               GError **error)
{
    sqlite3_stmt **select = &reader->selects[shape];
    if (*select == NULL) {
        /* +: the other conditions have indexes, which narrow more; a number narrows most. */
        guint used = (shape & BY_ID) != 0 ? shape & (BY_ID | BY_CODE) : shape;
        g_autoptr(GString) sql =
            g_string_new("SELECT place, crc, whole FROM cases WHERE +place <= ?1");
        for (gsize i = 0; i < G_N_ELEMENTS(conditions); i++) {
            if ((used & conditions[i].bit) != 0) {
                g_string_append(sql, conditions[i].condition);
            }
        }
        bool is_of_one = shape == BY_HALL || shape == BY_NO_HALL;
        g_string_append(sql, is_of_one ? " ORDER BY ended DESC" : "");
        (void)prepare(archive, reader->db, sql->str, select, error);
    }
    return *select;
}

static void bind_hint(sqlite3_stmt *select, const SzShelfHint *hint, gint64 place_max)
{
    /* Of those that a statement does not have, SQLite says so, and nothing is bound. */
    (void)sqlite3_bind_int64(select, 1, place_max);
    (void)sqlite3_bind_text(select, 2, hint->code, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(select, 3, hint->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(select, 4, hint->hall_from);
    (void)sqlite3_bind_int64(select, 5, hint->hall_to);
    (void)sqlite3_bind_int64(select, 6, hint->ended_from.ns);
    (void)sqlite3_bind_int64(select, 7, hint->ended_to.ns);
}

/* Returns: false for bytes that are not what was written. */
static bool unpack(sqlite3_stmt *row, SzShelvedCase *out)
{
    Head head;
    SzSlice whole = {sqlite3_column_blob(row, 2), (gsize)sqlite3_column_bytes(row, 2)};
    if (whole.len <= sizeof head ||
        sz_crc32c(0, whole.data, whole.len) != (guint32)sqlite3_column_int64(row, 1)) {
        return false;
    }
    memcpy(&head, whole.data, sizeof head);
    *out = (SzShelvedCase){sqlite3_column_int64(row, 0), head.row, head.told};
    out->row.body = sz_case_body_load((SzSlice){whole.data + sizeof head, whole.len - sizeof head});
    return true;
}

/* Who is told what is found. */
typedef struct {
    SzOnShelved on_case;
    void *user;
} Sink;

static gboolean walk(const SzCaseArchive *archive, sqlite3_stmt *select, const Sink *sink,
                     GError **error)
{
    int status = SQLITE_OK;
    while ((status = sqlite3_step(select)) == SQLITE_ROW) {
        SzShelvedCase shelved;
        if (!unpack(select, &shelved)) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                        "'%s': a case is not what was written", archive->path);
            return FALSE;
        }
        bool goes_on = sink->on_case(&shelved, sink->user);
        sz_case_body_unref(shelved.row.body);
        if (!goes_on) {
            return TRUE;
        }
    }
    return status == SQLITE_DONE || set_error(error, archive, sqlite3_db_handle(select));
}

static void tell_unreadable(SzCaseArchive *archive, const GError *error)
{
    (void)pthread_mutex_lock(&archive->mutex);
    bool is_told = archive->is_told || archive->only_reads;
    archive->is_told = true;
    (void)pthread_mutex_unlock(&archive->mutex);
    if (!is_told) {
        int fd = open(archive->damaged_path, O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
        if (fd >= 0) {
            (void)close(fd);
        }
        g_message("archive: %s; cases that ended long ago cannot be shown, and what comes of them "
                  "waits in the journal: start again, which makes the archive anew",
                  error->message);
    }
}

static bool each(void *user, const SzShelfHint *hint, gint64 place_max, SzOnShelved on_case,
                 void *on_user)
{
    SzCaseArchive *archive = user;
    const Sink sink = {on_case, on_user};
    g_autoptr(GError) error = NULL;
    Reader *reader = take_reader(archive, &error);
    sqlite3_stmt *select =
        reader != NULL ? select_of(archive, reader, shape_of(hint), &error) : NULL;
    if (select != NULL) {
        bind_hint(select, hint, place_max);
        (void)walk(archive, select, &sink, &error);
        (void)sqlite3_reset(select);
        (void)sqlite3_clear_bindings(select);
    }
    if (error != NULL) {
        tell_unreadable(archive, error);
        reader_free(reader);
    } else {
        give_reader(archive, reader);
    }
    return error == NULL;
}

SzCaseShelf sz_case_archive_shelf(SzCaseArchive *archive)
{
    return (SzCaseShelf){each, archive};
}
