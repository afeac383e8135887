#include "config/daemon_file.h"

#include "config/lights_yaml.h"
#include "config/suspend_yaml.h"
#include "config/text_checks.h"

#define ARCHIVE_AFTER_DAYS 7
#define RETENTION_PULSE_DAYS 30
#define RETENTION_CHECKPOINT_DAYS 7

/* In the order of their enums. */
static const char *const conventions[] = {"A", "B", "C"};
static const char *const due_ats[] = {"close_of_business", "midnight"};
static const char *const restday_starts[] = {"count", "roll"};
static const char *const clocks[] = {"service", "wall"};
static const char *const sink_kinds[] = {"influxdb1", "influxdb2", "victoriametrics"};

static const SzYamlSchema convention = SZ_YAML_CHOICE_OF(conventions);
static const SzYamlSchema due_at = SZ_YAML_CHOICE_OF(due_ats);
static const SzYamlSchema restday_start = SZ_YAML_CHOICE_OF(restday_starts);
static const SzYamlSchema clock_choice = SZ_YAML_CHOICE_OF(clocks);
static const SzYamlKey deadline_keys[] = {
    {"suspend_count", &convention, false, "which days of a suspension count"},
    {"due_at", &due_at, false, "when on its last day a limit ends"},
    {"restday_start", &restday_start, false, "which day is day 1 of what came on a rest day"},
    {"clock", &clock_choice, false, "what minutes and hours are counted on"},
    {"stops", &sz_suspend_kinds_schema, false, "suspensions that stop the clock"},
    {"extend_max", &sz_extend_max_schema, false, "what all extensions together may add"},
};
static const SzYamlSchema deadlines = SZ_YAML_MAP_OF(deadline_keys);

static const SzYamlSchema address = {.type = SZ_YAML_TEXT, .check = sz_check_listen};
static const SzYamlKey listen_keys[] = {
    {"screens", &address, false, "where pages and screens connect"},
    {"feeds", &address, false, "where feeds write"},
};
static const SzYamlSchema listen = SZ_YAML_MAP_OF(listen_keys);

static const SzYamlSchema word = {.type = SZ_YAML_TEXT, .min = 1, .max = 200};
static const SzYamlSchema words = {.type = SZ_YAML_LIST, .items = &word, .min = 1, .max = 1000};
static const SzYamlKey feeds_keys[] = {
    {"databases", &words, false, "names taken as db or bucket"},
};
static const SzYamlSchema feeds = SZ_YAML_MAP_OF(feeds_keys);

static const SzYamlSchema sink_name = {.type = SZ_YAML_TEXT, .check = sz_check_code};
static const SzYamlSchema sink_kind = SZ_YAML_CHOICE_OF(sink_kinds);
static const SzYamlSchema http_url = {.type = SZ_YAML_TEXT, .check = sz_check_http_url};
static const SzYamlKey sink_keys[] = {
    {"name", &sink_name, true, "a name for the sink"},
    {"kind", &sink_kind, true, "one of influxdb1, influxdb2, victoriametrics"},
    {"url", &http_url, true, "the URL of the database"},
    {"database", &word, false, "the database"},
    {"org", &word, false, "the organisation"},
    {"bucket", &word, false, "the bucket"},
    {"token", &word, false, "the token"},
};
static const SzYamlSchema sink = SZ_YAML_MAP_OF(sink_keys);
static const SzYamlSchema sinks = {.type = SZ_YAML_LIST, .items = &sink, .min = 0, .max = 100};

static const SzYamlSchema mqtt_url = {.type = SZ_YAML_TEXT, .check = sz_check_mqtt_url};
static const SzYamlSchema topic = {.type = SZ_YAML_TEXT, .check = sz_check_topic_filter};
static const SzYamlSchema topics = {.type = SZ_YAML_LIST, .items = &topic, .min = 1, .max = 1000};
static const SzYamlKey mqtt_keys[] = {
    {"url", &mqtt_url, true, "the URL of the broker"},
    {"topics", &topics, true, "topic filters to subscribe to"},
};
static const SzYamlSchema mqtt = SZ_YAML_MAP_OF(mqtt_keys);

static const SzYamlSchema days = {.type = SZ_YAML_INT, .min = 1, .max = 36500};
static const SzYamlSchema days_or_none = {.type = SZ_YAML_INT, .min = 0, .max = 36500};
static const SzYamlKey retention_keys[] = {
    {"pulse", &days_or_none, false, "days that pulses are kept; 0: for ever"},
    {"checkpoints", &days_or_none, false, "days of which a checkpoint is kept; 0: none"},
};
static const SzYamlSchema retention = SZ_YAML_MAP_OF(retention_keys);

static const SzYamlKey archive_keys[] = {
    {"after_days", &days, false, "days after its end that a case moves to the archive"},
};
static const SzYamlSchema archive = SZ_YAML_MAP_OF(archive_keys);

static const SzYamlKey file_keys[] = {
    {"deadlines", &deadlines, false, "how deadlines are counted"},
    {"lights", &sz_lights_schema, false, "when lights turn"},
    {"listen", &listen, false, "where to listen"},
    {"feeds", &feeds, false, "what feeds may write"},
    {"data", &word, false, "the data folder"},
    {"sinks", &sinks, false, "time-series databases to write to"},
    {"mqtt", &mqtt, false, "the MQTT broker to read from"},
    {"archive", &archive, false, "where cases go that ended long ago"},
    {"retention", &retention, false, "how long things are kept"},
};
const SzYamlSchema sz_daemon_schema = SZ_YAML_MAP_OF(file_keys);

/* Which keys beyond name, kind and url a kind of sink wants; any other is a mistake. */
static const struct {
    const char *key;
    const char *kind;
    bool required;
} sink_rules[] = {
    {"database", "influxdb1", true}, {"database", "victoriametrics", false},
    {"org", "influxdb2", true},      {"bucket", "influxdb2", true},
    {"token", "influxdb2", true},
};

typedef enum { NOT_USED, OPTIONAL, REQUIRED } Use;

static Use use_of(const char *key, const char *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sink_rules); i++) {
        if (g_str_equal(sink_rules[i].key, key) && g_str_equal(sink_rules[i].kind, kind)) {
            return sink_rules[i].required ? REQUIRED : OPTIONAL;
        }
    }
    return NOT_USED;
}

static bool is_sink_kind(const char *text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(sink_kinds); i++) {
        if (g_strcmp0(sink_kinds[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static void check_sink_keys(const SzYamlNode *node, SzProblems *problems)
{
    static const char *const keys[] = {"database", "org", "bucket", "token"};
    const char *kind = sz_yaml_text_of(node, "kind");
    for (gsize i = 0; is_sink_kind(kind) && i < G_N_ELEMENTS(keys); i++) {
        const SzYamlNode *given = sz_yaml_get(node, keys[i]);
        Use use = use_of(keys[i], kind);
        if (given != NULL && use == NOT_USED) {
            sz_yaml_complain(problems, given, "not used by a sink of kind %s, expected none", kind);
        } else if (given == NULL && use == REQUIRED) {
            sz_yaml_complain(problems, node, "%s is missing, expected it for a sink of kind %s",
                             keys[i], kind);
        }
    }
}

static void check_sinks(const SzYamlNode *list, SzProblems *problems)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < sz_yaml_n(list); i++) {
        const SzYamlNode *node = sz_yaml_at(list, i);
        const SzYamlNode *name = sz_yaml_get(node, "name");
        const char *text = sz_yaml_text(name);
        check_sink_keys(node, problems);
        if (text != NULL && !g_hash_table_add(names, g_strdup(text))) {
            sz_yaml_complain(problems, name, "name given twice: '%s', expected each once", text);
        }
    }
}

/* Index of the word of @key among @words; @absent when the file does not give it. */
static guint read_choice(const SzYamlNode *node, const char *key, const SzYamlSchema *choice,
                         guint absent)
{
    const char *text = sz_yaml_text_of(node, key);
    for (guint i = 0; text != NULL && i < choice->n_choices; i++) {
        if (g_str_equal(choice->choices[i], text)) {
            return i;
        }
    }
    return absent;
}

static SzDeadlinePolicy read_policy(const SzYamlNode *node)
{
    SzDeadlinePolicy policy = SZ_DEADLINE_POLICY_DEFAULT;
    policy.suspend_count =
        (SzConvention)read_choice(node, "suspend_count", &convention, policy.suspend_count);
    policy.due_at = (SzDueAt)read_choice(node, "due_at", &due_at, policy.due_at);
    policy.restday_start =
        (SzRestdayStart)read_choice(node, "restday_start", &restday_start, policy.restday_start);
    policy.clock = (SzLimitClock)read_choice(node, "clock", &clock_choice, policy.clock);
    const SzYamlNode *stops = sz_yaml_get(node, "stops");
    if (stops != NULL) {
        policy.stopping_kinds = (1U << SZ_SUSPEND_UNSPECIFIED) | sz_suspend_kinds_read(stops);
    }
    return policy;
}

static SzCaseThresholds read_thresholds(const SzYamlNode *root, SzProblems *problems)
{
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    const SzYamlNode *extend_max = sz_yaml_get(sz_yaml_get(root, "deadlines"), "extend_max");
    sz_lights_read(sz_yaml_get(root, "lights"), &thresholds, problems);
    if (extend_max != NULL) {
        thresholds.extend_max = sz_limit_read(extend_max);
    }
    return thresholds;
}

void sz_daemon_file_clear(SzDaemonFile *file)
{
    g_clear_pointer(&file->screens, g_free);
    g_clear_pointer(&file->feeds, g_free);
    g_clear_pointer(&file->data, g_free);
    g_clear_pointer(&file->databases, g_strfreev);
}

/* NULL when the list is not given, or takes any name. */
static char **read_databases(const SzYamlNode *list)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    for (guint i = 0; i < sz_yaml_n(list); i++) {
        const char *name = sz_yaml_text(sz_yaml_at(list, i));
        if (g_str_equal(name, "*")) {
            return NULL;
        }
        g_strv_builder_add(names, name);
    }
    return sz_yaml_n(list) > 0 ? g_strv_builder_end(names) : NULL;
}

bool sz_daemon_file_read(const SzYaml *yaml, SzDaemonFile *out, SzProblems *problems)
{
    gsize before = sz_problems_count(problems);
    const SzYamlNode *root = sz_yaml_root(yaml);
    bool valid = sz_yaml_check(yaml, &sz_daemon_schema, problems);
    check_sinks(sz_yaml_get(root, "sinks"), problems);
    SzCaseThresholds thresholds = SZ_CASE_THRESHOLDS_DEFAULT;
    if (valid) {
        thresholds = read_thresholds(root, problems);
    }
    if (!valid || sz_problems_count(problems) != before) {
        return false;
    }
    const SzYamlNode *where = sz_yaml_get(root, "listen");
    *out = (SzDaemonFile){
        .deadlines = read_policy(sz_yaml_get(root, "deadlines")),
        .thresholds = thresholds,
        .screens = g_strdup(sz_yaml_text_of(where, "screens")),
        .feeds = g_strdup(sz_yaml_text_of(where, "feeds")),
        .data = g_strdup(sz_yaml_text_of(root, "data")),
        .databases = read_databases(sz_yaml_get(sz_yaml_get(root, "feeds"), "databases")),
        .archive_after_days =
            sz_yaml_int_of(sz_yaml_get(root, "archive"), "after_days", ARCHIVE_AFTER_DAYS),
        .retention_checkpoint_days = sz_yaml_int_of(sz_yaml_get(root, "retention"), "checkpoints",
                                                    RETENTION_CHECKPOINT_DAYS),
        .retention_pulse_days =
            sz_yaml_int_of(sz_yaml_get(root, "retention"), "pulse", RETENTION_PULSE_DAYS),
    };
    return true;
}
