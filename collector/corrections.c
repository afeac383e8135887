#include "collector/corrections.h"

#include "collector/error.h"
#include "collector/line_finder.h"
#include "collector/worker.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

/* For the engine, which is told and looks at once unless very much waits. */
#define PATIENCE_S 10

typedef struct {
    SzCorrectRequest *request; /* owned */
    SzTokenScope *scope;       /* borrowed; NULL: every hall */
    SzOnCorrectAnswer on_answer;
    void *user;
} Waiting;

/* Where the one correction is that the engine is asked about. */
typedef enum {
    DESK_EMPTY,
    DESK_LAID, /* for the engine to take */
    DESK_TAKEN,
    DESK_DECIDED,
} Desk;

struct SzCorrections {
    char *data_dir;              /* owned */
    SzClock *clock;              /* borrowed */
    void (*on_laid)(void *user); /* NULL: nobody */
    void *on_laid_user;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_news;
    GQueue waiting; /* Waiting, owned */
    bool is_stopping;
    bool is_ending;
    Desk desk;
    const SzCorrectDraft *draft; /* borrowed from the thread; on the desk */
    SzCorrectVerdict verdict;
};

/* --- answers ------------------------------------------------------------------------------- */

static char *dump(json_t *object_take)
{
    char *text = json_dumps(object_take, JSON_COMPACT);
    char *copy = g_strdup(text);
    free(text);
    json_decref(object_take);
    return copy;
}

SzCorrectAnswer sz_correct_answer_problem(const SzCorrectProblem *problem)
{
    g_autofree char *message = g_utf8_make_valid(problem->message, -1);
    json_t *hint = problem->hint != NULL ? json_string(problem->hint) : json_null();
    return (SzCorrectAnswer){problem->status,
                             dump(json_pack("{s:{s:s, s:s, s:o}}", "error", "code", problem->code,
                                            "message", message, "hint", hint))};
}

static json_t *text_or_null(SzSlice text)
{
    return text.len > 0 ? json_stringn(text.data, text.len) : json_null();
}

static SzCorrectAnswer answer_made(const SzCorrectDraft *draft, const SzCorrectVerdict *verdict)
{
    char id[SZ_LINE_ID_TEXT];
    char time[SZ_WALL_TIME_TEXT];
    SzCorrection correction = sz_correct_draft_correction(draft);
    json_t *body = json_object();
    json_object_set_new(body, "correction",
                        json_string(sz_line_id_format((SzLineId){verdict->batch, 1}, id)));
    json_object_set_new(body, "time", json_string(sz_wall_time_format(verdict->at, time)));
    json_object_set_new(body, "line", json_string(draft->line));
    json_object_set_new(body, "do", json_string(correction.with.len > 0 ? "replace" : "void"));
    json_object_set_new(body, "author", json_string(draft->author));
    json_object_set_new(body, "reason", json_string(draft->reason));
    json_object_set_new(body, "document", text_or_null(correction.document));
    json_object_set_new(body, "hall", json_string(draft->hall));
    json_object_set_new(body, "entity", json_string(draft->entity));
    json_object_set_new(body, "was", text_or_null(correction.was));
    json_object_set_new(body, "with", text_or_null(correction.with));
    return (SzCorrectAnswer){201, dump(body)};
}

static SzCorrectProblem problem_of(guint status, const char *code, const char *hint,
                                   const char *message)
{
    SzCorrectProblem problem = {.status = status, .code = code, .hint = hint};
    (void)g_strlcpy(problem.message, message, sizeof problem.message);
    return problem;
}

/* --- the engine ---------------------------------------------------------------------------- */

void sz_corrections_on_laid(SzCorrections *corrections, void (*on_laid)(void *user), void *user)
{
    corrections->on_laid = on_laid;
    corrections->on_laid_user = user;
}

bool sz_corrections_is_laid(SzCorrections *corrections)
{
    (void)pthread_mutex_lock(&corrections->mutex);
    bool is_laid = corrections->desk == DESK_LAID;
    (void)pthread_mutex_unlock(&corrections->mutex);
    return is_laid;
}

const SzCorrectDraft *sz_corrections_take(SzCorrections *corrections)
{
    const SzCorrectDraft *draft = NULL;
    (void)pthread_mutex_lock(&corrections->mutex);
    if (corrections->desk == DESK_LAID) {
        corrections->desk = DESK_TAKEN;
        draft = corrections->draft;
    }
    (void)pthread_mutex_unlock(&corrections->mutex);
    return draft;
}

void sz_corrections_decide(SzCorrections *corrections, const SzCorrectVerdict *verdict)
{
    (void)pthread_mutex_lock(&corrections->mutex);
    corrections->desk = DESK_DECIDED;
    corrections->verdict = *verdict;
    (void)pthread_cond_broadcast(&corrections->has_news);
    (void)pthread_mutex_unlock(&corrections->mutex);
}

/* Waits for as long as is patient; what is being decided is waited for to the end. */
static SzCorrectVerdict ask_engine(SzCorrections *corrections, const SzCorrectDraft *draft)
{
    struct timespec until;
    int status = 0;
    SzCorrectVerdict verdict = {.problem =
                                    problem_of(503, "busy", "ask again; it was not made",
                                               "the engine is busy and did not decide in time")};
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PATIENCE_S;
    (void)pthread_mutex_lock(&corrections->mutex);
    corrections->draft = draft;
    corrections->desk = DESK_LAID;
    if (corrections->on_laid != NULL) {
        corrections->on_laid(corrections->on_laid_user);
    }
    while (corrections->desk == DESK_LAID && status != ETIMEDOUT) {
        status = pthread_cond_timedwait(&corrections->has_news, &corrections->mutex, &until);
    }
    while (corrections->desk == DESK_TAKEN) {
        (void)pthread_cond_wait(&corrections->has_news, &corrections->mutex);
    }
    if (corrections->desk == DESK_DECIDED) {
        verdict = corrections->verdict;
    }
    corrections->desk = DESK_EMPTY;
    corrections->draft = NULL;
    (void)pthread_mutex_unlock(&corrections->mutex);
    return verdict;
}

/* --- the thread ---------------------------------------------------------------------------- */

static SzCorrectAnswer decide(SzCorrections *corrections, const SzCorrectCase *asked)
{
    SzCorrectProblem problem = {0};
    g_autoptr(SzCorrectDraft) draft = sz_correct_check(asked, &problem);
    if (draft == NULL) {
        return sz_correct_answer_problem(&problem);
    }
    SzCorrectVerdict verdict = ask_engine(corrections, draft);
    return verdict.problem.status == 0 ? answer_made(draft, &verdict)
                                       : sz_correct_answer_problem(&verdict.problem);
}

static SzCorrectAnswer work_on(SzCorrections *corrections, const Waiting *waiting)
{
    g_autoptr(GError) error = NULL;
    g_auto(SzFoundLine) found = {0};
    const SzCorrectRequest *request = waiting->request;
    if (!sz_line_find(corrections->data_dir, request->line, &found, &error)) {
        SzCorrectProblem problem =
            problem_of(503, "unavailable", "ask again; nothing was corrected", error->message);
        return sz_correct_answer_problem(&problem);
    }
    if (found.text == NULL) {
        SzCorrectProblem problem =
            problem_of(404, "no_such_line", "shuzhid journal cat --meta prints the names of lines",
                       "the journal has no such line");
        return sz_correct_answer_problem(&problem);
    }
    const SzCorrectCase asked = {
        .request = request,
        .found = {found.text->str, found.text->len},
        .received = found.received,
        .now = sz_clock_now(corrections->clock),
        .scope = waiting->scope,
    };
    return decide(corrections, &asked);
}

static void free_waiting(Waiting *waiting)
{
    sz_correct_request_free(waiting->request);
    g_free(waiting);
}

static void answer(SzCorrections *corrections, Waiting *waiting, bool is_stopping)
{
    const SzCorrectProblem ends = problem_of(503, "stopping", "ask again soon; it was not made",
                                             "the daemon is shutting down");
    SzCorrectAnswer answer =
        is_stopping ? sz_correct_answer_problem(&ends) : work_on(corrections, waiting);
    waiting->on_answer(&answer, waiting->user);
    free_waiting(waiting);
}

static void *run(void *user)
{
    SzCorrections *corrections = user;
    (void)pthread_mutex_lock(&corrections->mutex);
    for (;;) {
        Waiting *waiting = g_queue_pop_head(&corrections->waiting);
        bool is_stopping = corrections->is_stopping;
        if (waiting != NULL) {
            (void)pthread_mutex_unlock(&corrections->mutex);
            answer(corrections, waiting, is_stopping);
            (void)pthread_mutex_lock(&corrections->mutex);
        } else if (corrections->is_ending) {
            break;
        } else {
            (void)pthread_cond_wait(&corrections->has_news, &corrections->mutex);
        }
    }
    (void)pthread_mutex_unlock(&corrections->mutex);
    return NULL;
}

bool sz_corrections_ask(SzCorrections *corrections, SzCorrectRequest *request_take,
                        SzTokenScope *scope, SzOnCorrectAnswer on_answer, void *user)
{
    (void)pthread_mutex_lock(&corrections->mutex);
    bool has_room = g_queue_get_length(&corrections->waiting) < SZ_CORRECTIONS_MAX;
    if (has_room) {
        Waiting *waiting = g_new(Waiting, 1);
        *waiting = (Waiting){request_take, scope, on_answer, user};
        g_queue_push_tail(&corrections->waiting, waiting);
        (void)pthread_cond_broadcast(&corrections->has_news);
    }
    (void)pthread_mutex_unlock(&corrections->mutex);
    return has_room;
}

/* --- together and apart -------------------------------------------------------------------- */

/* Deadlines are monotonic. */
static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(condition, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

SzCorrections *sz_corrections_new(const char *data_dir, SzClock *clock)
{
    SzCorrections *corrections = g_new0(SzCorrections, 1);
    corrections->data_dir = g_strdup(data_dir);
    corrections->clock = clock;
    (void)pthread_mutex_init(&corrections->mutex, NULL);
    init_condition(&corrections->has_news);
    return corrections;
}

gboolean sz_corrections_start(SzCorrections *corrections, GError **error)
{
    int status = sz_worker_start(&corrections->thread, "corrections", run, corrections);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "cannot start the thread of corrections: %s", g_strerror(status));
        return FALSE;
    }
    corrections->has_thread = true;
    return TRUE;
}

void sz_corrections_stop(SzCorrections *corrections)
{
    (void)pthread_mutex_lock(&corrections->mutex);
    corrections->is_stopping = true;
    (void)pthread_cond_broadcast(&corrections->has_news);
    (void)pthread_mutex_unlock(&corrections->mutex);
}

void sz_corrections_free(SzCorrections *corrections)
{
    if (corrections == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&corrections->mutex);
    corrections->is_stopping = corrections->is_ending = true;
    (void)pthread_cond_broadcast(&corrections->has_news);
    (void)pthread_mutex_unlock(&corrections->mutex);
    if (corrections->has_thread) {
        (void)pthread_join(corrections->thread, NULL);
    }
    (void)pthread_cond_destroy(&corrections->has_news);
    (void)pthread_mutex_destroy(&corrections->mutex);
    g_free(corrections->data_dir);
    g_free(corrections);
}
