#include "web/answer_pool.h"

#include "collector/error.h"
#include "collector/worker.h"
#include "web/api_index.h"
#include "web/exposition.h"
#include "web/picture_cache.h"
#include "web/router.h"
#include "web/time_travel.h"

#define THREADS_DEFAULT 2
#define QUEUE_MAX_DEFAULT 1024

typedef struct {
    char *target;        /* owned */
    char *if_none_match; /* owned; NULL: none */
    SzAnswerDone done;
    void *user;
} Question;

struct SzAnswerPool {
    SzAnswerPoolOptions options;
    SzPictureCache *pictures; /* owned */
    pthread_t *threads;       /* owned */
    guint n_threads;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_work;
    GQueue questions; /* of Question (owned) */
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
    g_free(question);
}

/* RFC 9110, 13.1.2: a list of tags, weak ones compare by their text. */
static bool names_tag(const char *if_none_match, const char *etag)
{
    g_auto(GStrv) tags = g_strsplit(if_none_match, ",", 64);
    for (char **tag = tags; *tag != NULL; tag++) {
        const char *text = g_strstrip(*tag);
        text = g_str_has_prefix(text, "W/") ? text + 2 : text;
        if (g_str_equal(text, "*") || g_str_equal(text, etag)) {
            return true;
        }
    }
    return false;
}

static SzResponse ask_moment(const SzAnswerPool *pool, const Question *question, guint64 *out_batch)
{
    SzTimeTravel travel = {0};
    SzResponse problem = {0};
    g_autoptr(SzMoment) moment = sz_live_moment(pool->options.live);
    g_autofree char *target = sz_time_travel_take(question->target, &travel, &problem);
    if (target == NULL) {
        return problem;
    }
    if (travel.has_at || travel.has_known_at) {
        return sz_response_error(501, "no_time_travel",
                                 "shuzhid query --data DIR --at TIME PATH answers it from the "
                                 "journal, beside the daemon",
                                 "a running daemon answers for now only");
    }
    if (g_str_equal(target, "/metrics")) {
        SzExpositionParts parts = {.live = sz_live_figures(pool->options.live),
                                   .clock_is_doubted = sz_clock_is_doubted(pool->options.clock),
                                   .n_pictures_drawn = sz_picture_cache_n_drawn(pool->pictures)};
        return sz_exposition(&parts);
    }
    if (moment == NULL) {
        return sz_response_error(503, "starting", "ask /ready", "the journal is being read");
    }
    const SzView *view = sz_moment_view(moment);
    bool is_of_index = sz_api_wants_index(target) && view->index != NULL;
    *out_batch = is_of_index ? sz_index_table_batch(view->index) : view->batch;
    return sz_router_get(view, sz_slice(target));
}

static void draw(const SzAnswerPool *pool, SzResponse *response)
{
    if (response->picture != NULL) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = sz_picture_cache_draw(pool->pictures, response->picture, &error);
        sz_response_give_picture(response, bytes, error);
    }
}

static void answer(const SzAnswerPool *pool, const Question *question)
{
    SzAnswer result = {0};
    result.response = ask_moment(pool, question, &result.batch);
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

static Question *next_question(SzAnswerPool *pool)
{
    (void)pthread_mutex_lock(&pool->mutex);
    while (g_queue_is_empty(&pool->questions) && !pool->is_stopping) {
        (void)pthread_cond_wait(&pool->has_work, &pool->mutex);
    }
    Question *question = g_queue_pop_head(&pool->questions);
    (void)pthread_mutex_unlock(&pool->mutex);
    return question;
}

static void *run(void *user)
{
    SzAnswerPool *pool = user;
    for (Question *question = NULL; (question = next_question(pool)) != NULL;) {
        answer(pool, question);
        question_free(question);
    }
    return NULL;
}

SzAnswerPool *sz_answer_pool_new(const SzAnswerPoolOptions *options, GError **error)
{
    g_autoptr(SzAnswerPool) pool = g_new0(SzAnswerPool, 1);
    pool->options = *options;
    guint wanted = options->n_threads > 0 ? options->n_threads : THREADS_DEFAULT;
    if (pool->options.queue_max == 0) {
        pool->options.queue_max = QUEUE_MAX_DEFAULT;
    }
    pool->pictures = sz_picture_cache_new(SZ_PICTURE_CACHE_MAX_BYTES);
    pool->threads = g_new0(pthread_t, wanted);
    (void)pthread_mutex_init(&pool->mutex, NULL);
    (void)pthread_cond_init(&pool->has_work, NULL);
    g_queue_init(&pool->questions);
    for (guint i = 0; i < wanted; i++) {
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

void sz_answer_pool_free(SzAnswerPool *pool)
{
    if (pool == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&pool->mutex);
    pool->is_stopping = true;
    (void)pthread_cond_broadcast(&pool->has_work);
    (void)pthread_mutex_unlock(&pool->mutex);
    for (guint i = 0; i < pool->n_threads; i++) {
        (void)pthread_join(pool->threads[i], NULL);
    }
    (void)pthread_cond_destroy(&pool->has_work);
    (void)pthread_mutex_destroy(&pool->mutex);
    sz_picture_cache_free(pool->pictures);
    g_free(pool->threads);
    g_free(pool);
}

bool sz_answer_pool_ask(SzAnswerPool *pool, const SzAsk *ask, SzAnswerDone done, void *user)
{
    (void)pthread_mutex_lock(&pool->mutex);
    bool has_room = g_queue_get_length(&pool->questions) < pool->options.queue_max;
    if (has_room) {
        Question *question = g_new(Question, 1);
        *question = (Question){g_strdup(ask->target), g_strdup(ask->if_none_match), done, user};
        g_queue_push_tail(&pool->questions, question);
        (void)pthread_cond_signal(&pool->has_work);
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    return has_room;
}
