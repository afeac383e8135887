#include "collector/feeds_query.h"

#include "metrics/shown_text.h"

#define MESSAGE_BYTES 240
#define SHOWN_BYTES 64

typedef enum { TOKEN_END, TOKEN_WORD, TOKEN_NAME, TOKEN_OTHER } TokenKind;

typedef struct {
    TokenKind kind;
    SzSlice text; /* borrowed; of a quoted name what stands between the quotes */
} Token;

static bool is_word_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || (byte & 0x80) != 0;
}

static gsize word_len(const char *at)
{
    gsize n = 0;
    while (is_word_byte(at[n])) {
        n++;
    }
    return n;
}

static gsize blanks_len(const char *at)
{
    return strspn(at, " \t\r\n");
}

/* Takes the next token of *@at.  A name in quotes that never close is no name. */
static Token take(const char **at)
{
    const char *from = *at + blanks_len(*at);
    if (*from == '\0' || *from == ';') {
        *at = from;
        return (Token){TOKEN_END, {from, 0}};
    }
    if (*from == '"') {
        const char *quote = strchr(from + 1, '"');
        if (quote != NULL) {
            *at = quote + 1;
            return (Token){TOKEN_NAME, {from + 1, (gsize)(quote - from - 1)}};
        }
    }
    gsize n = MAX(1, word_len(from));
    bool is_word = is_word_byte(*from) && !g_ascii_isdigit(*from);
    *at = from + n;
    return (Token){is_word ? TOKEN_WORD : TOKEN_OTHER, {from, n}};
}

static bool take_word(const char **at, const char *word)
{
    const char *from = *at;
    Token token = take(&from);
    bool is_it = token.kind == TOKEN_WORD && token.text.len == strlen(word) &&
                 g_ascii_strncasecmp(token.text.data, word, token.text.len) == 0;
    *at = is_it ? from : *at;
    return is_it;
}

/* --- answers ------------------------------------------------------------------------------- */

static SzFeedsAnswer answer_result(json_t *result_take)
{
    return sz_feeds_answer_json(200, json_pack("{s:[o]}", "results", result_take));
}

static SzFeedsAnswer answer_problem(const char *problem)
{
    return answer_result(json_pack("{s:i, s:s}", "statement_id", 0, "error", problem));
}

static SzFeedsAnswer answer_syntax(Token found, const char *expected)
{
    char message[MESSAGE_BYTES];
    SzShownText shown = sz_shown_text(message, sizeof message);
    sz_shown_add(&shown, "error parsing query: found ");
    if (found.kind == TOKEN_END) {
        sz_shown_add(&shown, "EOF");
    } else {
        sz_shown_add_outside(&shown, found.text, SHOWN_BYTES);
    }
    sz_shown_add(&shown, ", expected ");
    sz_shown_add(&shown, expected);
    return sz_feeds_answer_error(SZ_FEEDS_V1, 400, message);
}

/* InfluxDB wants what changes something by POST, and says so. */
static json_t *warning_json(SzSlice name)
{
    char text[MESSAGE_BYTES];
    SzShownText shown = sz_shown_text(text, sizeof text);
    sz_shown_add(&shown, "deprecated use of 'CREATE DATABASE ");
    sz_shown_add_outside(&shown, name, SHOWN_BYTES);
    sz_shown_add(&shown, "' in a read only context, please use a POST request instead");
    return json_pack("[{s:s, s:s}]", "level", "warning", "text", text);
}

static bool is_known(const SzFeedsAbout *about, SzSlice name)
{
    for (const char *const *known = about->databases; known != NULL && *known != NULL; known++) {
        if (sz_slice_equal(sz_slice(*known), name)) {
            return true;
        }
    }
    return about->databases == NULL;
}

static SzFeedsAnswer create_database(const char *at, bool is_read_only, const SzFeedsAbout *about)
{
    Token name = take(&at);
    if (name.kind != TOKEN_WORD && name.kind != TOKEN_NAME) {
        return answer_syntax(name, "identifier");
    }
    /* WITH and what follows is about retention: not ours, and no reason to turn a client away. */
    const char *tail = at;
    Token next = take(&tail);
    if (next.kind != TOKEN_END && !take_word(&at, "WITH")) {
        return answer_syntax(next, ";");
    }
    if (name.text.len == 0) {
        return answer_problem("invalid name");
    }
    if (!is_known(about, name.text)) {
        return answer_problem("not a name that feeds.databases of the configuration takes");
    }
    json_t *result = json_pack("{s:i}", "statement_id", 0);
    if (is_read_only) {
        json_object_set_new(result, "messages", warning_json(name.text));
    }
    return answer_result(result);
}

static SzFeedsAnswer show_databases(const char *at, const SzFeedsAbout *about)
{
    Token next = take(&at);
    if (next.kind != TOKEN_END) {
        return answer_syntax(next, ";");
    }
    json_t *values = json_array();
    for (const char *const *name = about->databases; name != NULL && *name != NULL; name++) {
        json_array_append_new(values, json_pack("[s]", *name));
    }
    return answer_result(json_pack("{s:i, s:[{s:s, s:[s], s:o}]}", "statement_id", 0, "series",
                                   "name", "databases", "columns", "name", "values", values));
}

SzFeedsAnswer sz_feeds_query(const SzFeedsStatement *statement, const SzFeedsAbout *about)
{
    const char *at = statement->q;
    if (at == NULL || *at == '\0') {
        return sz_feeds_answer_error(SZ_FEEDS_V1, 400, "missing required parameter \"q\"");
    }
    if (take_word(&at, "CREATE") && take_word(&at, "DATABASE")) {
        return create_database(at, statement->is_read_only, about);
    }
    at = statement->q;
    if (take_word(&at, "SHOW") && take_word(&at, "DATABASES")) {
        return show_databases(at, about);
    }
    return answer_problem("not supported: figures are read under /api/v1");
}
