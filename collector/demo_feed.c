#include "collector/demo_feed.h"

#include "collector/demo_lives.h"
#include "collector/error.h"
#include "collector/worker.h"
#include "collector/write_body.h"
#include "metrics/slice_table.h"

#include <time.h>

#define BATCH_MAX_BYTES ((gsize)512 * 1024)
/* The shortest sleep: what falls due meanwhile goes out together. */
#define NAP_MS 100

/* What a hall says while its line to the outside is down. */
typedef struct {
    SzWallTime until;
    GString *lines; /* owned */
} Held;

typedef struct {
    SzDemoFeed *feed;
    SzSimulatorPlan plan;
    bool is_history; /* cases and ratings only, once the day itself has caught up */
    pthread_t thread;
    bool has_thread;
    GString *lines;    /* owned; the thread's alone, as the next */
    GArray *held;      /* owned; of Held */
    SzDemoLives *past; /* owned; of a history that has not come up to the present; else NULL */
} Stream;

struct SzDemoFeed {
    SzDemoFeedOptions options;
    Stream today;
    Stream near;
    Stream far;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t is_new;
    bool has_caught_up;
    bool is_stopping;
};

/* The timestamp at the end of a line of the simulator, in ns. */
static SzWallTime time_of(SzSlice line)
{
    gsize end = line.len - 1; /* the line break */
    gsize at = end;
    while (at > 0 && g_ascii_isdigit(line.data[at - 1])) {
        at--;
    }
    gint64 ns = 0;
    for (; at < end; at++) {
        ns = ns * 10 + (line.data[at] - '0');
    }
    return (SzWallTime){ns};
}

static bool begins_with(SzSlice line, const char *word)
{
    gsize n = strlen(word);
    return line.len > n && memcmp(line.data, word, n) == 0;
}

/* Its number, or "" where there is none. */
static SzSlice id_of(SzSlice line)
{
    static const char key[] = "id=\"";
    const char *end = line.data + line.len;
    const char *at = memmem(line.data, line.len, key, sizeof key - 1);
    while (at != NULL && at > line.data && at[-1] != ' ' && at[-1] != ',') {
        at = memmem(at + 1, (gsize)(end - at - 1), key, sizeof key - 1);
    }
    if (at == NULL) {
        return SZ_SLICE("");
    }
    const char *begin = at + sizeof key - 1;
    const char *quote = memchr(begin, '"', (gsize)(end - begin));
    return (SzSlice){begin, (gsize)((quote != NULL ? quote : end) - begin)};
}

/* In the weeks before, one life in so many is lived at all; of the other days as many cases are told. */
static bool is_told_case(const Stream *stream, SzSlice line)
{
    const SzDemoFeed *feed = stream->feed;
    SzSlice id = id_of(line);
    return stream == &feed->far || sz_slice_hash(&id) % MAX(1, feed->options.far_one_in) == 0;
}

static bool is_wanted(const Stream *stream, SzSlice line)
{
    if (begins_with(line, "case,")) {
        return is_told_case(stream, line);
    }
    return !stream->is_history || begins_with(line, "rating,");
}

static void append(const SzDemoFeed *feed, const SzWriteBodyResult *result)
{
    g_autoptr(GError) error = NULL;
    SzBatch batch = {
        .source = SZ_SOURCE_DAEMON,
        .source_name = SZ_SLICE("demo"),
        .received = sz_clock_now(feed->options.clock),
        .n_lines = result->n_lines,
        .lines = result->lines,
    };
    if (!sz_journal_append(feed->options.journal, &batch, NULL, &error)) {
        g_message("demo: %u lines were not kept: %s", result->n_lines, error->message);
    }
}

static void flush(Stream *stream)
{
    const SzDemoFeed *feed = stream->feed;
    if (stream->lines->len == 0) {
        return;
    }
    SzWallTime now = sz_clock_now(feed->options.clock);
    SzWriteBodyOptions options = {
        .ns_per_unit = 1,
        .received = now,
        .now = now,
        .body_max_bytes = G_MAXSIZE,
        .unpacked_max_bytes = G_MAXSIZE,
    };
    SzWriteBodyResult result = {0};
    g_autoptr(SzWriteBody) body = sz_write_body_new(&options);
    (void)sz_write_body_feed(body, stream->lines->str, stream->lines->len);
    (void)sz_write_body_finish(body, &result);
    if (result.n_refused > 0) {
        g_message("demo: %u lines were refused: %s", result.n_refused, result.reasons);
    }
    if (result.n_lines > 0) {
        append(feed, &result);
    }
    g_string_truncate(stream->lines, 0);
}

/* Sleeps until @at by the clock, or until it is over.  Returns: false when it is over. */
static bool sleep_until(SzDemoFeed *feed, SzWallTime at)
{
    const gint64 ns_per_ms = SZ_NS_PER_S / 1000;
    bool goes_on = true;
    (void)pthread_mutex_lock(&feed->mutex);
    feed->has_caught_up = true;
    (void)pthread_cond_broadcast(&feed->is_new);
    for (;;) {
        gint64 left_ns = at.ns - sz_clock_now(feed->options.clock).ns;
        goes_on = !feed->is_stopping;
        if (!goes_on || left_ns <= 0) {
            break;
        }
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        gint64 nap_ns = left_ns / sz_clock_speed(feed->options.clock);
        nap_ns = CLAMP(nap_ns, NAP_MS * ns_per_ms, SZ_NS_PER_S) + until.tv_nsec;
        until.tv_sec += nap_ns / SZ_NS_PER_S;
        until.tv_nsec = nap_ns % SZ_NS_PER_S;
        (void)pthread_cond_timedwait(&feed->is_new, &feed->mutex, &until);
    }
    (void)pthread_mutex_unlock(&feed->mutex);
    return goes_on;
}

static bool is_over(SzDemoFeed *feed)
{
    (void)pthread_mutex_lock(&feed->mutex);
    bool result = feed->is_stopping;
    (void)pthread_mutex_unlock(&feed->mutex);
    return result;
}

/* Returns: false when it is over. */
static bool wait_for_today(SzDemoFeed *feed)
{
    (void)pthread_mutex_lock(&feed->mutex);
    while (!feed->has_caught_up && !feed->is_stopping) {
        (void)pthread_cond_wait(&feed->is_new, &feed->mutex);
    }
    bool goes_on = !feed->is_stopping;
    (void)pthread_mutex_unlock(&feed->mutex);
    return goes_on;
}

static void clear_held(gpointer data)
{
    Held *held = data;
    g_string_free(held->lines, TRUE);
}

static void hold(Stream *stream, SzWallTime until, SzSlice line)
{
    guint i = 0;
    while (i < stream->held->len && g_array_index(stream->held, Held, i).until.ns != until.ns) {
        i++;
    }
    if (i == stream->held->len) {
        const Held fresh = {until, g_string_new(NULL)};
        g_array_append_val(stream->held, fresh);
    }
    g_string_append_len(g_array_index(stream->held, Held, i).lines, line.data, (gssize)line.len);
}

/* What was held back and can be heard by @now goes out with the next batch. */
static void release(Stream *stream, SzWallTime now)
{
    for (guint i = stream->held->len; i-- > 0;) {
        const Held *held = &g_array_index(stream->held, Held, i);
        if (held->until.ns <= now.ns) {
            g_string_append_len(stream->lines, held->lines->str, (gssize)held->lines->len);
            g_array_remove_index_fast(stream->held, i);
        }
    }
}

static void take(Stream *stream, SzSlice line, SzWallTime heard, SzWallTime now)
{
    if (!is_wanted(stream, line)) {
        return;
    }
    if (stream->past != NULL) {
        sz_demo_lives_add(stream->past, line, stream->lines);
    } else if (!stream->is_history && heard.ns > now.ns) {
        hold(stream, heard, line);
    } else {
        g_string_append_len(stream->lines, line.data, (gssize)line.len);
    }
}

/* Returns: false when it is over. */
static bool flush_when_full(Stream *stream)
{
    if (stream->lines->len < BATCH_MAX_BYTES) {
        return true;
    }
    flush(stream);
    return !is_over(stream->feed);
}

/* From here on it is the present.  Returns: false when it is over. */
static bool end_past(Stream *stream)
{
    while (stream->past != NULL && sz_demo_lives_take_open(stream->past, stream->lines)) {
        if (!flush_when_full(stream)) {
            return false;
        }
    }
    g_clear_pointer(&stream->past, sz_demo_lives_free);
    return true;
}

static void live(Stream *stream)
{
    SzDemoFeed *feed = stream->feed;
    g_autoptr(SzSimulator) simulator = sz_simulator_new(&stream->plan);
    SzWallTime now = sz_clock_now(feed->options.clock);
    SzSlice line;
    bool goes_on = true;
    while (goes_on && sz_simulator_next(simulator, &line)) {
        SzWallTime at = time_of(line);
        if (at.ns > now.ns) {
            now = sz_clock_now(feed->options.clock);
        }
        if (at.ns > now.ns) {
            if (!end_past(stream)) {
                return;
            }
            flush(stream);
            if (!sleep_until(feed, at)) {
                return;
            }
            now = sz_clock_now(feed->options.clock);
            release(stream, now);
        }
        take(stream, line, sz_simulator_heard(simulator), now);
        goes_on = flush_when_full(stream);
    }
    flush(stream);
}

static void *run(void *user)
{
    Stream *stream = user;
    if (!stream->is_history || wait_for_today(stream->feed)) {
        live(stream);
    }
    return NULL;
}

static bool start(SzDemoFeed *feed, Stream *stream, GError **error)
{
    stream->feed = feed;
    stream->lines = g_string_sized_new(BATCH_MAX_BYTES + 4096);
    stream->held = g_array_new(FALSE, FALSE, sizeof(Held));
    g_array_set_clear_func(stream->held, clear_held);
    int status = sz_worker_start(&stream->thread, "demo", run, stream);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot start a thread: %s",
                    g_strerror(status));
    }
    stream->has_thread = status == 0;
    return stream->has_thread;
}

/* [from, to) of the days before. */
static bool start_history(SzDemoFeed *feed, Stream *stream, SzWallTime from, SzWallTime to,
                          GError **error)
{
    stream->is_history = true;
    stream->past = sz_demo_lives_new();
    stream->plan = feed->options.plan;
    stream->plan.from = from;
    stream->plan.lives_until = to;
    stream->plan.pulses_from = feed->options.plan.to; /* of devices nothing is wanted */
    if (stream == &feed->far) {
        stream->plan.one_in = feed->options.far_one_in;
    }
    return from.ns >= to.ns || start(feed, stream, error);
}

SzDemoFeed *sz_demo_feed_start(const SzDemoFeedOptions *options, GError **error)
{
    g_autoptr(SzDemoFeed) feed = g_new0(SzDemoFeed, 1);
    SzWallTime midnight = sz_wall_time_at(sz_day_of(sz_clock_now(options->clock)), 0);
    pthread_condattr_t attributes;
    feed->options = *options;
    feed->today = (Stream){.plan = options->plan};
    feed->today.plan.from = midnight;
    (void)pthread_mutex_init(&feed->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&feed->is_new, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    if (!start(feed, &feed->today, error) ||
        !start_history(feed, &feed->near, options->plan.from, midnight, error) ||
        !start_history(feed, &feed->far, options->far_from, options->plan.from, error)) {
        return NULL;
    }
    return g_steal_pointer(&feed);
}

static void end(Stream *stream)
{
    if (stream->has_thread) {
        (void)pthread_join(stream->thread, NULL);
    }
    if (stream->lines != NULL) {
        g_string_free(stream->lines, TRUE);
        g_array_unref(stream->held);
    }
    sz_demo_lives_free(stream->past);
}

void sz_demo_feed_stop(SzDemoFeed *feed)
{
    if (feed == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&feed->mutex);
    feed->is_stopping = true;
    (void)pthread_cond_broadcast(&feed->is_new);
    (void)pthread_mutex_unlock(&feed->mutex);
    end(&feed->today);
    end(&feed->near);
    end(&feed->far);
    (void)pthread_cond_destroy(&feed->is_new);
    (void)pthread_mutex_destroy(&feed->mutex);
    g_free(feed);
}
