#include "web/live_protocol.h"

#include "metrics/shown_text.h"
#include "render/panel.h"

static const char *const op_names[] = {"subscribe", "unsubscribe", "ping", "act", "sign_in"};
static const char *const topic_names[SZ_LIVE_N_TOPICS] = {
    "index", "queues", "kiosks", "windows", "cases", "ranking", "situation", "panel", "words",
};

/* What may follow the topic, in the order in which a query is written. */
typedef struct {
    const char *name;
    double min;
    double max;
    enum { TEXT, WHOLE, NUMBER, TRUTH } type;
    guint topics; /* bits of SzLiveTopicKind */
} Member;

#define ANY_TOPIC ((1u << SZ_LIVE_N_TOPICS) - 1)
#define DRAWN (1u << SZ_LIVE_PANEL | 1u << SZ_LIVE_WORDS)
#define RANKED (1u << SZ_LIVE_RANKING | DRAWN)
#define SCORED (1u << SZ_LIVE_INDEX | 1u << SZ_LIVE_RANKING)

static const Member members[] = {
    {"hall", 0, 0, TEXT, ANY_TOPIC},
    {"area", 0, 0, TEXT, ANY_TOPIC},
    {"tier", 0, 0, TEXT, RANKED},
    {"index", 0, 0, TEXT, SCORED},
    {"w", 1, 8192, WHOLE, DRAWN},
    {"h", 1, 8192, WHOLE, DRAWN},
    {"dpr", 0.25, 8, NUMBER, DRAWN},
    {"note", SZ_PANEL_NOTE_MIN_PX, SZ_PANEL_NOTE_MAX_PX, NUMBER, DRAWN},
    {"theme", 0, 0, TEXT, DRAWN},
    {"lang", 0, 0, TEXT, DRAWN},
    {"bare", 0, 0, TRUTH, DRAWN},
};
static const char *const common_members[] = {"op", "id", "topic", "panel"};

#define TEXT_MAX_BYTES 128

void sz_live_op_clear(SzLiveOp *op)
{
    g_clear_pointer(&op->query, g_free);
    g_clear_pointer(&op->panel, g_free);
}

void sz_live_problem_clear(SzLiveProblem *problem)
{
    g_clear_pointer(&problem->message, g_free);
}

const char *sz_live_topic_name(SzLiveTopicKind topic)
{
    return topic_names[topic];
}

char *sz_live_problem_json(bool has_id, guint32 id, const char *code, const char *message,
                           const char *hint)
{
    g_autofree char *masked = sz_shown_line(message);
    g_autoptr(json_t) frame =
        json_pack("{s:o, s:{s:s, s:s, s:s?}}", "id", has_id ? json_integer(id) : json_null(),
                  "error", "code", code, "message", masked, "hint", hint);
    return sz_json_dump(frame);
}

static bool G_GNUC_PRINTF(3, 4)
    refuse(SzLiveProblem *problem, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *problem = (SzLiveProblem){.code = code, .message = g_strdup_vprintf(format, arguments)};
    va_end(arguments);
    return false;
}

static bool find_name(const char *const *names, gsize n, const json_t *value, guint *out)
{
    const char *text = json_string_value(value);
    for (gsize i = 0; text != NULL && i < n; i++) {
        if (g_str_equal(text, names[i])) {
            *out = (guint)i;
            return true;
        }
    }
    return false;
}

static const Member *find_member(const char *name, SzLiveTopicKind topic)
{
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        if (g_str_equal(name, members[i].name)) {
            return (members[i].topics & 1u << topic) != 0 ? &members[i] : NULL;
        }
    }
    return NULL;
}

static bool is_common(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(common_members); i++) {
        if (g_str_equal(name, common_members[i])) {
            return true;
        }
    }
    return false;
}

static bool check_text(const char *name, const json_t *value, SzLiveProblem *problem)
{
    if (!json_is_string(value) || json_string_length(value) == 0 ||
        json_string_length(value) > TEXT_MAX_BYTES) {
        return refuse(problem, "bad_value", "%s: not a text of 1 to %d bytes", name,
                      TEXT_MAX_BYTES);
    }
    return true;
}

static void add(GString *query, const char *name, const char *value)
{
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_string_append_printf(query, "%s%s=%s", query->len > 0 ? "&" : "", name, escaped);
}

static bool add_number(GString *query, const Member *member, const json_t *value,
                       SzLiveProblem *problem)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    double number = json_number_value(value);
    bool is_right = member->type == WHOLE ? json_is_integer(value) : json_is_number(value);
    if (!is_right || !(number >= member->min && number <= member->max)) {
        return refuse(problem, "bad_value", "%s: not a%s number of %g to %g", member->name,
                      member->type == WHOLE ? " whole" : "", member->min, member->max);
    }
    add(query, member->name, g_ascii_formatd(text, sizeof text, "%.6g", number));
    return true;
}

static bool add_member(GString *query, const Member *member, const json_t *value,
                       SzLiveProblem *problem)
{
    switch (member->type) {
    case TEXT:
        if (!check_text(member->name, value, problem)) {
            return false;
        }
        add(query, member->name, json_string_value(value));
        return true;
    case TRUTH:
        if (!json_is_boolean(value)) {
            return refuse(problem, "bad_value", "%s: not true or false", member->name);
        }
        if (json_is_true(value)) {
            add(query, member->name, "1");
        }
        return true;
    case WHOLE:
    case NUMBER:
    default:
        return add_number(query, member, value, problem);
    }
}

static bool check_members(json_t *object, SzLiveTopicKind topic, SzLiveProblem *problem)
{
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(object, name, value)
    {
        if (!is_common(name) && find_member(name, topic) == NULL) {
            return refuse(problem, "unknown_member", "topic %s takes no '%.64s'",
                          topic_names[topic], name);
        }
    }
    return true;
}

static bool parse_query(json_t *object, SzLiveOp *op, SzLiveProblem *problem)
{
    g_autoptr(GString) query = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        json_t *value = json_object_get(object, members[i].name);
        if (value != NULL && !add_member(query, &members[i], value, problem)) {
            return false;
        }
    }
    op->query = g_string_free(g_steal_pointer(&query), FALSE);
    return true;
}

static bool is_panel_name(const char *name)
{
    for (const char *c = name; *c != '\0'; c++) {
        if (!g_ascii_isalnum(*c) && *c != '_' && *c != '-') {
            return false;
        }
    }
    return true;
}

static bool parse_panel(json_t *object, SzLiveOp *op, SzLiveProblem *problem)
{
    const json_t *name = json_object_get(object, "panel");
    if ((DRAWN & 1u << op->topic) == 0) {
        return name == NULL || refuse(problem, "unknown_member", "topic %s takes no 'panel'",
                                      topic_names[op->topic]);
    }
    if (!check_text("panel", name, problem)) {
        return false;
    }
    if (!is_panel_name(json_string_value(name))) {
        return refuse(problem, "bad_value", "panel: not a name of a panel");
    }
    op->panel = g_strdup(json_string_value(name));
    return true;
}

static bool parse_subscription(json_t *object, SzLiveOp *op, SzLiveProblem *problem)
{
    guint topic = 0;
    if (!find_name(topic_names, SZ_LIVE_N_TOPICS, json_object_get(object, "topic"), &topic)) {
        problem->hint = NULL;
        (void)refuse(problem, "unknown_topic", "no such topic");
        problem->hint = "index queues kiosks windows cases ranking situation panel words";
        return false;
    }
    op->topic = (SzLiveTopicKind)topic;
    if (json_object_get(object, "hall") != NULL && json_object_get(object, "area") != NULL) {
        return refuse(problem, "bad_value", "hall and area: only one of them");
    }
    return check_members(object, op->topic, problem) && parse_query(object, op, problem) &&
           parse_panel(object, op, problem);
}

static bool parse_id(json_t *object, SzLiveOp *op, SzLiveProblem *problem)
{
    const json_t *id = json_object_get(object, "id");
    json_int_t number = json_integer_value(id);
    if (!json_is_integer(id) || number < 0 || number > G_MAXUINT32) {
        return refuse(problem, "bad_id", "id: not a whole number of 0 to 4294967295");
    }
    op->has_id = true;
    op->id = (guint32)number;
    return true;
}

static bool parse_op(json_t *object, SzLiveOp *op, SzLiveProblem *problem)
{
    guint kind = 0;
    if (!json_is_object(object)) {
        return refuse(problem, "bad_json", "not a JSON object");
    }
    if (!parse_id(object, op, problem)) {
        return false;
    }
    if (!find_name(op_names, G_N_ELEMENTS(op_names), json_object_get(object, "op"), &kind)) {
        (void)refuse(problem, "unknown_op", "no such op");
        problem->hint = "subscribe unsubscribe ping";
        return false;
    }
    op->kind = (SzLiveOpKind)kind;
    if (op->kind == SZ_LIVE_ACT || op->kind == SZ_LIVE_SIGN_IN) {
        return refuse(problem, "not_available", "%s: not available", op_names[kind]);
    }
    return op->kind != SZ_LIVE_SUBSCRIBE || parse_subscription(object, op, problem);
}

bool sz_live_op_parse(SzSlice text, SzLiveOp *out, SzLiveProblem *out_problem)
{
    *out = (SzLiveOp){0};
    *out_problem = (SzLiveProblem){0};
    if (text.len > SZ_LIVE_MESSAGE_MAX_BYTES) {
        return refuse(out_problem, "too_long", "over %d bytes", SZ_LIVE_MESSAGE_MAX_BYTES);
    }
    json_error_t fault;
    g_autoptr(json_t) object = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &fault);
    if (object == NULL) {
        return refuse(out_problem, "bad_json", "not JSON at byte %d", fault.position);
    }
    if (!parse_op(object, out, out_problem)) {
        sz_live_op_clear(out);
        return false;
    }
    return true;
}

bool sz_live_rate_take(SzLiveRate *rate, gint64 now_us)
{
    const gint64 cost_us = G_USEC_PER_SEC / SZ_LIVE_RATE_PER_S;
    gint64 from_us = MAX(rate->spent_us, now_us);
    if (from_us + cost_us - now_us > SZ_LIVE_RATE_BURST * cost_us) {
        return false;
    }
    rate->spent_us = from_us + cost_us;
    return true;
}
