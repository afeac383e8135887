#include "web/answer_pool.h"

#include "collector/error.h"
#include "collector/worker.h"
#include "web/api_history.h"
#include "web/api_index.h"
#include "web/api_panels.h"
#include "web/api_ranking.h"
#include "web/exposition.h"
#include "web/picture_cache.h"
#include "web/router.h"
#include "web/time_machine.h"

#define THREADS_DEFAULT 2
#define QUEUE_MAX_DEFAULT 1024
#define CHARTS_MAX_DEFAULT 256

typedef struct {
    SzAnswerPool *pool;  /* borrowed */
    char *target;        /* owned */
    char *if_none_match; /* owned; NULL: none */
    SzAnswerDone done;
    void *user;
    /* Of one that names an instant. */
    bool was_away;      /* at the time machine */
    SzPastMoment *past; /* owned reference; NULL: none was to be had .. */
    char *past_problem; /* owned; .. for this reason; NULL: not now */
} Question;

struct SzAnswerPool {
    SzAnswerPoolOptions options;
    SzPictureCache *pictures; /* owned */
    SzTimeMachine *machine;   /* owned */
    pthread_t *threads;       /* owned */
    guint n_threads;          /* that run */
    guint n_wanted;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    GQueue questions; /* of Question (owned), as the next */
    GQueue charts;    /* what takes long: they wait for each other only */
    guint n_drawing;  /* threads that are at a chart */
    guint n_away;     /* questions that are at the time machine */
    bool is_stopping;
};

void sz_answer_clear(SzAnswer *answer)
{
    sz_response_clear(&answer->response);
    g_clear_pointer(&answer->etag, g_free);
}

static void question_free(Question *question)
{
    g_free(question->target);
    g_free(question->if_none_match);
    sz_past_moment_unref(question->past);
    g_free(question->past_problem);
    g_free(question);
}

/* A tag without what says that it is weak. */
static const char *opaque(const char *etag)
{
    return g_str_has_prefix(etag, "W/") ? etag + 2 : etag;
}

/* RFC 9110, 13.1.2: a list of tags, weak ones compare by their text. */
static bool names_tag(const char *if_none_match, const char *etag)
{
    g_auto(GStrv) tags = g_strsplit(if_none_match, ",", 64);
    for (char **tag = tags; *tag != NULL; tag++) {
        const char *text = opaque(g_strstrip(*tag));
        if (g_str_equal(text, "*") || g_str_equal(text, opaque(etag))) {
            return true;
        }
    }
    return false;
}

static bool takes_long(const char *target)
{
    return sz_api_panels_has((SzSlice){target, strcspn(target, "?")}) ||
           sz_api_ranking_takes_long(target);
}

/* Says in @out what the answer to @target is made of. */
static void note_batches(const SzView *view, const char *target, SzAnswer *out)
{
    guint64 of_index = view->index != NULL ? sz_index_table_batch(view->index) : 0;
    bool is_of_index = view->index != NULL && sz_api_wants_index(target);
    out->batch = is_of_index ? of_index : view->batch;
    out->has_index = view->index != NULL && !is_of_index && sz_router_wants_index(target);
    out->index_batch = out->has_index ? of_index : 0;
}

static SzResponse tell_of_itself(const SzAnswerPool *pool)
{
    const SzAnswerPoolOptions *options = &pool->options;
    SzExpositionParts parts = {
        .live = sz_live_figures(options->live),
        .clock_is_doubted = sz_clock_is_doubted(options->clock),
        .n_pictures_drawn = sz_picture_cache_n_drawn(pool->pictures),
        .past = sz_time_machine_figures(pool->machine),
    };
    if (options->quarantine != NULL) {
        parts.quarantine = sz_quarantine_figures(options->quarantine);
    }
    return sz_exposition(&parts);
}

static SzResponse ask_view(const SzView *view, const char *target, SzAnswer *out)
{
    note_batches(view, target, out);
    return sz_router_get(view, sz_slice(target));
}

/* @target: without the instant */
static SzResponse ask_past(const Question *question, const char *target, SzAnswer *out)
{
    if (question->past != NULL) {
        return ask_view(sz_past_moment_view(question->past), target, out);
    }
    if (question->past_problem != NULL) {
        return sz_response_error(500, "no_such_past", NULL, "the state of then cannot be made: %s",
                                 question->past_problem);
    }
    return sz_response_error(503, "past_busy", "ask again soon",
                             "the states of the past are made one after the other");
}

static SzResponse ask_moment(const SzAnswerPool *pool, const Question *question, SzAnswer *out)
{
    SzTimeTravel travel = {0};
    SzResponse problem = {0};
    g_autoptr(SzMoment) moment = sz_live_moment(pool->options.live);
    g_autofree char *target = sz_time_travel_take(question->target, &travel, &problem);
    if (target == NULL) {
        return problem;
    }
    if (question->was_away) {
        return ask_past(question, target, out);
    }
    if (g_str_equal(target, "/metrics")) {
        return tell_of_itself(pool);
    }
    if (pool->options.history != NULL && sz_api_history_is(target)) {
        return sz_api_history(pool->options.history, target);
    }
    if (moment == NULL) {
        return sz_response_error(503, "starting", "ask /ready", "the journal is being read");
    }
    return ask_view(sz_moment_view(moment), target, out);
}

static void draw(const SzAnswerPool *pool, SzResponse *response)
{
    if (response->picture != NULL) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = sz_picture_cache_draw(pool->pictures, response->picture, &error);
        sz_response_give_picture(response, bytes, error);
    }
}

static void answer(const SzAnswerPool *pool, const Question *question, bool is_stopping)
{
    SzAnswer result = {0};
    result.response = is_stopping ? sz_response_error(503, "stopping", "ask again soon",
                                                      "the daemon is shutting down")
                                  : ask_moment(pool, question, &result);
    result.retry_after_s = result.response.status == 503 ? 1 : 0;
    if (result.response.status == 200) {
        result.etag = sz_response_etag(&result.response);
        if (question->if_none_match != NULL && names_tag(question->if_none_match, result.etag)) {
            sz_response_clear(&result.response);
            result.response = (SzResponse){.status = 304};
        }
        draw(pool, &result.response);
    }
    question->done(&result, question->user);
}

/* --- questions about the past ---------------------------------------------------------------- */

static void on_past(SzPastMoment *moment, const char *problem, void *user)
{
    Question *question = user;
    SzAnswerPool *pool = question->pool;
    question->past = moment != NULL ? sz_past_moment_ref(moment) : NULL;
    question->past_problem = g_strdup(problem);
    (void)pthread_mutex_lock(&pool->mutex);
    pool->n_away--;
    g_queue_push_tail(takes_long(question->target) ? &pool->charts : &pool->questions, question);
    (void)pthread_cond_broadcast(&pool->has_work);
    (void)pthread_mutex_unlock(&pool->mutex);
}

/* Does it name an instant, and is there a daemon to ask? */
static bool travels(const SzAnswerPool *pool, const Question *question, SzTimeTravel *out)
{
    g_auto(SzResponse) problem = {0};
    g_autoptr(SzMoment) moment = sz_live_moment(pool->options.live);
    g_autofree char *target = sz_time_travel_take(question->target, out, &problem);
    return moment != NULL && target != NULL && (out->has_at || out->has_known_at);
}

/* To the time machine, when it is about the past.  Returns: whether it is gone, and will come back. */
static bool send_away(SzAnswerPool *pool, Question *question)
{
    SzTimeTravel travel = {0};
    if (question->was_away || !travels(pool, question, &travel)) {
        return false;
    }
    question->was_away = true;
    (void)pthread_mutex_lock(&pool->mutex);
    pool->n_away++;
    (void)pthread_mutex_unlock(&pool->mutex);
    if (sz_time_machine_ask(pool->machine, &travel, on_past, question)) {
        return true;
    }
    (void)pthread_mutex_lock(&pool->mutex);
    pool->n_away--;
    (void)pthread_mutex_unlock(&pool->mutex);
    return false;
}

/* --- the threads ----------------------------------------------------------------------------- */

/* With the mutex held.  Numbers before charts, and one thread is never at a chart, unless there is no
 * other.  NULL: nothing that may be begun now. */
static Question *pop_question(SzAnswerPool *pool, bool *out_is_drawing)
{
    Question *question = g_queue_pop_head(&pool->questions);
    bool may_draw = pool->is_stopping || pool->n_drawing + 1 < MAX(pool->n_wanted, 2);
    *out_is_drawing = question == NULL && may_draw && !g_queue_is_empty(&pool->charts);
    return *out_is_drawing ? g_queue_pop_head(&pool->charts) : question;
}

static void *run(void *user)
{
    SzAnswerPool *pool = user;
    (void)pthread_mutex_lock(&pool->mutex);
    for (;;) {
        bool is_drawing = false;
        Question *question = pop_question(pool, &is_drawing);
        if (question == NULL && pool->is_stopping && pool->n_away == 0) {
            break;
        }
        if (question == NULL) {
            (void)pthread_cond_wait(&pool->has_work, &pool->mutex);
            continue;
        }
        bool is_stopping = pool->is_stopping;
        pool->n_drawing += is_drawing ? 1 : 0;
        (void)pthread_mutex_unlock(&pool->mutex);
        if (is_stopping || !send_away(pool, question)) {
            answer(pool, question, is_stopping);
            question_free(question);
        }
        (void)pthread_mutex_lock(&pool->mutex);
        pool->n_drawing -= is_drawing ? 1 : 0;
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

SzAnswerPool *sz_answer_pool_new(const SzAnswerPoolOptions *options, GError **error)
{
    g_autoptr(SzAnswerPool) pool = g_new0(SzAnswerPool, 1);
    pool->options = *options;
    pool->n_wanted = options->n_threads > 0 ? options->n_threads : THREADS_DEFAULT;
    if (pool->options.queue_max == 0) {
        pool->options.queue_max = QUEUE_MAX_DEFAULT;
    }
    if (pool->options.charts_max == 0) {
        pool->options.charts_max = CHARTS_MAX_DEFAULT;
    }
    const SzTimeMachineOptions machine = {.data_dir = options->data_dir};
    pool->pictures = sz_picture_cache_new(SZ_PICTURE_CACHE_MAX_BYTES);
    pool->machine = sz_time_machine_new(&machine, error);
    pool->threads = g_new0(pthread_t, pool->n_wanted);
    (void)pthread_mutex_init(&pool->mutex, NULL);
    (void)pthread_cond_init(&pool->has_work, NULL);
    g_queue_init(&pool->questions);
    g_queue_init(&pool->charts);
    if (pool->machine == NULL) {
        return NULL;
    }
    for (guint i = 0; i < pool->n_wanted; i++) {
        int status = sz_worker_start(&pool->threads[i], "answers", run, pool);
        if (status != 0) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                        "cannot start a thread: %s", g_strerror(status));
            return NULL;
        }
        pool->n_threads++;
    }
    return g_steal_pointer(&pool);
}

void sz_answer_pool_stop(SzAnswerPool *pool)
{
    (void)pthread_mutex_lock(&pool->mutex);
    pool->is_stopping = true;
    (void)pthread_cond_broadcast(&pool->has_work);
    (void)pthread_mutex_unlock(&pool->mutex);
    if (pool->machine != NULL) {
        sz_time_machine_stop(pool->machine);
    }
}

void sz_answer_pool_free(SzAnswerPool *pool)
{
    if (pool == NULL) {
        return;
    }
    sz_answer_pool_stop(pool);
    for (guint i = 0; i < pool->n_threads; i++) {
        (void)pthread_join(pool->threads[i], NULL);
    }
    sz_time_machine_free(pool->machine);
    (void)pthread_cond_destroy(&pool->has_work);
    (void)pthread_mutex_destroy(&pool->mutex);
    sz_picture_cache_free(pool->pictures);
    g_free(pool->threads);
    g_free(pool);
}

bool sz_answer_pool_ask(SzAnswerPool *pool, const SzAsk *ask, SzAnswerDone done, void *user)
{
    bool is_slow = takes_long(ask->target);
    GQueue *queue = is_slow ? &pool->charts : &pool->questions;
    (void)pthread_mutex_lock(&pool->mutex);
    guint n_max = is_slow ? pool->options.charts_max : pool->options.queue_max;
    bool has_room = !pool->is_stopping && g_queue_get_length(queue) < n_max;
    if (has_room) {
        Question *question = g_new(Question, 1);
        *question = (Question){.pool = pool,
                               .target = g_strdup(ask->target),
                               .if_none_match = g_strdup(ask->if_none_match),
                               .done = done,
                               .user = user};
        g_queue_push_tail(queue, question);
        (void)pthread_cond_signal(&pool->has_work);
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    return has_room;
}
