#include "collector/import_map.h"

#include "collector/import_map_options.h"
#include "config/yaml_schema.h"

/* --- what a map may hold ------------------------------------------------------------------- */

static const char *const format_words[] = {"xes", "csv"};
static const char *const rows_words[] = {"case", "event"};
static const char *const each_words[] = {"case", "event"};
static const char *const channel_words[] = {"window", "online", "mobile", "kiosk", "post", "other"};
G_STATIC_ASSERT(G_N_ELEMENTS(channel_words) == SZ_CHANNEL_N - 1); /* all but NONE */
static const char *const kind_words[] = {"instant", "promise"};

static const SzYamlSchema any_schema = {.type = SZ_YAML_ANY};
static const SzYamlSchema format_schema = SZ_YAML_CHOICE_OF(format_words);
static const SzYamlSchema rows_schema = SZ_YAML_CHOICE_OF(rows_words);
static const SzYamlSchema bool_schema = {.type = SZ_YAML_BOOL};
static const SzYamlSchema skip_schema = {.type = SZ_YAML_INT, .min = 0, .max = 1000};
static const SzYamlSchema each_schema = SZ_YAML_CHOICE_OF(each_words);
static const SzYamlSchema text_schema = {.type = SZ_YAML_TEXT};
static const SzYamlSchema dict_schema = {.type = SZ_YAML_DICT, .items = &any_schema};

static const SzYamlKey rule_keys[] = {
    {"each", &each_schema, true, "case or event"},
    {"event", &text_schema, true, "what happened: apply, accept, step, close or another event"},
    {"at", &any_schema, false, "when it happened"},
    {"when", &dict_schema, false, "attributes and the values they must have"},
    {"unless", &dict_schema, false, "attributes and the values they must not have"},
    {"fields", &dict_schema, false, "fields of the line"},
};
static const SzYamlSchema rule_schema = SZ_YAML_MAP_OF(rule_keys);
static const SzYamlSchema rules_schema = {
    .type = SZ_YAML_LIST, .items = &rule_schema, .min = 1, .max = 1000};

static const SzYamlKey map_keys[] = {
    {"format", &format_schema, true, "xes or csv"},
    {"rows", &rows_schema, false, "what a row of the table is: case or event"},
    {"time", &any_schema, false, "the time of the event of a row"},
    {"delimiter", &any_schema, false, "comma, semicolon, tab, pipe or one sign"},
    {"quote", &any_schema, false, "the sign around texts, or none"},
    {"encoding", &any_schema, false, "UTF-8, GB18030 or another"},
    {"header", &bool_schema, false, "whether the first row names the columns"},
    {"skip_rows", &skip_schema, false, "rows before the header"},
    {"trim", &bool_schema, false, "whether blanks around texts are taken off"},
    {"ignore_case", &bool_schema, false, "whether texts are compared without regard to case"},
    {"empty", &any_schema, false, "texts that mean missing"},
    {"time_format", &any_schema, false, "how times are written"},
    {"timezone", &any_schema, false, "whose clocks times without offset are on"},
    {"hall", &any_schema, false, "code of the hall, or {attribute: KEY}"},
    {"item", &any_schema, true, "code of the item, or {attribute: KEY}"},
    {"channel", &any_schema, true,
     "window, online, mobile, kiosk, post or other, or {attribute: KEY}"},
    {"org", &any_schema, false, "who handles the case"},
    {"kind", &any_schema, false, "instant or promise"},
    {"id", &any_schema, false, "number of the case"},
    {"events", &rules_schema, true, "the list of rules that make lines"},
};
static const SzYamlSchema map_schema = SZ_YAML_MAP_OF(map_keys);

static const char *const tag_names[SZ_IMPORT_N_TAGS] = {
    [SZ_IMPORT_TAG_CHANNEL] = "channel", [SZ_IMPORT_TAG_HALL] = "hall",
    [SZ_IMPORT_TAG_ITEM] = "item",       [SZ_IMPORT_TAG_KIND] = "kind",
    [SZ_IMPORT_TAG_ORG] = "org",
};

typedef struct {
    const char *name;
    SzImportType type;
} FieldInfo;

/* Fields of a case line in the data standard, and those every line may have. */
static const FieldInfo field_infos[] = {
    {"auto", SZ_IMPORT_BOOL},     {"days", SZ_IMPORT_INT},          {"due", SZ_IMPORT_TIME},
    {"eid", SZ_IMPORT_TEXT},      {"elic", SZ_IMPORT_BOOL},         {"kind", SZ_IMPORT_TEXT},
    {"parent", SZ_IMPORT_TEXT},   {"platform", SZ_IMPORT_TEXT},     {"promise", SZ_IMPORT_INT},
    {"result", SZ_IMPORT_TEXT},   {"promise_unit", SZ_IMPORT_TEXT}, {"seq", SZ_IMPORT_INT},
    {"src", SZ_IMPORT_TEXT},      {"staff", SZ_IMPORT_TEXT},        {"statute", SZ_IMPORT_INT},
    {"step", SZ_IMPORT_TEXT},     {"statute_unit", SZ_IMPORT_TEXT}, {"visits", SZ_IMPORT_INT},
    {"approver", SZ_IMPORT_TEXT}, {"notified", SZ_IMPORT_BOOL},
};

const char *sz_import_tag_name(SzImportTag tag)
{
    return tag_names[tag];
}

/* --- reading ------------------------------------------------------------------------------- */

static void load_tag(SzImportLoader *loader, const SzYamlNode *root, SzImportTag tag)
{
    const SzYamlNode *node = sz_yaml_get(root, tag_names[tag]);
    SzImportWanted wanted = {.name = tag_names[tag], .type = SZ_IMPORT_TEXT};
    if (tag == SZ_IMPORT_TAG_CHANNEL) {
        wanted.words = channel_words;
        wanted.n_words = G_N_ELEMENTS(channel_words);
    } else if (tag == SZ_IMPORT_TAG_KIND) {
        wanted.words = kind_words;
        wanted.n_words = G_N_ELEMENTS(kind_words);
    }
    if (node != NULL) {
        sz_import_load_value(loader, node, &wanted, &loader->map->tags[tag]);
    }
}

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

static const FieldInfo *find_field(SzImportLoader *loader, const SzYamlNode *node)
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
        const FieldInfo *info = find_field(loader, child);
        if (info == NULL) {
            continue;
        }
        SzImportValue *field = g_new0(SzImportValue, 1);
        SzImportWanted wanted = {.name = info->name, .type = info->type};
        sz_import_load_value(loader, child, &wanted, field);
        g_ptr_array_add(fields, field);
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
    rule->at = g_strcmp0(text, words[0]) == 0 ? SZ_IMPORT_AT_FIRST_EVENT : SZ_IMPORT_AT_LAST_EVENT;
    if (text == NULL) {
        sz_yaml_complain(loader->problems, node,
                         "no time, expected {attribute: KEY}, first_event or last_event");
    } else {
        sz_import_check_word(loader, node, "time", text, words, G_N_ELEMENTS(words));
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

static void rule_free(void *data)
{
    SzImportRule *rule = data;
    sz_import_value_clear(&rule->at_value);
    g_ptr_array_unref(rule->tests);
    g_ptr_array_unref(rule->fields);
    g_free(rule);
}

static void load_rule(SzImportLoader *loader, const SzYamlNode *node)
{
    SzImportRule *rule = g_new0(SzImportRule, 1);
    rule->tests = g_ptr_array_new_with_free_func(test_free);
    rule->fields = g_ptr_array_new_with_free_func(field_free);
    g_ptr_array_add(loader->map->rules, rule);
    rule->each_event = g_strcmp0(sz_yaml_text_of(node, "each"), "event") == 0;
    loader->of_event = rule->each_event;
    load_event(loader, sz_yaml_get(node, "event"), &rule->event);
    load_at(loader, node, rule);
    load_tests(loader, sz_yaml_get(node, "when"), false, rule->tests);
    load_tests(loader, sz_yaml_get(node, "unless"), true, rule->tests);
    load_fields(loader, sz_yaml_get(node, "fields"), rule->fields);
    loader->of_event = false;
}

static void load_hall(SzImportLoader *loader, const SzYamlNode *root, const char *hall)
{
    SzImportValue *value = &loader->map->tags[SZ_IMPORT_TAG_HALL];
    load_tag(loader, root, SZ_IMPORT_TAG_HALL);
    if (hall != NULL) {
        sz_import_value_clear(value);
        value->is_set = true;
        value->name = tag_names[SZ_IMPORT_TAG_HALL];
        value->reading = sz_import_reading_copy(&loader->map->reading);
        value->constant = g_strdup(hall);
    } else if (sz_yaml_get(root, "hall") == NULL) {
        sz_yaml_complain(loader->problems, root,
                         "no hall, expected hall: CODE here or --hall CODE");
    }
}

static void load_id(SzImportLoader *loader, const SzYamlNode *root)
{
    static const SzImportWanted wanted = {.name = "id", .type = SZ_IMPORT_TEXT};
    SzImportMap *map = loader->map;
    const SzYamlNode *node = sz_yaml_get(root, "id");
    if (node != NULL) {
        sz_import_load_value(loader, node, &wanted, &map->id);
    } else if (map->format == SZ_IMPORT_XES) {
        sz_import_load_implied(loader, root, "id", "concept:name", &map->id);
    } else {
        sz_yaml_complain(loader->problems, root,
                         "no id, expected id: {attribute: COLUMN}, the number of the case");
    }
}

/* Of a table whose rows are events. */
static void load_time(SzImportLoader *loader, const SzYamlNode *root)
{
    const SzImportTable *table = &loader->map->table;
    const SzYamlNode *node = sz_yaml_get(root, "time");
    if (loader->map->format != SZ_IMPORT_CSV) {
        return;
    }
    if (table->rows_are_events && node == NULL) {
        sz_yaml_complain(loader->problems, root,
                         "no time, expected time: {attribute: COLUMN}, as rows are events");
    } else if (!table->rows_are_events && node != NULL) {
        sz_yaml_complain(loader->problems, node,
                         "not in a map whose rows are cases, expected at: in each rule, or "
                         "rows: event");
    } else if (node != NULL) {
        loader->of_event = true;
        sz_import_load_moment(loader, node, "time", &loader->map->time);
        loader->of_event = false;
    }
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

static void load_map(SzImportLoader *loader, const SzYamlNode *root, const char *hall)
{
    SzImportMap *map = loader->map;
    sz_import_load_options(loader, root);
    load_hall(loader, root, hall);
    load_tag(loader, root, SZ_IMPORT_TAG_ITEM);
    load_tag(loader, root, SZ_IMPORT_TAG_CHANNEL);
    load_tag(loader, root, SZ_IMPORT_TAG_ORG);
    load_tag(loader, root, SZ_IMPORT_TAG_KIND);
    load_id(loader, root);
    load_time(loader, root);
    const SzYamlNode *rules = sz_yaml_get(root, "events");
    for (guint i = 0; i < sz_yaml_n(rules); i++) {
        load_rule(loader, sz_yaml_at(rules, i));
        check_rule(loader, sz_yaml_at(rules, i), g_ptr_array_index(map->rules, i));
    }
}

static void attribute_free(void *data)
{
    SzImportAttribute *attribute = data;
    g_free(attribute->key);
    g_free(attribute);
}

static SzImportMap *load_tree(const SzYaml *yaml, const char *file, const char *hall,
                              SzProblems *problems)
{
    if (yaml == NULL) {
        return NULL;
    }
    gsize n_before = sz_problems_count(problems);
    bool is_good = sz_yaml_check(yaml, &map_schema, problems);
    g_autoptr(SzImportMap) map = g_new0(SzImportMap, 1);
    map->file = g_strdup(file);
    map->values = g_ptr_array_new();
    map->rules = g_ptr_array_new_with_free_func(rule_free);
    map->attributes = g_ptr_array_new_with_free_func(attribute_free);
    SzImportLoader loader = {.map = map, .problems = problems};
    load_map(&loader, sz_yaml_root(yaml), hall);
    return is_good && sz_problems_count(problems) == n_before ? g_steal_pointer(&map) : NULL;
}

SzImportMap *sz_import_map_load(const char *path, const char *hall, SzProblems *problems)
{
    g_autoptr(SzYaml) yaml = sz_yaml_load(path, path, problems);
    return load_tree(yaml, path, hall, problems);
}

SzImportMap *sz_import_map_parse(const char *file, SzSlice bytes, const char *hall,
                                 SzProblems *problems)
{
    g_autoptr(SzYaml) yaml = sz_yaml_parse(file, bytes, problems);
    return load_tree(yaml, file, hall, problems);
}

void sz_import_map_free(SzImportMap *map)
{
    if (map == NULL) {
        return;
    }
    for (guint i = 0; i < SZ_IMPORT_N_TAGS; i++) {
        sz_import_value_clear(&map->tags[i]);
    }
    sz_import_value_clear(&map->id);
    sz_import_value_clear(&map->time);
    sz_import_reading_clear(&map->reading);
    g_ptr_array_unref(map->values);
    g_free(map->table.encoding);
    g_free(map->file);
    g_ptr_array_unref(map->rules);
    g_ptr_array_unref(map->attributes);
    g_free(map);
}
