#include "collector/feeds_request.h"

#include "collector/feeds_query.h"
#include "collector/line_protocol.h"
#include "metrics/shown_text.h"

typedef SzFeedsPlan (*Planner)(const SzFeedsHead *head, const SzFeedsAbout *about);

static SzFeedsPlan answered(SzFeedsAnswer answer)
{
    return (SzFeedsPlan){.task = SZ_FEEDS_NOTHING, .answer = answer};
}

static SzFeedsPlan refused(SzFeedsShape shape, guint status, const char *message)
{
    return answered(sz_feeds_answer_error(shape, status, message));
}

static SzFeedsPlan answered_json(guint status, json_t *object_take)
{
    return answered(sz_feeds_answer_json(status, object_take));
}

/* --- writes -------------------------------------------------------------------------------- */

static bool is_known_database(const SzFeedsAbout *about, const char *name)
{
    return about->databases == NULL || g_strv_contains(about->databases, name);
}

/* Content-Encoding of the request.  Returns: false when it is none we unpack. */
static bool read_encoding(const SzFeedsHead *head, bool *out_is_gzip)
{
    const char *encoding = head->header("Content-Encoding", head->user);
    *out_is_gzip = encoding != NULL && (g_ascii_strcasecmp(encoding, "gzip") == 0 ||
                                        g_ascii_strcasecmp(encoding, "x-gzip") == 0);
    return encoding == NULL || *out_is_gzip || *encoding == '\0' ||
           g_ascii_strcasecmp(encoding, "identity") == 0;
}

static SzFeedsPlan plan_body(const SzFeedsHead *head, SzFeedsShape shape, gint64 ns_per_unit)
{
    SzFeedsPlan plan = {.task = SZ_FEEDS_WRITE, .shape = shape, .ns_per_unit = ns_per_unit};
    if (!read_encoding(head, &plan.is_gzip)) {
        return refused(shape, 415, "unsupported content encoding, expected gzip or identity");
    }
    return plan;
}

static const char *param_or_empty(const SzFeedsHead *head, const char *name)
{
    const char *value = head->param(name, head->user);
    return value != NULL ? value : "";
}

/* Of a cluster: known and without meaning here. */
static bool is_consistency(const char *level)
{
    static const char *const levels[] = {"", "any", "one", "quorum", "all", NULL};
    g_autofree char *lower = g_ascii_strdown(level, -1);
    return g_strv_contains(levels, lower);
}

static SzFeedsPlan plan_write_v1(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    const char *database = param_or_empty(head, "db");
    const char *precision = param_or_empty(head, "precision");
    gint64 ns_per_unit = 1;
    char message[200];
    SzShownText shown = sz_shown_text(message, sizeof message);
    if (*database == '\0') {
        return refused(SZ_FEEDS_V1, 400, "database is required");
    }
    if (!is_known_database(about, database)) {
        sz_shown_add(&shown, "database not found: \"");
        sz_shown_add_outside(&shown, sz_slice(database), 64);
        sz_shown_add(&shown, "\"");
        return refused(SZ_FEEDS_V1, 404, message);
    }
    if (!sz_lp_precision_parse(sz_slice(precision), &ns_per_unit)) {
        sz_shown_add(&shown, "invalid precision \"");
        sz_shown_add_outside(&shown, sz_slice(precision), 32);
        sz_shown_add(&shown, "\" (use n, ns, u, us, ms, s, m or h)");
        return refused(SZ_FEEDS_V1, 400, message);
    }
    if (!is_consistency(param_or_empty(head, "consistency"))) {
        return refused(SZ_FEEDS_V1, 400, "invalid consistency level");
    }
    return plan_body(head, SZ_FEEDS_V1, ns_per_unit);
}

static bool is_v2_precision(const char *precision)
{
    static const char *const taken[] = {"", "ns", "us", "ms", "s", NULL};
    return g_strv_contains(taken, precision);
}

static SzFeedsPlan plan_write_v2(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    /* 1.x clients of the 2.x path say database/retention-policy. */
    const char *bucket = param_or_empty(head, "bucket");
    g_autofree char *database = g_strndup(bucket, strcspn(bucket, "/"));
    const char *precision = param_or_empty(head, "precision");
    gint64 ns_per_unit = 1;
    if (*database == '\0' || !is_known_database(about, database)) {
        return refused(SZ_FEEDS_V2, 404, "bucket not found");
    }
    if (!is_v2_precision(precision) || !sz_lp_precision_parse(sz_slice(precision), &ns_per_unit)) {
        return refused(SZ_FEEDS_V2, 400,
                       "invalid precision; valid precision units are ns, us, ms, and s");
    }
    return plan_body(head, SZ_FEEDS_V2, ns_per_unit);
}

/* --- the daemon about itself --------------------------------------------------------------- */

static SzFeedsPlan plan_ping(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    const char *verbose = param_or_empty(head, "verbose");
    if (*verbose != '\0' && !g_str_equal(verbose, "0") && !g_str_equal(verbose, "false")) {
        return answered_json(200, json_pack("{s:s}", "version", about->version));
    }
    return answered(sz_feeds_answer_done(SZ_FEEDS_V1));
}

static SzFeedsPlan plan_health(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    (void)head;
    return answered_json(200, json_pack("{s:s, s:s, s:s, s:[], s:s}", "name", "shuzhid", "message",
                                        "ready for queries and writes", "status", "pass", "checks",
                                        "version", about->version));
}

static SzFeedsPlan plan_ready(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    char started[SZ_WALL_TIME_TEXT];
    gint64 up_ms = (about->now.ns - about->started.ns) / (SZ_NS_PER_S / 1000);
    g_autofree char *up =
        g_strdup_printf("%" G_GINT64_FORMAT ".%03ds", up_ms / 1000, (int)(up_ms % 1000));
    (void)head;
    if (!about->is_ready) {
        SzFeedsPlan plan =
            answered_json(503, json_pack("{s:s, s:s, s:s}", "status", "starting", "started",
                                         sz_wall_time_format(about->started, started), "up", up));
        plan.answer.retry_after_s = "1";
        return plan;
    }
    return answered_json(200, json_pack("{s:s, s:s, s:s}", "status", "ready", "started",
                                        sz_wall_time_format(about->started, started), "up", up));
}

/* --- queries ------------------------------------------------------------------------------- */

static SzFeedsPlan plan_query(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    if (g_str_equal(head->method, "POST")) {
        return (SzFeedsPlan){.task = SZ_FEEDS_QUERY, .shape = SZ_FEEDS_V1};
    }
    SzFeedsStatement statement = {.q = head->param("q", head->user), .is_read_only = true};
    return answered(sz_feeds_query(&statement, about));
}

/* --- corrections --------------------------------------------------------------------------- */

static SzFeedsPlan plan_correction(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    bool is_gzip = false;
    if (!g_str_equal(head->method, "POST")) {
        SzFeedsPlan plan = refused(SZ_FEEDS_API, 405, "method not allowed, expected POST");
        plan.answer.allow = "POST";
        return plan;
    }
    if (!read_encoding(head, &is_gzip) || is_gzip) {
        return refused(SZ_FEEDS_API, 415, "unsupported content encoding, expected identity");
    }
    if (!about->is_ready) {
        return refused(SZ_FEEDS_API, 503, "the journal is being read, ask /ready");
    }
    return (SzFeedsPlan){
        .task = SZ_FEEDS_CORRECT, .shape = SZ_FEEDS_API, .need = SZ_FEEDS_NEEDS_WRITE};
}

/* --- where to ------------------------------------------------------------------------------ */

static const struct {
    const char *path;
    const char *methods; /* as in Allow */
    Planner plan;
    SzFeedsShape shape;
    SzFeedsNeed need;
} endpoints[] = {
    {"/write", "OPTIONS, POST", plan_write_v1, SZ_FEEDS_V1, SZ_FEEDS_NEEDS_WRITE},
    {"/api/v2/write", "OPTIONS, POST", plan_write_v2, SZ_FEEDS_V2, SZ_FEEDS_NEEDS_WRITE},
    {"/ping", "GET, HEAD", plan_ping, SZ_FEEDS_V1, SZ_FEEDS_NEEDS_NOTHING},
    {"/status", "GET, HEAD", plan_ping, SZ_FEEDS_V1, SZ_FEEDS_NEEDS_NOTHING},
    {"/health", "GET, HEAD", plan_health, SZ_FEEDS_V1, SZ_FEEDS_NEEDS_NOTHING},
    {"/ready", "GET, HEAD", plan_ready, SZ_FEEDS_V1, SZ_FEEDS_NEEDS_NOTHING},
    {"/query", "GET, OPTIONS, POST", plan_query, SZ_FEEDS_V1, SZ_FEEDS_NEEDS_TOKEN},
};

static bool is_allowed(const char *methods, const char *method)
{
    g_auto(GStrv) names = g_strsplit(methods, ", ", -1);
    return g_strv_contains((const char *const *)names, method);
}

static bool is_read(const SzFeedsHead *head)
{
    return g_str_has_prefix(head->path, "/api/v1/") || g_str_equal(head->path, "/metrics");
}

static SzFeedsPlan plan_read(const SzFeedsHead *head)
{
    if (g_str_equal(head->method, "GET") || g_str_equal(head->method, "HEAD")) {
        return (SzFeedsPlan){
            .task = SZ_FEEDS_READ, .shape = SZ_FEEDS_API, .need = SZ_FEEDS_NEEDS_READ};
    }
    SzFeedsPlan plan = refused(SZ_FEEDS_API, 405, "method not allowed, expected GET");
    plan.answer.allow = "GET, HEAD";
    return plan;
}

SzFeedsPlan sz_feeds_plan(const SzFeedsHead *head, const SzFeedsAbout *about)
{
    if (about->has_corrections && g_str_equal(head->path, "/api/v1/corrections")) {
        return plan_correction(head, about);
    }
    if (about->has_reads && is_read(head)) {
        return plan_read(head);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(endpoints); i++) {
        if (!g_str_equal(endpoints[i].path, head->path)) {
            continue;
        }
        SzFeedsPlan plan;
        if (!is_allowed(endpoints[i].methods, head->method)) {
            plan = answered(sz_feeds_answer_text(405, "Method Not Allowed\n"));
        } else if (g_str_equal(head->method, "OPTIONS")) {
            plan = answered(sz_feeds_answer_empty(200)); /* and no word that lets a page read it */
        } else {
            plan = endpoints[i].plan(head, about);
            plan.shape = endpoints[i].shape;
            plan.need = endpoints[i].need;
            return plan;
        }
        plan.answer.allow = endpoints[i].methods;
        return plan;
    }
    return answered(sz_feeds_answer_text(404, "404 page not found\n"));
}
