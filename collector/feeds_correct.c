/* Requests for corrections: from the body to whoever decides, and the answer back. */

#include "collector/feeds_internal.h"

#define RETRY_AFTER_S 1

static SzFeedsReply reply_of(SzCorrectAnswer *answer_take)
{
    char *body = g_steal_pointer(&answer_take->body);
    return (SzFeedsReply){
        .status = answer_take->status,
        .content_type = "application/json; charset=utf-8",
        .body = body,
        .body_len = strlen(body),
        .retry_after_s = answer_take->status == 503 ? RETRY_AFTER_S : 0,
    };
}

static void on_answer(SzCorrectAnswer *answer_take, void *user)
{
    SzFeedsReply reply = reply_of(answer_take);
    sz_feeds_reply(user, &reply);
}

/* Returns: false: there is nothing to wait for. */
static bool refuse(Exchange *exchange, const SzCorrectProblem *problem)
{
    SzCorrectAnswer answer = sz_correct_answer_problem(problem);
    exchange->reply = reply_of(&answer);
    return false;
}

bool sz_feeds_correct(Exchange *exchange)
{
    const SzFeedsOptions *options = &exchange->worker->feeds->options;
    const SzToken *author = exchange->author;
    SzCorrectProblem problem = {0};
    g_autoptr(SzCorrectRequest) request =
        sz_correct_request_parse((SzSlice){exchange->form->str, exchange->form->len}, &problem);
    if (request == NULL ||
        !sz_correct_request_sign(request, author != NULL ? author->name : NULL, &problem)) {
        return refuse(exchange, &problem);
    }
    sz_feeds_suspend(exchange);
    if (sz_corrections_ask(options->corrections, request, author != NULL ? &exchange->scope : NULL,
                           on_answer, exchange)) {
        request = NULL; /* now owned by the corrections */
        return true;
    }
    static const SzCorrectProblem busy = {503, "busy", "too many corrections wait",
                                          "try again soon"};
    SzCorrectAnswer answer = sz_correct_answer_problem(&busy);
    on_answer(&answer, exchange);
    return true;
}
