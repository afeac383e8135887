#include "collector/import_map.h"

#include "collector/import_map_options.h"
#include "collector/import_map_rule.h"
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

static void load_map(SzImportLoader *loader, const SzYamlNode *root, const char *hall)
{
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
        sz_import_load_rule(loader, sz_yaml_at(rules, i));
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
    map->rules = g_ptr_array_new_with_free_func(sz_import_rule_free);
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
