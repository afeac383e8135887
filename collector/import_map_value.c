#include "collector/import_map_value.h"

#include "collector/import_map_options.h"
#include "collector/import_value.h"
#include "config/did_you_mean.h"

static bool is_one_of(const char *text, const char *const *words, gsize n_words)
{
    for (gsize i = 0; i < n_words; i++) {
        if (g_str_equal(words[i], text)) {
            return true;
        }
    }
    return false;
}

bool sz_import_check_word(SzImportLoader *loader, const SzYamlNode *node, const char *what,
                          const char *text, const char *const *words, gsize n_words)
{
    if (is_one_of(text, words, n_words)) {
        return true;
    }
    const char *guess = sz_did_you_mean(text, words, n_words);
    g_autoptr(GString) list = g_string_new(NULL);
    for (gsize i = 0; i < n_words; i++) {
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", words[i]);
    }
    g_autofree char *shown = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 40));
    sz_yaml_complain(loader->problems, node, "unknown %s: '%s',%s%s%s expected one of %s", what,
                     shown, guess != NULL ? " did you mean '" : "", guess != NULL ? guess : "",
                     guess != NULL ? "'?" : "", list->str);
    return false;
}

guint sz_import_name_attribute(SzImportLoader *loader, const SzYamlNode *node, const char *key,
                               bool of_event)
{
    GPtrArray *attributes = loader->map->attributes;
    for (guint i = 0; i < attributes->len; i++) {
        const SzImportAttribute *known = g_ptr_array_index(attributes, i);
        if (known->of_event == of_event && g_str_equal(known->key, key)) {
            return i;
        }
    }
    SzImportAttribute *attribute = g_new0(SzImportAttribute, 1);
    attribute->key = g_strdup(key);
    attribute->of_event = of_event;
    attribute->line = sz_yaml_place(node).line;
    g_ptr_array_add(attributes, attribute);
    return attributes->len - 1;
}

/* The text of a scalar that is to stand in lines; NULL after a complaint. */
static char *take_text(SzImportLoader *loader, const SzYamlNode *node, const SzImportWanted *wanted)
{
    static const char *const expected[] = {
        [SZ_IMPORT_TEXT] = "a text",
        [SZ_IMPORT_INT] = "a whole number",
        [SZ_IMPORT_BOOL] = "true or false",
        [SZ_IMPORT_TIME] = "a time, for instance 2026-03-02T09:00:00+08:00",
    };
    const char *text = sz_yaml_text(node);
    if (text == NULL || text[0] == '\0') {
        sz_yaml_complain(loader->problems, node, "no value, expected %s", expected[wanted->type]);
        return NULL;
    }
    if (!sz_import_text_fits(text, wanted->type)) {
        sz_yaml_complain(loader->problems, node, "wrong value: '%s', expected %s", text,
                         expected[wanted->type]);
    } else if (wanted->words != NULL && (wanted->knows == NULL || !wanted->knows(sz_slice(text)))) {
        sz_import_check_word(loader, node, "word", text, wanted->words, wanted->n_words);
    }
    return g_strdup(text);
}

static void load_prefix(SzImportLoader *loader, const SzYamlNode *node,
                        const SzImportWanted *wanted, SzImportValue *out)
{
    const char *text = sz_yaml_text(node);
    if (wanted->type != SZ_IMPORT_TEXT || wanted->words != NULL) {
        sz_yaml_complain(loader->problems, node, "before %s, expected before a text of one's own",
                         wanted->name);
    } else if (text == NULL || text[0] == '\0') {
        sz_yaml_complain(loader->problems, node, "no value, expected a text");
    } else {
        out->prefix = g_strdup(text);
    }
}

static void load_values(SzImportLoader *loader, const SzYamlNode *node,
                        const SzImportWanted *wanted, SzImportValue *out)
{
    if (sz_yaml_kind(node) != SZ_YAML_IS_MAP || sz_yaml_n(node) == 0) {
        sz_yaml_complain(loader->problems, node,
                         "no table, expected {TEXT IN THE LOG: VALUE, ...}");
        return;
    }
    out->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *pair = sz_yaml_at(node, i);
        char *key = sz_import_fold(&out->reading, sz_yaml_key(pair));
        if (!g_hash_table_insert(out->values, key, take_text(loader, pair, wanted))) {
            sz_yaml_complain(loader->problems, pair,
                             "a second value for this text, as case is ignored; expected one");
        }
    }
}

/* --- where it comes from ------------------------------------------------------------------- */

static void add_attribute(SzImportLoader *loader, const SzYamlNode *node, bool of_event,
                          SzImportValue *out)
{
    const char *key = sz_yaml_text(node);
    if (key == NULL || key[0] == '\0') {
        sz_yaml_complain(loader->problems, node, "no key, expected the key of an attribute");
        return;
    }
    guint i_attribute = sz_import_name_attribute(loader, node, key, of_event);
    g_array_append_val(out->i_attributes, i_attribute);
}

/* Whether an attribute of the other kind may be asked for here; else a problem was added. */
static bool check_other_source(SzImportLoader *loader, const SzYamlNode *source)
{
    if (g_str_equal(sz_yaml_key(source), "case_attribute") && !loader->of_event) {
        sz_yaml_complain(loader->problems, source,
                         "not in a rule on events, expected attribute (the case's, here)");
        return false;
    }
    if (g_str_equal(sz_yaml_key(source), "event_attribute") &&
        (loader->of_event || loader->map->format != SZ_IMPORT_XES)) {
        sz_yaml_complain(loader->problems, source, "%s, expected attribute",
                         loader->of_event ? "in a rule on events" : "of a table");
        return false;
    }
    return true;
}

/* Of `attribute`, `attributes`, `case_attribute` and `event_attribute` the one that is given; NULL after a
 * complaint. */
static const SzYamlNode *find_source(SzImportLoader *loader, const SzYamlNode *node)
{
    static const char *const keys[] = {"attribute", "attributes", "case_attribute",
                                       "event_attribute"};
    const SzYamlNode *source = NULL;
    guint n_sources = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const SzYamlNode *child = sz_yaml_get(node, keys[i]);
        n_sources += child != NULL;
        source = child != NULL ? child : source;
    }
    if (n_sources != 1) {
        sz_yaml_complain(
            loader->problems, node,
            "no single source, expected {attribute: KEY}%s or {attributes: [KEY, KEY]}",
            loader->of_event ? ", {case_attribute: KEY}" : "");
        return NULL;
    }
    return check_other_source(loader, source) ? source : NULL;
}

static bool is_of_event(const SzImportLoader *loader, const SzYamlNode *source)
{
    return g_str_equal(sz_yaml_key(source), "event_attribute") ||
           (loader->of_event && !g_str_equal(sz_yaml_key(source), "case_attribute"));
}

static void load_source(SzImportLoader *loader, const SzYamlNode *node, SzImportValue *out)
{
    const SzYamlNode *source = find_source(loader, node);
    const char *join = sz_yaml_text_of(node, "join");
    if (source == NULL) {
        return;
    }
    bool of_event = is_of_event(loader, source);
    if (!g_str_equal(sz_yaml_key(source), "attributes")) {
        add_attribute(loader, source, of_event, out);
    } else if (sz_yaml_kind(source) != SZ_YAML_IS_LIST || sz_yaml_n(source) == 0) {
        sz_yaml_complain(loader->problems, source, "no list, expected [KEY, KEY]");
    }
    for (guint i = 0; i < sz_yaml_n(source); i++) {
        add_attribute(loader, sz_yaml_at(source, i), of_event, out);
    }
    out->join = g_strdup(join != NULL ? join : " ");
    out->is_set = out->i_attributes->len > 0;
}

static void load_extract(SzImportLoader *loader, const SzYamlNode *node, SzImportValue *out)
{
    g_autoptr(GError) error = NULL;
    const char *text = sz_yaml_text(node);
    if (text == NULL || text[0] == '\0') {
        sz_yaml_complain(loader->problems, node, "no value, expected a regular expression");
        return;
    }
    out->extract = g_regex_new(text, G_REGEX_OPTIMIZE, 0, &error);
    if (out->extract == NULL) {
        sz_yaml_complain(loader->problems, node, "%s", error->message);
    }
}

static void load_day(SzImportLoader *loader, const SzYamlNode *node, SzImportValue *out)
{
    static const char *const words[] = {"start", "end"};
    const char *text = sz_yaml_text(node);
    text = text != NULL ? text : "";
    if (sz_import_check_word(loader, node, "word", text, words, G_N_ELEMENTS(words))) {
        out->day_ends = g_str_equal(text, "end");
    }
}

/* All of a value but its tables. */
static void load_common(SzImportLoader *loader, const SzYamlNode *node, SzImportValue *out)
{
    const SzYamlNode *extract = sz_yaml_get(node, "extract");
    const SzYamlNode *date_is = sz_yaml_get(node, "date_is");
    load_source(loader, node, out);
    sz_import_load_reading(loader, node, &out->reading);
    if (extract != NULL) {
        load_extract(loader, extract, out);
    }
    if (date_is != NULL) {
        load_day(loader, date_is, out);
    }
}

/* A value from attributes, with nothing of it read. */
static void begin_value(SzImportLoader *loader, const SzYamlNode *node, const char *name,
                        SzImportType type, SzImportValue *out)
{
    out->name = name;
    out->type = type;
    out->path = sz_yaml_path(node);
    out->line = sz_yaml_place(node).line;
    out->i_attributes = g_array_new(FALSE, FALSE, sizeof(guint));
    out->reading = sz_import_reading_copy(&loader->map->reading);
    out->day_ends =
        g_str_equal(name, "due"); /* a deadline that is a day lasts as long as the day */
    out->i_use = loader->map->values->len;
    g_ptr_array_add(loader->map->values, out);
}

static void check_keys(SzImportLoader *loader, const SzYamlNode *node, const char *const *keys,
                       gsize n_keys)
{
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        sz_import_check_word(loader, child, "key", sz_yaml_key(child), keys, n_keys);
    }
}

void sz_import_load_value(SzImportLoader *loader, const SzYamlNode *node,
                          const SzImportWanted *wanted, SzImportValue *out)
{
    static const char *const keys[] = {
        "attribute",   "case_attribute", "event_attribute", "attributes", "join",
        "extract",     "prefix",         "values",          "default",    "trim",
        "ignore_case", "empty",          "time_format",     "timezone",   "date_is"};
    if (sz_yaml_kind(node) != SZ_YAML_IS_MAP) {
        out->name = wanted->name;
        out->type = wanted->type;
        out->reading = sz_import_reading_copy(&loader->map->reading);
        out->constant = take_text(loader, node, wanted);
        out->is_set = out->constant != NULL;
        return;
    }
    const SzYamlNode *values = sz_yaml_get(node, "values");
    const SzYamlNode *fallback = sz_yaml_get(node, "default");
    const SzYamlNode *prefix = sz_yaml_get(node, "prefix");
    check_keys(loader, node, keys, G_N_ELEMENTS(keys));
    begin_value(loader, node, wanted->name, wanted->type, out);
    load_common(loader, node, out);
    if (values != NULL) {
        load_values(loader, values, wanted, out);
    }
    if (prefix != NULL) {
        load_prefix(loader, prefix, wanted, out);
    }
    if (fallback != NULL) {
        out->fallback = take_text(loader, fallback, wanted);
    }
}

void sz_import_load_moment(SzImportLoader *loader, const SzYamlNode *node, const char *name,
                           SzImportValue *out)
{
    static const char *const keys[] = {
        "attribute", "case_attribute", "event_attribute", "attributes",  "join",     "extract",
        "trim",      "ignore_case",    "empty",           "time_format", "timezone", "date_is"};
    check_keys(loader, node, keys, G_N_ELEMENTS(keys));
    begin_value(loader, node, name, SZ_IMPORT_TIME, out);
    load_common(loader, node, out);
}

void sz_import_load_implied(SzImportLoader *loader, const SzYamlNode *node, const char *name,
                            const char *key, SzImportValue *out)
{
    begin_value(loader, node, name, SZ_IMPORT_TEXT, out);
    guint i_attribute = sz_import_name_attribute(loader, node, key, false);
    g_array_append_val(out->i_attributes, i_attribute);
    out->is_set = true;
}

/* The number of its use stays: it still stands in the map's list. */
void sz_import_value_clear(SzImportValue *value)
{
    guint i_use = value->i_use;
    g_free(value->path);
    g_free(value->constant);
    g_free(value->join);
    g_free(value->fallback);
    g_free(value->prefix);
    g_clear_pointer(&value->i_attributes, g_array_unref);
    g_clear_pointer(&value->extract, g_regex_unref);
    g_clear_pointer(&value->values, g_hash_table_unref);
    sz_import_reading_clear(&value->reading);
    *value = (SzImportValue){.i_use = i_use};
}
