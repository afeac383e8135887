#include "config/items_file.h"

#include "config/halls_file.h"
#include "config/suspend_yaml.h"
#include "config/text_checks.h"

static const char *const kinds[] = {"instant", "promise"};
static const char *const units[] = {"minute", "hour", "workday", "day"};

static const SzYamlSchema name = {.type = SZ_YAML_TEXT, .min = 1, .max = 200};
static const SzYamlSchema kind = SZ_YAML_CHOICE_OF(kinds);
static const SzYamlSchema unit = SZ_YAML_CHOICE_OF(units);
static const SzYamlSchema count = {.type = SZ_YAML_INT, .min = 0, .max = SZ_LIMIT_MAX};
static const SzYamlKey limit_keys[] = {
    {"n", &count, true, "how many"},
    {"unit", &unit, true, "one of minute, hour, workday, day"},
};
static const SzYamlSchema limit = SZ_YAML_MAP_OF(limit_keys);
static const SzYamlSchema due_at = SZ_YAML_LIST_OF(&sz_tier_schema);
static const SzYamlSchema minutes = {.type = SZ_YAML_INT, .min = 1, .max = 1440};
static const SzYamlSchema tag = {.type = SZ_YAML_TEXT, .min = 1, .max = 40};
static const SzYamlSchema tags = SZ_YAML_LIST_OF(&tag);
static const SzYamlKey item_keys[] = {
    {"name", &name, true, "the name of the item"},
    {"kind", &kind, false, "instant or promise"},
    {"promise", &limit, false, "what the office promises, {n, unit}"},
    {"statute", &limit, false, "what the law allows, {n, unit}"},
    {"stops", &sz_suspend_kinds_schema, false, "suspensions that stop its clock"},
    {"due_at", &due_at, false, "tiers whose halls are to offer it"},
    {"service_limit_min", &minutes, false, "longest ordinary service, minutes"},
    {"tags", &tags, false, "words for filters"},
};
static const SzYamlSchema item = SZ_YAML_MAP_OF(item_keys);
static const SzYamlSchema items = {.type = SZ_YAML_DICT, .items = &item, .check = sz_check_code};
static const SzYamlKey file_keys[] = {{"items", &items, true, "the items by code"}};
const SzYamlSchema sz_items_schema = SZ_YAML_MAP_OF(file_keys);

static SzLimit read_limit(const SzYamlNode *node)
{
    SzLimit result = {.unit = SZ_UNIT_NONE};
    const char *text = sz_yaml_text_of(node, "unit");
    if (text != NULL && sz_unit_parse(sz_slice(text), &result.unit)) {
        result.n = (gint32)sz_yaml_int_of(node, "n", 0);
    }
    return result;
}

static SzCaseKind read_kind(const SzYamlNode *node)
{
    const char *text = sz_yaml_text_of(node, "kind");
    if (text == NULL) {
        return SZ_CASE_KIND_NONE;
    }
    return g_str_equal(text, "instant") ? SZ_CASE_KIND_INSTANT : SZ_CASE_KIND_PROMISE;
}

SzItems *sz_items_file_read(const SzYaml *yaml, SzProblems *problems)
{
    if (!sz_yaml_check(yaml, &sz_items_schema, problems)) {
        return NULL;
    }
    const SzYamlNode *node = sz_yaml_get(sz_yaml_root(yaml), "items");
    g_autoptr(GArray) read = g_array_new(FALSE, TRUE, sizeof(SzItem));
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        SzItem next = {
            .code = sz_yaml_key(child),
            .name = sz_yaml_text_of(child, "name"),
            .kind = read_kind(child),
            .promise = read_limit(sz_yaml_get(child, "promise")),
            .statute = read_limit(sz_yaml_get(child, "statute")),
            .stopping_kinds = sz_suspend_kinds_read(sz_yaml_get(child, "stops")),
        };
        g_array_append_val(read, next);
    }
    g_autoptr(GError) error = NULL;
    SzItems *result = sz_items_new((const SzItem *)(gpointer)read->data, read->len, &error);
    if (result == NULL) {
        sz_yaml_complain(problems, node, "%s", error->message);
    }
    return result;
}
