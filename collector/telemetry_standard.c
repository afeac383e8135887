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
static const SzFieldRule common_fields[] = {
    {.key = K("src"), .type = SZ_RULE_STRING},
    {.key = K("eid"), .type = SZ_RULE_STRING},
    {.key = K("seq"), .type = SZ_RULE_INT},
};

static const SzTagRule ticket_tags[] = {
    {.key = K("queue")},
    {.key = K("window"), .is_optional = true},
    {.key = K("channel"), .is_optional = true},
    {.key = K("priority"), .is_optional = true},
    {.key = K("purpose"), .is_optional = true},
};
static const SzFieldRule ticket_fields[] = {
    {.key = K("id"), .type = SZ_RULE_STRING, .bytes_max = 64, .is_always = true},
    {.key = K("recall"), .type = SZ_RULE_INT, COUNT},
    {.key = K("to_queue"), .type = SZ_RULE_STRING},
    {.key = K("to_window"), .type = SZ_RULE_STRING},
    {.key = K("result"), .type = SZ_RULE_STRING, .words = WORDS("done", "returned", "info")},
    {.key = K("item"), .type = SZ_RULE_STRING},
    {.key = K("case"), .type = SZ_RULE_STRING},
    {.key = K("staff"), .type = SZ_RULE_STRING},
    {.key = K("appt"), .type = SZ_RULE_STRING},
};

static const SzTagRule window_tags[] = {{.key = K("window")}};
static const SzFieldRule window_fields[] = {
    {.key = K("state"),
     .type = SZ_RULE_STRING,
     .words = WORDS("closed", "open", "calling", "serving", "paused", "offline"),
     .is_always = true},
    {.key = K("reason"), .type = SZ_RULE_STRING},
    {.key = K("staff"), .type = SZ_RULE_STRING},
    {.key = K("cert"), .type = SZ_RULE_BOOL},
};

static const SzTagRule kiosk_tags[] = {{.key = K("kiosk")}};
static const SzFieldRule kiosk_fields[] = {
    {.key = K("state"),
     .type = SZ_RULE_STRING,
     .words = WORDS("online", "offline", "maint"),
     .needed_by = WORDS("state")},
    {.key = K("faults"),
     .type = SZ_RULE_STRING,
     .words = WORDS("printer", "paper_out", "paper_low", "idreader", "card", "camera", "touch",
                    "network", "app", "door", "temp"),
     .is_list = true},
    {.key = K("item"), .type = SZ_RULE_STRING},
    {.key = K("result"),
     .type = SZ_RULE_STRING,
     .words = WORDS("ok", "fail", "abandoned"),
     .needed_by = WORDS("txn")},
    {.key = K("dur_s"), .type = SZ_RULE_FLOAT, COUNT},
    {.key = K("pages"), .type = SZ_RULE_INT, COUNT},
};

static const SzTagRule case_tags[] = {
    {.key = K("item")},
    {.key = K("channel"), .words = WORDS("window", "online", "mobile", "kiosk", "post", "other")},
    {.key = K("org"), .is_optional = true},
    {.key = K("kind"), .is_optional = true, .words = WORDS("instant", "promise")},
};
static const SzFieldRule case_fields[] = {
    {.key = K("id"), .type = SZ_RULE_STRING, .bytes_max = 50, .is_always = true},
    {.key = K("promise"), .type = SZ_RULE_INT, LIMIT, .partner = K("promise_unit")},
    {.key = K("promise_unit"), .type = SZ_RULE_STRING, .words = UNITS, .partner = K("promise")},
    {.key = K("statute"), .type = SZ_RULE_INT, LIMIT, .partner = K("statute_unit")},
    {.key = K("statute_unit"), .type = SZ_RULE_STRING, .words = UNITS, .partner = K("statute")},
    {.key = K("due"), .type = SZ_RULE_INT, INSTANT},
    {.key = K("kind"), .type = SZ_RULE_STRING, .is_suspend_kind = true},
    {.key = K("days"), .type = SZ_RULE_INT, LIMIT, .needed_by = WORDS("extend")},
    {.key = K("result"), .type = SZ_RULE_STRING},
    {.key = K("auto"), .type = SZ_RULE_BOOL},
    {.key = K("visits"), .type = SZ_RULE_INT, COUNT},
    {.key = K("platform"), .type = SZ_RULE_STRING},
    {.key = K("elic"), .type = SZ_RULE_BOOL},
    {.key = K("parent"), .type = SZ_RULE_STRING},
    {.key = K("step"), .type = SZ_RULE_STRING},
    {.key = K("approver"), .type = SZ_RULE_STRING, .bytes_max = 64},
    {.key = K("notified"), .type = SZ_RULE_BOOL},
};

static const SzTagRule rating_tags[] = {
    {.key = K("window"), .is_optional = true},
    {.key = K("channel")},
};
static const SzFieldRule rating_fields[] = {
    {.key = K("id"), .type = SZ_RULE_STRING, .bytes_max = 64, .is_always = true},
    {.key = K("level"),
     .type = SZ_RULE_INT,
     .has_range = true,
     .min = 1,
     .max = 5,
     .needed_by = WORDS("new")},
    {.key = K("case"), .type = SZ_RULE_STRING},
    {.key = K("ticket"), .type = SZ_RULE_STRING},
    {.key = K("active"), .type = SZ_RULE_BOOL},
    {.key = K("result"), .type = SZ_RULE_STRING},
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

const SzMeasurementRule *sz_standard_find(SzSlice name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(measurements); i++) {
        if (sz_slice_equal(measurements[i].name, name)) {
            return &measurements[i];
        }
    }
    return NULL;
}

static const SzFieldRule *find_field(const SzFieldRule *rules, gsize n, SzSlice key)
{
    for (gsize i = 0; i < n; i++) {
        if (sz_slice_equal(rules[i].key, key)) {
            return &rules[i];
        }
    }
    return NULL;
}

const SzFieldRule *sz_standard_find_field(const SzMeasurementRule *rule, SzSlice key)
{
    const SzFieldRule *found = find_field(common_fields, G_N_ELEMENTS(common_fields), key);
    if (found == NULL && rule != NULL) {
        found = find_field(rule->fields, rule->n_fields, key);
    }
    return found;
}

bool sz_standard_has_word(const char *const *words, SzSlice word)
{
    for (; word.len > 0 && *words != NULL; words++) {
        if ((*words)[0] == word.data[0] && sz_slice_equal(sz_slice(*words), word)) {
            return true;
        }
    }
    return false;
}
