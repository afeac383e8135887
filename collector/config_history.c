#include "collector/config_history.h"

#include "collector/config_action.h"
#include "collector/journal_reader.h"

typedef struct {
    SzWallTime at;
    SzFileSet *files; /* owned */
} Entry;

struct SzConfigHistory {
    GArray *entries; /* owned; of Entry, in the order of the journal */
};

static void clear_entry(gpointer data)
{
    Entry *entry = data;
    sz_file_set_free(entry->files);
}

static void on_point(const SzLpPoint *point, void *user)
{
    GArray *entries = user;
    SzAction action;
    SzFileSet *files = sz_action_read(point, &action) ? sz_config_action_read(&action) : NULL;
    if (files != NULL) {
        Entry entry = {action.at, files};
        g_array_append_val(entries, entry);
    }
}

/* What is in @reader of the scope. */
static gboolean read_all(SzJournalReader *reader, const SzReplayScope *scope, GArray *entries,
                         GError **error)
{
    const SzLpSink sink = {.on_point = on_point, .user = entries};
    SzFrame frame = {0};
    while (frame.batch < scope->batch) {
        SzReadResult result = sz_journal_reader_next(reader, &frame, error);
        bool is_meant = result == SZ_READ_FRAME && frame.source == SZ_SOURCE_DAEMON &&
                        frame.batch > scope->after && frame.batch <= scope->batch &&
                        frame.received.ns <= scope->known_at.ns;
        if (is_meant) {
            sz_action_each(frame.lines, &sink);
        }
        if (result == SZ_READ_END || result == SZ_READ_ERROR) {
            return result == SZ_READ_END;
        }
    }
    return TRUE;
}

SzConfigHistory *sz_config_history_read(const char *data_dir, const SzReplayScope *scope,
                                        const SzFileSet *in_force, GError **error)
{
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, error);
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_array_set_clear_func(entries, clear_entry);
    if (in_force != NULL) {
        Entry entry = {SZ_WALL_TIME_MIN, sz_file_set_copy(in_force)};
        g_array_append_val(entries, entry);
    }
    if (reader == NULL || !sz_journal_reader_begin_at(reader, scope->after, error) ||
        !read_all(reader, scope, entries, error)) {
        return NULL;
    }
    SzConfigHistory *history = g_new(SzConfigHistory, 1);
    history->entries = g_steal_pointer(&entries);
    return history;
}

void sz_config_history_free(SzConfigHistory *history)
{
    if (history == NULL) {
        return;
    }
    g_array_unref(history->entries);
    g_free(history);
}

const SzFileSet *sz_config_history_at(const SzConfigHistory *history, SzWallTime at)
{
    const SzFileSet *files = NULL;
    for (guint i = 0; i < history->entries->len; i++) {
        const Entry *entry = &g_array_index(history->entries, Entry, i);
        if (files == NULL || entry->at.ns <= at.ns) {
            files = entry->files;
        }
    }
    return files;
}
