/* Who sends a request, held against the tokens of the moment. */

#include "collector/feeds_internal.h"

/* NULL: they cannot be read. (transfer full) */
static SzTokens *tokens_now(const SzFeeds *feeds)
{
    SzTokensWatch *watch = feeds->options.tokens;
    return watch != NULL ? sz_tokens_watch_get(watch) : sz_tokens_ref(feeds->no_tokens);
}

static void keep_author(Exchange *exchange, SzTokens *tokens, const SzToken *author)
{
    exchange->tokens = sz_tokens_ref(tokens);
    exchange->author = author;
    exchange->scope = (SzTokenScope){
        .registry = exchange->worker->feeds->options.registry,
        .halls = (const char *const *)author->halls,
        .covers_all = author->covers_all,
    };
}

void sz_feeds_admit(Exchange *exchange, const SzFeedsHead *head, const SzFeedsSender *sender)
{
    SzFeedsPlan *plan = &exchange->plan;
    SzFeedsVerdict verdict = {0};
    if (plan->need == SZ_FEEDS_NEEDS_NOTHING) {
        return;
    }
    g_autoptr(SzTokens) tokens = tokens_now(exchange->worker->feeds);
    const SzFeedsGate gate = {.tokens = tokens, .is_own = sender->is_own};
    sz_feeds_authorise(head, plan, &gate, &verdict);
    if (verdict.status != 0) {
        SzFeedsShape shape = plan->shape;
        sz_feeds_answer_clear(&plan->answer);
        *plan = (SzFeedsPlan){
            .shape = shape,
            .answer = sz_feeds_answer_error(shape, verdict.status, verdict.message),
        };
    } else if (verdict.token != NULL) {
        keep_author(exchange, tokens, verdict.token);
    }
}

static bool still_holds(const SzTokens *tokens, const SzToken *author)
{
    return author != NULL ? sz_tokens_has(tokens, author) : sz_tokens_n(tokens) == 0;
}

bool sz_feeds_admit_again(Exchange *exchange)
{
    SzFeedsPlan *plan = &exchange->plan;
    g_autoptr(SzTokens) tokens = tokens_now(exchange->worker->feeds);
    if (tokens != NULL && still_holds(tokens, exchange->author)) {
        return true;
    }
    sz_feeds_answer_clear(&plan->answer);
    plan->answer = tokens != NULL ? sz_feeds_answer_error(plan->shape, 401, SZ_FEEDS_NOT_AUTHORIZED)
                                  : sz_feeds_answer_error(plan->shape, 503, SZ_FEEDS_NOT_CHECKED);
    return false;
}
