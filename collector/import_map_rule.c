#include "collector/import_map_rule.h"

#include "config/did_you_mean.h"

/* Kinds of suspension as the standard calls them; it takes what people call them, too. */
static const char *const stop_words[] = {"hearing",    "tender",     "auction",   "inspection",
                                         "testing",    "quarantine", "appraisal", "expert",
                                         "supplement", "publicity",  "consult",   "other"};
G_STATIC_ASSERT(G_N_ELEMENTS(stop_words) == SZ_SUSPEND_N_KINDS - 1); /* all but UNSPECIFIED */
static const char *const unit_words[] = {"minute", "hour", "workday", "day"};

static bool knows_stop(SzSlice text)
{
    SzSuspendKind kind = SZ_SUSPEND_UNSPECIFIED;
    return sz_suspend_kind_parse(text, &kind);
}

#define OF_TYPE(type) SZ_IMPORT_##type, NULL, 0, NULL
#define OF_WORDS(table) SZ_IMPORT_TEXT, (table), G_N_ELEMENTS(table)

/* Fields of a case line in the data standard, and those every line may have. */
static const SzImportWanted field_infos[] = {
    {"auto", OF_TYPE(BOOL)},     {"days", OF_TYPE(INT)},
    {"due", OF_TYPE(TIME)},      {"eid", OF_TYPE(TEXT)},
    {"elic", OF_TYPE(BOOL)},     {"kind", OF_WORDS(stop_words), knows_stop},
    {"parent", OF_TYPE(TEXT)},   {"platform", OF_TYPE(TEXT)},
    {"promise", OF_TYPE(INT)},   {"promise_unit", OF_WORDS(unit_words), NULL},
    {"result", OF_TYPE(TEXT)},   {"seq", OF_TYPE(INT)},
    {"src", OF_TYPE(TEXT)},      {"staff", OF_TYPE(TEXT)},
    {"statute", OF_TYPE(INT)},   {"statute_unit", OF_WORDS(unit_words), NULL},
    {"step", OF_TYPE(TEXT)},     {"visits", OF_TYPE(INT)},
    {"approver", OF_TYPE(TEXT)}, {"notified", OF_TYPE(BOOL)},
};

static void test_free(void *data)
{
    SzImportTest *test = data;
    g_hash_table_unref(test->words);
    g_free(test);
}

/* @lower: readers of event logs compare transitions in lower case */
static void add_word(SzImportLoader *loader, const SzYamlNode *node, GHashTable *words, bool lower)
{
    const char *text = sz_yaml_text(node);
    if (text == NULL) {
        sz_yaml_complain(loader->problems, node, "no value, expected a text or a list of texts");
        return;
    }
    g_hash_table_add(words, lower ? g_utf8_strdown(text, -1)
                                  : sz_import_fold(&loader->map->reading, text));
}

static void load_tests(SzImportLoader *loader, const SzYamlNode *node, bool must_not,
                       GPtrArray *tests)
{
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        const char *key = sz_yaml_key(child);
        bool lower =
            loader->map->format == SZ_IMPORT_XES && g_str_equal(key, "lifecycle:transition");
        SzImportTest *test = g_new0(SzImportTest, 1);
        test->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        test->must_not = must_not;
        test->i_attribute = sz_import_name_attribute(loader, child, key, loader->of_event);
        g_ptr_array_add(tests, test);
        if (sz_yaml_kind(child) != SZ_YAML_IS_LIST) {
            add_word(loader, child, test->words, lower);
            continue;
        }
        for (guint j = 0; j < sz_yaml_n(child); j++) {
            add_word(loader, sz_yaml_at(child, j), test->words, lower);
        }
    }
}

static void field_free(void *data)
{
    SzImportValue *field = data;
    sz_import_value_clear(field);
    g_free(field);
}

static const SzImportWanted *find_field(SzImportLoader *loader, const SzYamlNode *node)
{
    const char *names[G_N_ELEMENTS(field_infos)];
    const char *name = sz_yaml_key(node);
    for (gsize i = 0; i < G_N_ELEMENTS(field_infos); i++) {
        names[i] = field_infos[i].name;
        if (g_str_equal(names[i], name)) {
            return &field_infos[i];
        }
    }
    (void)sz_import_check_word(loader, node, "field", name, names, G_N_ELEMENTS(names));
    return NULL;
}

static void load_fields(SzImportLoader *loader, const SzYamlNode *node, GPtrArray *fields)
{
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        const SzImportWanted *info = find_field(loader, child);
        if (info == NULL) {
            continue;
        }
        SzImportValue *field = g_new0(SzImportValue, 1);
        sz_import_load_value(loader, child, info, field);
        g_ptr_array_add(fields, field);
    }
}

/* What the standard demands beside something else: each of a pair the other, extend its days. */
static void check_partners(SzImportLoader *loader, const SzYamlNode *rule_node,
                           const SzImportRule *rule)
{
    static const char *const pairs[][2] = {{"promise", "promise_unit"},
                                           {"statute", "statute_unit"}};
    const SzYamlNode *fields = sz_yaml_get(rule_node, "fields");
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        bool has_first = sz_yaml_get(fields, pairs[i][0]) != NULL;
        if (has_first != (sz_yaml_get(fields, pairs[i][1]) != NULL)) {
            sz_yaml_complain(loader->problems, fields, "%s without %s, expected both",
                             pairs[i][has_first ? 0 : 1], pairs[i][has_first ? 1 : 0]);
        }
    }
    if (rule->event == SZ_CASE_EXTEND && sz_yaml_get(fields, "days") == NULL) {
        sz_yaml_complain(loader->problems, rule_node,
                         "extend without days, expected fields: {days: {attribute: KEY}}");
    }
}

/* Without `at`: the event's own time. */
static void load_at(SzImportLoader *loader, const SzYamlNode *rule_node, SzImportRule *rule)
{
    static const char *const words[] = {"first_event", "last_event"};
    const SzYamlNode *node = sz_yaml_get(rule_node, "at");
    if (node == NULL) {
        rule->at = SZ_IMPORT_AT_OWN;
        if (!rule->each_event) {
            sz_yaml_complain(loader->problems, rule_node,
                             "no at, expected {attribute: KEY}, first_event or last_event");
        }
        return;
    }
    if (sz_yaml_kind(node) == SZ_YAML_IS_MAP) {
        rule->at = SZ_IMPORT_AT_ATTRIBUTE;
        sz_import_load_moment(loader, node, sz_case_event_name(rule->event), &rule->at_value);
        return;
    }
    const char *text = sz_yaml_text(node);
    const char *guess = text != NULL ? sz_did_you_mean(text, words, G_N_ELEMENTS(words)) : NULL;
    if (g_strcmp0(text, words[0]) == 0) {
        rule->at = SZ_IMPORT_AT_FIRST_EVENT;
    } else if (g_strcmp0(text, words[1]) == 0) {
        rule->at = SZ_IMPORT_AT_LAST_EVENT;
    } else if (text == NULL) {
        sz_yaml_complain(loader->problems, node,
                         "no time, expected {attribute: KEY}, first_event or last_event");
    } else {
        sz_yaml_complain(loader->problems, node,
                         "unknown time: '%s',%s%s%s expected first_event, last_event or, if it is "
                         "the key of an attribute, {attribute: %s}",
                         text, guess != NULL ? " did you mean '" : "", guess != NULL ? guess : "",
                         guess != NULL ? "'?" : "", text);
    }
}

static void load_event(SzImportLoader *loader, const SzYamlNode *node, SzCaseEventKind *out)
{
    const char *text = sz_yaml_text(node);
    if (text == NULL || sz_case_event_parse(sz_slice(text), out)) {
        return; /* the schema complains when there is no text */
    }
    const char *names[SZ_CASE_N_EVENTS];
    for (guint i = 0; i < SZ_CASE_N_EVENTS; i++) {
        names[i] = sz_case_event_name((SzCaseEventKind)i);
    }
    sz_import_check_word(loader, node, "event", text, names, G_N_ELEMENTS(names));
}

static void load_rule(SzImportLoader *loader, const SzYamlNode *node, SzImportRule *rule)
{
    rule->tests = g_ptr_array_new_with_free_func(test_free);
    rule->fields = g_ptr_array_new_with_free_func(field_free);
    rule->each_event = g_strcmp0(sz_yaml_text_of(node, "each"), "event") == 0;
    loader->of_event = rule->each_event;
    load_event(loader, sz_yaml_get(node, "event"), &rule->event);
    load_at(loader, node, rule);
    load_tests(loader, sz_yaml_get(node, "when"), false, rule->tests);
    load_tests(loader, sz_yaml_get(node, "unless"), true, rule->tests);
    load_fields(loader, sz_yaml_get(node, "fields"), rule->fields);
    check_partners(loader, node, rule);
    loader->of_event = false;
}

/* Rows that are cases have no events; of rows that are events a case takes several. */
static void check_rule(SzImportLoader *loader, const SzYamlNode *node, const SzImportRule *rule)
{
    SzImportTable *table = &loader->map->table;
    if (loader->map->format != SZ_IMPORT_CSV) {
        return;
    }
    table->collects |= table->rows_are_events && !rule->each_event;
    bool wants_events = rule->each_event || rule->at == SZ_IMPORT_AT_FIRST_EVENT ||
                        rule->at == SZ_IMPORT_AT_LAST_EVENT;
    if (wants_events && !table->rows_are_events) {
        sz_yaml_complain(loader->problems, node,
                         "a rule on events, but a row is a case; expected each: case with "
                         "at: {attribute: COLUMN}, or rows: event in the map");
    }
}

void sz_import_load_rule(SzImportLoader *loader, const SzYamlNode *node)
{
    SzImportRule *rule = g_new0(SzImportRule, 1);
    rule->i_rule = loader->map->rules->len;
    rule->line = sz_yaml_place(node).line;
    g_ptr_array_add(loader->map->rules, rule);
    load_rule(loader, node, rule);
    check_rule(loader, node, rule);
}

void sz_import_rule_free(void *data)
{
    SzImportRule *rule = data;
    sz_import_value_clear(&rule->at_value);
    g_ptr_array_unref(rule->tests);
    g_ptr_array_unref(rule->fields);
    g_free(rule);
}
