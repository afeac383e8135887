/* The "1+13+N" data standard, version 1, as one table. */

#include "collector/telemetry_internal.h"

#define K(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
#define UNITS WORDS("minute", "hour", "workday", "day")
#define COUNT .has_range = true, .min = 0, .max = G_MAXINT32
#define INSTANT .has_range = true, .min = -(G_MAXINT64 - 1), .max = G_MAXINT64 - 1
#define LIMIT .has_range = true, .min = 0, .max = SZ_LIMIT_MAX

/* Feed, unique event, feed sequence: on every line of every measurement. */
const SzFieldRule sz_standard_src = {.key = K("src"), .type = SZ_RULE_STRING};
const SzFieldRule sz_standard_eid = {.key = K("eid"), .type = SZ_RULE_STRING};
const SzFieldRule sz_standard_seq = {.key = K("seq"), .type = SZ_RULE_INT};

static const SzTagRule ticket_tags[] = {
    [SZ_TAG_TICKET_QUEUE] = {.key = K("queue")},
    [SZ_TAG_TICKET_WINDOW] = {.key = K("window"), .is_optional = true},
    [SZ_TAG_TICKET_CHANNEL] = {.key = K("channel"), .is_optional = true},
    [SZ_TAG_TICKET_PRIORITY] = {.key = K("priority"), .is_optional = true},
    [SZ_TAG_TICKET_PURPOSE] = {.key = K("purpose"), .is_optional = true},
};
static const SzFieldRule ticket_fields[] = {
    [SZ_FIELD_TICKET_ID] = {.key = K("id"),
                            .type = SZ_RULE_STRING,
                            .bytes_max = 64,
                            .is_always = true},
    [SZ_FIELD_TICKET_RECALL] = {.key = K("recall"), .type = SZ_RULE_INT, COUNT},
    [SZ_FIELD_TICKET_TO_QUEUE] = {.key = K("to_queue"), .type = SZ_RULE_STRING},
    [SZ_FIELD_TICKET_TO_WINDOW] = {.key = K("to_window"), .type = SZ_RULE_STRING},
    [SZ_FIELD_TICKET_RESULT] = {.key = K("result"),
                                .type = SZ_RULE_STRING,
                                .words = WORDS("done", "returned", "info")},
    [SZ_FIELD_TICKET_ITEM] = {.key = K("item"), .type = SZ_RULE_STRING},
    [SZ_FIELD_TICKET_CASE] = {.key = K("case"), .type = SZ_RULE_STRING},
    [SZ_FIELD_TICKET_STAFF] = {.key = K("staff"), .type = SZ_RULE_STRING},
    [SZ_FIELD_TICKET_APPT] = {.key = K("appt"), .type = SZ_RULE_STRING},
};

static const SzTagRule window_tags[] = {[SZ_TAG_WINDOW_WINDOW] = {.key = K("window")}};
static const SzFieldRule window_fields[] = {
    [SZ_FIELD_WINDOW_STATE] = {.key = K("state"),
                               .type = SZ_RULE_STRING,
                               .words = WORDS("closed", "open", "calling", "serving", "paused",
                                              "offline"),
                               .is_always = true},
    [SZ_FIELD_WINDOW_REASON] = {.key = K("reason"), .type = SZ_RULE_STRING},
    [SZ_FIELD_WINDOW_STAFF] = {.key = K("staff"), .type = SZ_RULE_STRING},
    [SZ_FIELD_WINDOW_CERT] = {.key = K("cert"), .type = SZ_RULE_BOOL},
};

static const SzTagRule kiosk_tags[] = {[SZ_TAG_KIOSK_KIOSK] = {.key = K("kiosk")}};
static const SzFieldRule kiosk_fields[] = {
    [SZ_FIELD_KIOSK_STATE] = {.key = K("state"),
                              .type = SZ_RULE_STRING,
                              .words = WORDS("online", "offline", "maint"),
                              .needed_by = WORDS("state")},
    [SZ_FIELD_KIOSK_FAULTS] = {.key = K("faults"),
                               .type = SZ_RULE_STRING,
                               .words =
                                   WORDS("printer", "paper_out", "paper_low", "idreader", "card",
                                         "camera", "touch", "network", "app", "door", "temp"),
                               .is_list = true},
    [SZ_FIELD_KIOSK_ITEM] = {.key = K("item"), .type = SZ_RULE_STRING},
    [SZ_FIELD_KIOSK_RESULT] = {.key = K("result"),
                               .type = SZ_RULE_STRING,
                               .words = WORDS("ok", "fail", "abandoned"),
                               .needed_by = WORDS("txn")},
    [SZ_FIELD_KIOSK_DUR_S] = {.key = K("dur_s"), .type = SZ_RULE_FLOAT, COUNT},
    [SZ_FIELD_KIOSK_PAGES] = {.key = K("pages"), .type = SZ_RULE_INT, COUNT},
};

static const SzTagRule case_tags[] = {
    [SZ_TAG_CASE_ITEM] = {.key = K("item")},
    [SZ_TAG_CASE_CHANNEL] = {.key = K("channel"),
                             .words =
                                 WORDS("window", "online", "mobile", "kiosk", "post", "other")},
    [SZ_TAG_CASE_ORG] = {.key = K("org"), .is_optional = true},
    [SZ_TAG_CASE_KIND] = {.key = K("kind"),
                          .is_optional = true,
                          .words = WORDS("instant", "promise")},
};
static const SzFieldRule case_fields[] = {
    [SZ_FIELD_CASE_ID] = {.key = K("id"),
                          .type = SZ_RULE_STRING,
                          .bytes_max = 50,
                          .is_always = true},
    [SZ_FIELD_CASE_PROMISE] = {.key = K("promise"),
                               .type = SZ_RULE_INT,
                               LIMIT,
                               .partner = K("promise_unit")},
    [SZ_FIELD_CASE_PROMISE_UNIT] = {.key = K("promise_unit"),
                                    .type = SZ_RULE_STRING,
                                    .words = UNITS,
                                    .partner = K("promise")},
    [SZ_FIELD_CASE_STATUTE] = {.key = K("statute"),
                               .type = SZ_RULE_INT,
                               LIMIT,
                               .partner = K("statute_unit")},
    [SZ_FIELD_CASE_STATUTE_UNIT] = {.key = K("statute_unit"),
                                    .type = SZ_RULE_STRING,
                                    .words = UNITS,
                                    .partner = K("statute")},
    [SZ_FIELD_CASE_DUE] = {.key = K("due"), .type = SZ_RULE_INT, INSTANT},
    [SZ_FIELD_CASE_KIND] = {.key = K("kind"), .type = SZ_RULE_STRING, .is_suspend_kind = true},
    [SZ_FIELD_CASE_DAYS] = {.key = K("days"),
                            .type = SZ_RULE_INT,
                            LIMIT,
                            .needed_by = WORDS("extend")},
    [SZ_FIELD_CASE_RESULT] = {.key = K("result"), .type = SZ_RULE_STRING},
    [SZ_FIELD_CASE_AUTO] = {.key = K("auto"), .type = SZ_RULE_BOOL},
    [SZ_FIELD_CASE_VISITS] = {.key = K("visits"), .type = SZ_RULE_INT, COUNT},
    [SZ_FIELD_CASE_PLATFORM] = {.key = K("platform"), .type = SZ_RULE_STRING},
    [SZ_FIELD_CASE_ELIC] = {.key = K("elic"), .type = SZ_RULE_BOOL},
    [SZ_FIELD_CASE_PARENT] = {.key = K("parent"), .type = SZ_RULE_STRING},
    [SZ_FIELD_CASE_STEP] = {.key = K("step"), .type = SZ_RULE_STRING},
    [SZ_FIELD_CASE_APPROVER] = {.key = K("approver"), .type = SZ_RULE_STRING, .bytes_max = 64},
    [SZ_FIELD_CASE_NOTIFIED] = {.key = K("notified"), .type = SZ_RULE_BOOL},
};

static const SzTagRule rating_tags[] = {
    [SZ_TAG_RATING_WINDOW] = {.key = K("window"), .is_optional = true},
    [SZ_TAG_RATING_CHANNEL] = {.key = K("channel")},
};
static const SzFieldRule rating_fields[] = {
    [SZ_FIELD_RATING_ID] = {.key = K("id"),
                            .type = SZ_RULE_STRING,
                            .bytes_max = 64,
                            .is_always = true},
    [SZ_FIELD_RATING_LEVEL] = {.key = K("level"),
                               .type = SZ_RULE_INT,
                               .has_range = true,
                               .min = 1,
                               .max = 5,
                               .needed_by = WORDS("new")},
    [SZ_FIELD_RATING_CASE] = {.key = K("case"), .type = SZ_RULE_STRING},
    [SZ_FIELD_RATING_TICKET] = {.key = K("ticket"), .type = SZ_RULE_STRING},
    [SZ_FIELD_RATING_ACTIVE] = {.key = K("active"), .type = SZ_RULE_BOOL},
    [SZ_FIELD_RATING_RESULT] = {.key = K("result"), .type = SZ_RULE_STRING},
};

static const SzTagRule issue_tags[] = {
    {.key = K("kind"), .words = WORDS("complaint", "stuck", "consult", "hotline")},
};
static const SzFieldRule issue_fields[] = {
    {.key = K("id"), .type = SZ_RULE_STRING, .bytes_max = 64, .is_always = true},
    {.key = K("limit"), .type = SZ_RULE_INT, LIMIT, .partner = K("unit")},
    {.key = K("unit"), .type = SZ_RULE_STRING, .words = UNITS, .partner = K("limit")},
    {.key = K("org"), .type = SZ_RULE_STRING},
    {.key = K("liable"), .type = SZ_RULE_BOOL},
};

static const SzTagRule appointment_tags[] = {{.key = K("queue")}};
static const SzFieldRule appointment_fields[] = {
    {.key = K("id"), .type = SZ_RULE_STRING, .bytes_max = 64, .is_always = true},
    {.key = K("slot"), .type = SZ_RULE_INT, INSTANT, .needed_by = WORDS("create")},
};

static const SzFieldRule crowd_fields[] = {
    {.key = K("in"), .type = SZ_RULE_INT, COUNT},
    {.key = K("out"), .type = SZ_RULE_INT, COUNT},
    {.key = K("inside"), .type = SZ_RULE_INT, COUNT},
};

static const SzTagRule patrol_tags[] = {
    {.key = K("kind")},
    {.key = K("window"), .is_optional = true},
};
static const SzFieldRule patrol_fields[] = {
    {.key = K("severity"), .type = SZ_RULE_INT, COUNT},
    {.key = K("score"), .type = SZ_RULE_FLOAT},
    {.key = K("source"), .type = SZ_RULE_STRING},
};

static const SzTagRule schedule_tags[] = {{.key = K("window"), .is_optional = true}};
static const SzFieldRule schedule_fields[] = {
    {.key = K("planned"), .type = SZ_RULE_INT, COUNT},
    {.key = K("closed"), .type = SZ_RULE_BOOL},
    {.key = K("reason"), .type = SZ_RULE_STRING},
};

static const SzTagRule metric_tags[] = {{.key = K("metric")}};
static const SzFieldRule metric_fields[] = {
    {.key = K("num"), .type = SZ_RULE_FLOAT, .partner = K("den")},
    {.key = K("den"), .type = SZ_RULE_FLOAT, .partner = K("num")},
    {.key = K("value"), .type = SZ_RULE_FLOAT},
    {.key = K("unit"), .type = SZ_RULE_STRING},
};

#define TAGS(table) .tags = (table), .n_tags = G_N_ELEMENTS(table)
#define FIELDS(table) .fields = (table), .n_fields = G_N_ELEMENTS(table)

static const SzMeasurementRule measurements[] = {
    {.name = K("ticket"),
     .entity = SZ_ENTITY_TICKET,
     TAGS(ticket_tags),
     .events = WORDS("take", "call", "start", "hold", "resume", "transfer", "end", "noshow",
                     "requeue", "cancel", "segment"),
     FIELDS(ticket_fields)},
    {.name = K("window"), .entity = SZ_ENTITY_WINDOW, TAGS(window_tags), FIELDS(window_fields)},
    {.name = K("kiosk"),
     .entity = SZ_ENTITY_KIOSK,
     TAGS(kiosk_tags),
     .events = WORDS("heartbeat", "state", "txn", "repair"),
     FIELDS(kiosk_fields)},
    {.name = K("case"),
     .entity = SZ_ENTITY_CASE,
     TAGS(case_tags),
     .events = WORDS("apply", "accept", "reject", "supplement_start", "supplement_end", "suspend",
                     "resume", "extend", "step", "decide", "close", "deliver", "withdraw", "void"),
     FIELDS(case_fields)},
    {.name = K("rating"),
     .entity = SZ_ENTITY_RATING,
     TAGS(rating_tags),
     .events = WORDS("new", "claim", "callback", "appeal", "appeal_result", "rectify", "followup",
                     "close"),
     FIELDS(rating_fields)},
    {.name = K("issue"),
     .entity = SZ_ENTITY_ISSUE,
     TAGS(issue_tags),
     .events = WORDS("new", "assign", "reply", "close"),
     FIELDS(issue_fields)},
    {.name = K("appointment"),
     .entity = SZ_ENTITY_APPOINTMENT,
     TAGS(appointment_tags),
     .events = WORDS("create", "cancel", "arrive", "noshow"),
     FIELDS(appointment_fields)},
    {.name = K("crowd"),
     .entity = SZ_ENTITY_CROWD,
     FIELDS(crowd_fields),
     .any_of = WORDS("in", "out", "inside")},
    {.name = K("patrol"),
     .entity = SZ_ENTITY_PATROL,
     TAGS(patrol_tags),
     FIELDS(patrol_fields),
     .any_of = WORDS("severity", "score")},
    {.name = K("schedule"),
     .entity = SZ_ENTITY_SCHEDULE,
     TAGS(schedule_tags),
     FIELDS(schedule_fields),
     .any_of = WORDS("planned", "closed")},
    {.name = K("metric"),
     .entity = SZ_ENTITY_METRIC,
     TAGS(metric_tags),
     FIELDS(metric_fields),
     .any_of = WORDS("value", "num")},
};

G_STATIC_ASSERT(G_N_ELEMENTS(ticket_tags) <= SZ_READING_TAGS_MAX);
G_STATIC_ASSERT(G_N_ELEMENTS(case_fields) <= SZ_READING_FIELDS_MAX);

const SzMeasurementRule *sz_standard_find(SzSlice name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(measurements); i++) {
        if (sz_slice_equal(measurements[i].name, name)) {
            return &measurements[i];
        }
    }
    return NULL;
}

gint sz_standard_find_tag(const SzMeasurementRule *rule, SzSlice key)
{
    for (gsize i = 0; i < rule->n_tags; i++) {
        if (sz_slice_equal(rule->tags[i].key, key)) {
            return (gint)i;
        }
    }
    return -1;
}

gint sz_standard_find_field(const SzMeasurementRule *rule, SzSlice key)
{
    for (gsize i = 0; i < rule->n_fields; i++) {
        if (sz_slice_equal(rule->fields[i].key, key)) {
            return (gint)i;
        }
    }
    return -1;
}

bool sz_standard_has_word(const char *const *words, SzSlice word)
{
    for (; word.len > 0 && *words != NULL; words++) {
        if (sz_slice_is(word, *words)) {
            return true;
        }
    }
    return false;
}
