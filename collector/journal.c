#include "collector/journal.h"

#include "collector/error.h"
#include "collector/journal_format.h"
#include "collector/journal_store.h"
#include "collector/worker.h"

enum { SEGMENT_DEFAULT_BYTES = 64 << 20, QUEUE_DEFAULT_BYTES = 64 << 20 };

/* Of a queued batch, beside its lines. */
enum { ENTRY_COST_BYTES = 256 };

typedef struct Entry Entry;
struct Entry {
    SzBatch batch;
    GBytes *owner; /* owned; NULL: the lines are borrowed from an appender that waits */
    SzJournalDone done;
    void *user;
    SzReceipt receipt; /* once added to a group */
    Entry *next;
    char name[]; /* of the source; only with an owner */
};

/* First in, first out; linked through the entries. */
typedef struct {
    Entry *first;
    Entry *last;
} Queue;

struct SzJournal {
    SzJournalStore *store; /* owned; the thread's alone while it runs */
    SzJournalOptions options;
    SzWallTime begun_after;
    guint64 begun_after_batch;
    pthread_t thread;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    pthread_cond_t has_space;
    Queue queue;
    guint64 queued_bytes; /* queued or being written */
    bool is_closing;
};

static void queue_push(Queue *queue, Entry *entry)
{
    entry->next = NULL;
    if (queue->last == NULL) {
        queue->first = entry;
    } else {
        queue->last->next = entry;
    }
    queue->last = entry;
}

static Entry *queue_pop(Queue *queue)
{
    Entry *entry = queue->first;
    if (entry != NULL) {
        queue->first = entry->next;
        queue->last = queue->first == NULL ? NULL : queue->last;
    }
    return entry;
}

static guint64 cost(const Entry *entry)
{
    GBytes *events = entry->batch.events;
    gsize n_event_bytes = events != NULL ? g_bytes_get_size(events) : 0;
    return entry->batch.lines.len + n_event_bytes + ENTRY_COST_BYTES;
}

/* One with an owner. */
static void free_entry(Entry *entry)
{
    g_bytes_unref(entry->owner);
    g_clear_pointer(&entry->batch.events, g_bytes_unref);
    g_free(entry);
}

/* Answers the one who waits for @entry, which is gone afterwards. */
static void release(const SzJournal *journal, Entry *entry, const GError *error)
{
    GBytes *owner = entry->owner;
    const SzJournalOptions *options = &journal->options;
    if (error == NULL && options->on_batch != NULL) {
        options->on_batch(&entry->receipt, &entry->batch, owner, options->on_batch_user);
    }
    entry->done(error == NULL ? &entry->receipt : NULL, error, entry->user);
    if (owner != NULL) {
        free_entry(entry);
    }
}

/* Answers in order, and makes space in the queue. */
static void release_all(SzJournal *journal, Queue *entries, const GError *error)
{
    guint64 n_bytes = 0;
    for (Entry *entry = NULL; (entry = queue_pop(entries)) != NULL;) {
        n_bytes += cost(entry);
        release(journal, entry, error);
    }
    if (n_bytes > 0) {
        (void)pthread_mutex_lock(&journal->mutex);
        journal->queued_bytes -= n_bytes;
        (void)pthread_cond_broadcast(&journal->has_space);
        (void)pthread_mutex_unlock(&journal->mutex);
    }
}

static void commit(SzJournal *journal, Queue *group)
{
    g_autoptr(GError) error = NULL;
    if (group->first == NULL) {
        return;
    }
    gboolean is_durable = sz_journal_store_commit(journal->store, &error);
    release_all(journal, group, is_durable ? NULL : error);
}

/* Writes all that was taken from the queue, in as few groups as it fits into. */
static void write_round(SzJournal *journal, Queue *taken)
{
    Queue group = {0};
    g_autoptr(GError) refusal = NULL; /* no room was to be had; not asked twice a round */
    for (Entry *entry = NULL; (entry = queue_pop(taken)) != NULL;) {
        if (!sz_journal_store_fits(journal->store, &entry->batch)) {
            commit(journal, &group);
        }
        if (!sz_journal_store_fits(journal->store, &entry->batch) &&
            (refusal != NULL ||
             !sz_journal_store_make_room(journal->store, &entry->batch, &refusal))) {
            Queue refused = {0};
            queue_push(&refused, entry);
            commit(journal, &group);
            release_all(journal, &refused, refusal);
            continue;
        }
        sz_journal_store_add(journal->store, &entry->batch, &entry->receipt);
        queue_push(&group, entry);
    }
    commit(journal, &group);
}

static void *run(void *user)
{
    SzJournal *journal = user;
    for (;;) {
        (void)pthread_mutex_lock(&journal->mutex);
        while (journal->queue.first == NULL && !journal->is_closing) {
            (void)pthread_cond_wait(&journal->has_work, &journal->mutex);
        }
        Queue taken = journal->queue;
        journal->queue = (Queue){0};
        (void)pthread_mutex_unlock(&journal->mutex);
        if (taken.first == NULL) {
            return NULL;
        }
        write_round(journal, &taken);
    }
}

static gboolean complete_options(const SzJournalOptions *given, SzJournalOptions *out,
                                 GError **error)
{
    SzJournalOptions options = given != NULL ? *given : (SzJournalOptions){0};
    if (options.segment_bytes == 0) {
        options.segment_bytes = SEGMENT_DEFAULT_BYTES;
    }
    if (options.queue_bytes == 0) {
        options.queue_bytes = QUEUE_DEFAULT_BYTES;
    }
    if (options.segment_bytes < SZ_SEGMENT_MIN_BYTES ||
        options.segment_bytes > SZ_SEGMENT_MAX_BYTES ||
        options.segment_bytes % SZ_FRAME_ALIGN_BYTES != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "segment size: '%" G_GSIZE_FORMAT "' is not a multiple of %d in %d..%d",
                    options.segment_bytes, SZ_FRAME_ALIGN_BYTES, SZ_SEGMENT_MIN_BYTES,
                    SZ_SEGMENT_MAX_BYTES);
        return FALSE;
    }
    *out = options;
    return TRUE;
}

static void destroy(SzJournal *journal)
{
    sz_journal_store_free(journal->store);
    (void)pthread_cond_destroy(&journal->has_space);
    (void)pthread_cond_destroy(&journal->has_work);
    (void)pthread_mutex_destroy(&journal->mutex);
    g_free(journal);
}

SzJournal *sz_journal_open(const char *data_dir, const SzJournalOptions *options, GError **error)
{
    SzJournalOptions complete;
    if (!complete_options(options, &complete, error)) {
        return NULL;
    }
    SzJournalStore *store = sz_journal_store_new(data_dir, &complete, error);
    if (store == NULL) {
        return NULL;
    }
    SzJournal *journal = g_new0(SzJournal, 1);
    journal->store = store;
    journal->options = complete;
    journal->begun_after = sz_journal_store_last_received(store);
    journal->begun_after_batch = sz_journal_store_last_batch(store);
    (void)pthread_mutex_init(&journal->mutex, NULL);
    (void)pthread_cond_init(&journal->has_work, NULL);
    (void)pthread_cond_init(&journal->has_space, NULL);
    int error_number = sz_worker_start(&journal->thread, "journal", run, journal);
    if (error_number != 0) {
        destroy(journal);
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "cannot start the journal's thread: %s", g_strerror(error_number));
        return NULL;
    }
    return journal;
}

void sz_journal_close(SzJournal *journal)
{
    if (journal == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&journal->mutex);
    journal->is_closing = true;
    (void)pthread_cond_broadcast(&journal->has_work);
    (void)pthread_mutex_unlock(&journal->mutex);
    (void)pthread_join(journal->thread, NULL);
    destroy(journal);
}

const char *sz_journal_recovery_note(const SzJournal *journal)
{
    return sz_journal_store_note(journal->store);
}

const guint8 *sz_journal_id(const SzJournal *journal)
{
    return sz_journal_store_id(journal->store);
}

SzWallTime sz_journal_begun_after(const SzJournal *journal)
{
    return journal->begun_after;
}

guint64 sz_journal_begun_after_batch(const SzJournal *journal)
{
    return journal->begun_after_batch;
}

gsize sz_journal_batch_max_bytes(const SzJournal *journal)
{
    gsize room = journal->options.segment_bytes - SZ_SEGMENT_HEADER_BYTES;
    return room - sz_frame_bytes(SZ_FRAME_NAME_MAX_BYTES) - SZ_FRAME_ALIGN_BYTES;
}

static gboolean check_batch(const SzJournal *journal, const SzBatch *batch, GError **error)
{
    if (batch->lines.len > sz_journal_batch_max_bytes(journal)) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG,
                    "batch too long: %" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT
                    " fit into a segment of the journal",
                    batch->lines.len, sz_journal_batch_max_bytes(journal));
        return FALSE;
    }
    if (batch->source_name.len > SZ_FRAME_NAME_MAX_BYTES) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG,
                    "name of a source too long: %" G_GSIZE_FORMAT " bytes, at most %d",
                    batch->source_name.len, SZ_FRAME_NAME_MAX_BYTES);
        return FALSE;
    }
    return TRUE;
}

/* With the mutex held.  A batch larger than the whole queue goes in when the queue is empty. */
static bool has_space_for(const SzJournal *journal, const Entry *entry)
{
    return journal->queued_bytes == 0 ||
           journal->queued_bytes + cost(entry) <= journal->options.queue_bytes;
}

/* Returns: whether it was queued; without @may_wait a full queue says no. */
static bool enqueue(SzJournal *journal, Entry *entry, bool may_wait)
{
    (void)pthread_mutex_lock(&journal->mutex);
    while (may_wait && !has_space_for(journal, entry)) {
        (void)pthread_cond_wait(&journal->has_space, &journal->mutex);
    }
    bool is_queued = has_space_for(journal, entry);
    if (is_queued) {
        if (journal->queue.first == NULL) {
            (void)pthread_cond_signal(&journal->has_work);
        }
        journal->queued_bytes += cost(entry);
        queue_push(&journal->queue, entry);
    }
    (void)pthread_mutex_unlock(&journal->mutex);
    return is_queued;
}

static bool has_room(const SzJournal *journal)
{
    const SzJournalOptions *options = &journal->options;
    return options->has_room == NULL || options->has_room(options->on_batch_user);
}

gboolean sz_journal_submit(SzJournal *journal, const SzBatch *batch, GBytes *owner,
                           SzJournalDone done, void *user, GError **error)
{
    g_return_val_if_fail(journal != NULL && batch != NULL && owner != NULL && done != NULL, FALSE);
    if (!check_batch(journal, batch, error)) {
        return FALSE;
    }
    if (!has_room(journal)) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_FULL,
                            "what is on the disk comes faster than it can be counted");
        return FALSE;
    }
    Entry *entry = g_malloc0(sizeof *entry + batch->source_name.len);
    entry->batch = *batch;
    entry->owner = g_bytes_ref(owner);
    if (batch->events != NULL) {
        (void)g_bytes_ref(batch->events);
    }
    entry->done = done;
    entry->user = user;
    if (batch->source_name.len > 0) {
        memcpy(entry->name, batch->source_name.data, batch->source_name.len);
    }
    entry->batch.source_name.data = entry->name;
    if (!enqueue(journal, entry, false)) {
        free_entry(entry);
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_FULL,
                    "queue of the journal is full: %" G_GSIZE_FORMAT " bytes wait to be written",
                    journal->options.queue_bytes);
        return FALSE;
    }
    return TRUE;
}

typedef struct {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    bool is_answered;
    SzReceipt receipt;
    GError *error; /* owned */
} Waiter;

static void on_answer(const SzReceipt *receipt, const GError *error, void *user)
{
    Waiter *waiter = user;
    (void)pthread_mutex_lock(&waiter->mutex);
    if (receipt != NULL) {
        waiter->receipt = *receipt;
    } else {
        waiter->error = g_error_copy(error);
    }
    waiter->is_answered = true;
    (void)pthread_cond_signal(&waiter->answered);
    (void)pthread_mutex_unlock(&waiter->mutex);
}

static void wait_for_answer(Waiter *waiter)
{
    (void)pthread_mutex_lock(&waiter->mutex);
    while (!waiter->is_answered) {
        (void)pthread_cond_wait(&waiter->answered, &waiter->mutex);
    }
    (void)pthread_mutex_unlock(&waiter->mutex);
}

gboolean sz_journal_append(SzJournal *journal, const SzBatch *batch, guint64 *out_batch,
                           GError **error)
{
    g_return_val_if_fail(journal != NULL && batch != NULL, FALSE);
    if (!check_batch(journal, batch, error)) {
        return FALSE;
    }
    Waiter waiter = {.is_answered = false};
    (void)pthread_mutex_init(&waiter.mutex, NULL);
    (void)pthread_cond_init(&waiter.answered, NULL);
    Entry entry = {.batch = *batch, .done = on_answer, .user = &waiter};
    (void)enqueue(journal, &entry, true);
    wait_for_answer(&waiter);
    (void)pthread_cond_destroy(&waiter.answered);
    (void)pthread_mutex_destroy(&waiter.mutex);
    if (waiter.error != NULL) {
        g_propagate_error(error, waiter.error);
        return FALSE;
    }
    if (out_batch != NULL) {
        *out_batch = waiter.receipt.batch;
    }
    return TRUE;
}
