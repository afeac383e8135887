#include "collector/line_finder.h"

#include "collector/journal_reader.h"
#include "collector/line_protocol.h"

void sz_found_line_clear(SzFoundLine *line)
{
    if (line->text != NULL) {
        g_string_free(g_steal_pointer(&line->text), TRUE);
    }
}

typedef struct {
    guint64 line;
    GString *text; /* owned; NULL: not met */
} Search;

static void on_point(const SzLpPoint *point, void *user)
{
    Search *search = user;
    if (point->line == search->line && search->text == NULL) {
        search->text = g_string_new_len(point->raw.data, (gssize)point->raw.len);
    }
}

static void look_in(const SzFrame *frame, guint64 line, SzFoundLine *out)
{
    Search search = {.line = line};
    sz_lp_parse(NULL, 1, frame->lines, (SzLpSink){.on_point = on_point, .user = &search});
    *out = (SzFoundLine){frame->received, search.text};
}

gboolean sz_line_find(const char *data_dir, SzLineId id, SzFoundLine *out, GError **error)
{
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, error);
    if (reader == NULL || !sz_journal_reader_begin_at(reader, id.batch, error)) {
        return FALSE;
    }
    SzFrame frame = {0};
    SzReadResult result = SZ_READ_FRAME;
    do {
        result = sz_journal_reader_next(reader, &frame, error);
    } while (result == SZ_READ_DAMAGE || (result == SZ_READ_FRAME && frame.batch < id.batch));
    if (result == SZ_READ_ERROR) {
        return FALSE;
    }
    *out = (SzFoundLine){0};
    if (result == SZ_READ_FRAME && frame.batch == id.batch) {
        look_in(&frame, id.line, out);
    }
    return TRUE;
}
