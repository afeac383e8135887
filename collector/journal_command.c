/* shuzhid journal cat | verify | stat | compact: looks inside the truth, also beside a running daemon; makes it smaller. */

#include "collector/commands.h"

#include "collector/action_chain.h"
#include "collector/action_line.h"
#include "collector/compaction_command.h"
#include "collector/error.h"
#include "collector/journal_folder.h"
#include "collector/journal_reader.h"
#include "config/command_line.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

static const SzCommandInfo info = {
    .name = "journal",
    .arguments = "cat|verify|stat|compact --data DIR",
    .summary = "Look inside the journal, also beside a running daemon; compact it.",
    .description =
        "cat prints every line as line protocol, in the order of acceptance. With --meta each line "
        "comes\n"
        "after a comment that names it:\n"
        "  # BATCH.LINE rcv=TIME source=KIND:NAME\n"
        "BATCH.LINE is the line's id for ever (LINE counts from 1); TIME is when its batch was "
        "received;\n"
        "KIND is daemon, token, person, import or open. In NAME control bytes, '\\' and bytes that "
        "are not\n"
        "UTF-8 are written \\xHH. The output is still line protocol.\n"
        "verify prints one line for each fault with segment, offset and batch, or with BATCH.LINE "
        "for "
        "a place\n"
        "where the chain of action lines is broken, then a summary. An unfinished frame at the "
        "very "
        "end was\n"
        "never acknowledged: it is told and is no fault.\n"
        "stat prints one JSON document; action_head is the SHA-256 of the last action line: "
        "whoever "
        "knows it\n"
        "knows all before it. dropped counts the empty lines that compaction leaves of those it "
        "drops;\n"
        "they are among lines.\n"
        "compact drops pulses, lines that only repeat what a window or a kiosk said before, of "
        "segments\n"
        "that were received longer ago than --older-than (30d), and compresses what stays. A "
        "running\n"
        "daemon does so itself (retention: in shuzhid.yaml) and keeps others out. --dry-run "
        "counts.\n"
        "Exit status: 0 when all is good; 1 when there is damage or no journal; 2 for wrong usage.",
};

static const char *const source_kinds[] = {
    [SZ_SOURCE_DAEMON] = "daemon", [SZ_SOURCE_TOKEN] = "token", [SZ_SOURCE_PERSON] = "person",
    [SZ_SOURCE_IMPORT] = "import", [SZ_SOURCE_OPEN] = "open",
};

/* What one look through a journal found. */
typedef struct {
    guint64 n_batches;
    guint64 n_lines;
    guint64 n_dropped; /* of these, empty since a compaction; as far as they were looked at */
    guint64 n_bytes;   /* of lines */
    guint64 first_batch;
    guint64 last_batch;
    SzWallTime first_received;
    SzWallTime last_received;
    guint64 n_damages;
    guint64 tail_bytes;
    guint64 source_batches[G_N_ELEMENTS(source_kinds)];
    guint64 source_lines[G_N_ELEMENTS(source_kinds)];
    SzActionChain actions; /* as far as they were looked at */
    guint64 n_breaks;      /* of the chain */
} Tally;

/* Returns FALSE to stop (the reader of our output went away). */
typedef gboolean (*OnFrame)(const SzFrame *frame, Tally *tally);
typedef void (*OnDamage)(const char *text);

static void count_frame(Tally *tally, const SzFrame *frame)
{
    if (tally->n_batches == 0) {
        tally->first_batch = frame->batch;
        tally->first_received = frame->received;
    }
    tally->last_batch = frame->batch;
    tally->last_received = frame->received;
    tally->n_batches++;
    tally->n_lines += frame->n_lines;
    tally->n_bytes += frame->lines.len;
    tally->source_batches[frame->source]++;
    tally->source_lines[frame->source] += frame->n_lines;
}

static gboolean walk(const char *data_dir, OnFrame on_frame, OnDamage on_damage, Tally *tally,
                     GError **error)
{
    g_autoptr(SzJournalReader) reader = sz_journal_reader_open(data_dir, error);
    if (reader == NULL) {
        return FALSE;
    }
    for (;;) {
        SzFrame frame;
        switch (sz_journal_reader_next(reader, &frame, error)) {
        case SZ_READ_FRAME:
            count_frame(tally, &frame);
            if (on_frame != NULL && !on_frame(&frame, tally)) {
                return TRUE;
            }
            break;
        case SZ_READ_DAMAGE:
            tally->n_damages++;
            on_damage(sz_journal_reader_damage(reader));
            break;
        case SZ_READ_END:
            tally->tail_bytes = sz_journal_reader_tail_bytes(reader);
            return TRUE;
        case SZ_READ_ERROR:
            return FALSE;
        }
    }
}

static void complain_damage(const char *text)
{
    sz_command_complain(&info, "damage: %s", text);
}

static void print_damage(const char *text)
{
    (void)printf("damage: %s\n", text);
}

static void append_name(GString *out, SzSlice name)
{
    bool is_text = g_utf8_validate(name.data, (gssize)name.len, NULL);
    for (gsize i = 0; i < name.len; i++) {
        guint8 byte = (guint8)name.data[i];
        bool is_plain = byte >= 0x20 && byte != 0x7f && byte != '\\' && (byte < 0x80 || is_text);
        if (is_plain) {
            g_string_append_c(out, (char)byte);
        } else {
            g_string_append_printf(out, "\\x%02x", byte);
        }
    }
}

static gboolean print_lines(const SzFrame *frame, Tally *tally)
{
    (void)tally;
    return fwrite(frame->lines.data, 1, frame->lines.len, stdout) == frame->lines.len;
}

static gboolean print_lines_with_meta(const SzFrame *frame, Tally *tally)
{
    (void)tally;
    char time[SZ_WALL_TIME_TEXT];
    g_autoptr(GString) tail = g_string_new(NULL);
    g_string_append_printf(tail, " rcv=%s source=%s:", sz_wall_time_format(frame->received, time),
                           source_kinds[frame->source]);
    append_name(tail, frame->source_name);
    const char *end = frame->lines.data + frame->lines.len;
    guint64 n = 0;
    for (const char *line = frame->lines.data; line < end;) {
        const char *feed = memchr(line, '\n', (gsize)(end - line));
        const char *next = feed != NULL ? feed + 1 : end;
        n++;
        if (printf("# %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "%s\n", frame->batch, n,
                   tail->str) < 0 ||
            fwrite(line, 1, (gsize)(next - line), stdout) != (gsize)(next - line)) {
            return FALSE;
        }
        line = next;
    }
    return TRUE;
}

/* Whoever read our output may have had enough: that is no failure. */
static int finish_output(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        if (errno == EPIPE) {
            FILE *forgotten = freopen("/dev/null", "w", stdout); /* what nobody will read */
            (void)forgotten;
            return status;
        }
        sz_command_complain(&info, "cannot write to the standard output: %s", g_strerror(errno));
        return SZ_EXIT_FAILED;
    }
    return status;
}

static int run_cat(const char *data_dir, bool with_meta)
{
    g_autoptr(GError) error = NULL;
    Tally tally = {0};
    if (!walk(data_dir, with_meta ? print_lines_with_meta : print_lines, complain_damage, &tally,
              &error)) {
        (void)finish_output(SZ_EXIT_FAILED);
        return sz_command_fail(&info, error);
    }
    return finish_output(tally.n_damages > 0 ? SZ_EXIT_FAILED : SZ_EXIT_DONE);
}

/* --- the chain of action lines -------------------------------------------------------------- */

static void count_action(const SzLpPoint *point, void *user)
{
    Tally *tally = user;
    sz_action_chain_add(&tally->actions, point->raw);
}

static guint64 count_empty(SzSlice lines)
{
    guint64 n = 0;
    for (gsize i = 0; i < lines.len; i++) {
        n += lines.data[i] == '\n' && (i == 0 || lines.data[i - 1] == '\n');
    }
    return n;
}

static gboolean count_actions(const SzFrame *frame, Tally *tally)
{
    tally->n_dropped += count_empty(frame->lines);
    sz_action_each(frame->lines, &(SzLpSink){.on_point = count_action, .user = tally});
    return TRUE;
}

typedef struct {
    const SzFrame *frame;
    Tally *tally;
} Place;

static void note_break(const Place *place, guint64 line, const char *what)
{
    place->tally->n_breaks++;
    (void)printf("damage: %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT
                 ": the chain of action lines is broken: %s\n",
                 place->frame->batch, line, what);
}

static void check_action(const SzLpPoint *point, void *user)
{
    const Place *place = user;
    SzActionChain *chain = &place->tally->actions;
    bool is_first = chain->n == 0;
    if (!sz_action_chain_follow(chain, point)) {
        note_break(place, point->line,
                   is_first ? "the first one names one before it"
                            : "this one does not name the one before it");
    } else if (place->frame->source != SZ_SOURCE_DAEMON) {
        note_break(place, point->line, "this one is not the daemon's");
    }
}

static void check_unreadable(const SzLpError *error, void *user)
{
    note_break(user, error->line, "a line that cannot be read");
}

static gboolean check_actions(const SzFrame *frame, Tally *tally)
{
    Place place = {frame, tally};
    const SzLpSink sink = {check_action, check_unreadable, &place};
    sz_action_each(frame->lines, &sink);
    return TRUE;
}

/* --- verify and stat ------------------------------------------------------------------------ */

static int run_verify(const char *data_dir)
{
    g_autoptr(GError) error = NULL;
    Tally tally = {0};
    if (!walk(data_dir, check_actions, print_damage, &tally, &error)) {
        (void)finish_output(SZ_EXIT_FAILED);
        return sz_command_fail(&info, error);
    }
    if (tally.tail_bytes > 0) {
        (void)printf("tail: %" G_GUINT64_FORMAT
                     " bytes of an unfinished, unacknowledged frame at the end; no fault\n",
                     tally.tail_bytes);
    }
    guint64 n_faults = tally.n_damages + tally.n_breaks;
    (void)printf("%s: %" G_GUINT64_FORMAT " batches, %" G_GUINT64_FORMAT
                 " lines, %" G_GUINT64_FORMAT " faults\n",
                 n_faults > 0 ? "damaged" : "good", tally.n_batches, tally.n_lines, n_faults);
    return finish_output(n_faults > 0 ? SZ_EXIT_FAILED : SZ_EXIT_DONE);
}

static gboolean count_segments(const char *data_dir, guint64 *out_n, guint64 *out_bytes,
                               GError **error)
{
    g_autofree char *path = sz_journal_folder_path(data_dir);
    int dir_fd = sz_journal_folder_open(data_dir, false, NULL, error);
    if (dir_fd < 0) {
        return FALSE;
    }
    g_autoptr(GArray) segments = sz_journal_folder_list(dir_fd, path, error);
    guint64 n_bytes = 0;
    for (guint i = 0; segments != NULL && i < segments->len; i++) {
        g_autofree char *name = sz_journal_segment_name(g_array_index(segments, guint64, i));
        struct stat status;
        if (fstatat(dir_fd, name, &status, 0) == 0) {
            n_bytes += (guint64)status.st_size;
        }
    }
    sz_journal_close_fd(dir_fd);
    if (segments == NULL) {
        return FALSE;
    }
    *out_n = segments->len;
    *out_bytes = n_bytes;
    return TRUE;
}

static json_t *number(guint64 value)
{
    return json_integer((json_int_t)value);
}

static json_t *time_or_null(const Tally *tally, SzWallTime at)
{
    char text[SZ_WALL_TIME_TEXT];
    return tally->n_batches > 0 ? json_string(sz_wall_time_format(at, text)) : json_null();
}

static json_t *batch_or_null(const Tally *tally, guint64 batch)
{
    return tally->n_batches > 0 ? number(batch) : json_null();
}

static json_t *sources(const Tally *tally)
{
    json_t *by_source = json_object();
    for (gsize i = 0; i < G_N_ELEMENTS(source_kinds); i++) {
        if (tally->source_batches[i] > 0) {
            (void)json_object_set_new(by_source, source_kinds[i],
                                      json_pack("{s:o, s:o}", "batches",
                                                number(tally->source_batches[i]), "lines",
                                                number(tally->source_lines[i])));
        }
    }
    return by_source;
}

static int run_stat(const char *data_dir)
{
    g_autoptr(GError) error = NULL;
    Tally tally = {0};
    guint64 n_segments = 0;
    guint64 n_bytes = 0;
    if (!walk(data_dir, count_actions, complain_damage, &tally, &error) ||
        !count_segments(data_dir, &n_segments, &n_bytes, &error)) {
        return sz_command_fail(&info, error);
    }
    g_autoptr(json_t) document = json_object();
    (void)json_object_set_new(document, "segments", number(n_segments));
    (void)json_object_set_new(document, "bytes", number(n_bytes));
    (void)json_object_set_new(document, "line_bytes", number(tally.n_bytes));
    (void)json_object_set_new(document, "batches", number(tally.n_batches));
    (void)json_object_set_new(document, "lines", number(tally.n_lines));
    (void)json_object_set_new(document, "dropped", number(tally.n_dropped));
    (void)json_object_set_new(document, "first_batch", batch_or_null(&tally, tally.first_batch));
    (void)json_object_set_new(document, "last_batch", batch_or_null(&tally, tally.last_batch));
    (void)json_object_set_new(document, "first_received",
                              time_or_null(&tally, tally.first_received));
    (void)json_object_set_new(document, "last_received", time_or_null(&tally, tally.last_received));
    (void)json_object_set_new(document, "tail_bytes", number(tally.tail_bytes));
    (void)json_object_set_new(document, "damages", number(tally.n_damages));
    (void)json_object_set_new(document, "actions", number(tally.actions.n));
    (void)json_object_set_new(document, "action_head",
                              tally.actions.n > 0 ? json_string(tally.actions.head) : json_null());
    (void)json_object_set_new(document, "by_source", sources(&tally));
    (void)json_dumpf(document, stdout, JSON_INDENT(2));
    (void)fputc('\n', stdout);
    return finish_output(tally.n_damages > 0 ? SZ_EXIT_FAILED : SZ_EXIT_DONE);
}

typedef struct {
    const char *action;
    char *data_dir; /* owned, as the next */
    char *older_than;
    gboolean with_meta;
    gboolean is_dry;
} Asked;

static void asked_clear(Asked *asked)
{
    g_free(asked->data_dir);
    g_free(asked->older_than);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static int run_action(const Asked *asked)
{
    g_autofree char *path = sz_journal_folder_path(asked->data_dir);
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        sz_command_complain(&info, "no journal: '%s' is not a folder", path);
        return SZ_EXIT_FAILED;
    }
    if (g_str_equal(asked->action, "compact")) {
        const SzCompactionAsked compaction = {asked->data_dir, asked->older_than, asked->is_dry};
        return sz_compaction_command(&info, &compaction);
    }
    /* A pipe that is closed is an error of the write, not the end of the program. */
    (void)signal(SIGPIPE, SIG_IGN); /* NOLINT(bugprone-signal-handler,cert-sig30-c) */
    if (g_str_equal(asked->action, "cat")) {
        return run_cat(asked->data_dir, asked->with_meta);
    }
    return g_str_equal(asked->action, "verify") ? run_verify(asked->data_dir)
                                                : run_stat(asked->data_dir);
}

static int check_options(const Asked *asked)
{
    bool is_compact = g_str_equal(asked->action, "compact");
    if (asked->data_dir == NULL) {
        return sz_command_usage(&info, "missing option: --data DIR");
    }
    if (asked->with_meta && !g_str_equal(asked->action, "cat")) {
        return sz_command_usage(&info, "option --meta is for cat only");
    }
    if ((asked->older_than != NULL || asked->is_dry) && !is_compact) {
        return sz_command_usage(&info, "options --older-than and --dry-run are for compact only");
    }
    return SZ_EXIT_DONE;
}

int sz_command_journal(int argc, char **argv)
{
    g_auto(Asked) asked = {0};
    bool is_done = false;
    const GOptionEntry entries[] = {
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &asked.data_dir, "Data folder", "DIR"},
        {"meta", 0, 0, G_OPTION_ARG_NONE, &asked.with_meta, "cat: name every line in a comment",
         NULL},
        {"older-than", 0, 0, G_OPTION_ARG_STRING, &asked.older_than,
         "compact: what was received so long ago (default 30d)", "DAYS"},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &asked.is_dry, "compact: count, change nothing", NULL},
        G_OPTION_ENTRY_NULL,
    };
    int status = sz_command_parse(&info, entries, &argc, &argv, &is_done);
    if (status != SZ_EXIT_DONE || is_done) {
        return status;
    }
    static const char *const actions[] = {"cat", "verify", "stat", "compact", NULL};
    if (argc < 2) {
        return sz_command_usage(&info, "missing argument: one of cat, verify, stat, compact");
    }
    if (!g_strv_contains(actions, argv[1])) {
        return sz_command_usage(
            &info, "unknown argument: '%s', expected cat, verify, stat or compact", argv[1]);
    }
    if (argc > 2) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[2]);
    }
    asked.action = argv[1];
    status = check_options(&asked);
    return status == SZ_EXIT_DONE ? run_action(&asked) : status;
}
