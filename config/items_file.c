#include "config/items_file.h"

#include "config/halls_file.h"
#include "config/lights_yaml.h"
#include "config/suspend_yaml.h"
#include "config/text_checks.h"

static const char *const kinds[] = {"instant", "promise"};
static const SzYamlSchema name = {.type = SZ_YAML_TEXT, .min = 1, .max = 200};
static const SzYamlSchema kind = SZ_YAML_CHOICE_OF(kinds);
static const SzYamlKey channel_keys[] = {
    {"window", &sz_limit_schema, false, "at the window, {n, unit}"},
    {"online", &sz_limit_schema, false, "online, {n, unit}"},
    {"mobile", &sz_limit_schema, false, "by mobile, {n, unit}"},
    {"kiosk", &sz_limit_schema, false, "at a kiosk, {n, unit}"},
    {"post", &sz_limit_schema, false, "by post, {n, unit}"},
    {"other", &sz_limit_schema, false, "any other way, {n, unit}"},
};
static const SzYamlSchema channels = SZ_YAML_MAP_OF(channel_keys);
/* No more than a case remembers (SZ_CASE_STEPS_MAX). */
static const SzYamlSchema steps = {
    .type = SZ_YAML_DICT, .items = &sz_limit_schema, .min = 1, .max = 32};
static const SzYamlSchema due_at = SZ_YAML_LIST_OF(&sz_tier_schema);
static const SzYamlSchema minutes = {.type = SZ_YAML_INT, .min = 1, .max = 1440};
static const SzYamlSchema tag = {.type = SZ_YAML_TEXT, .min = 1, .max = 40};
static const SzYamlSchema tags = SZ_YAML_LIST_OF(&tag);
static const SzYamlKey item_keys[] = {
    {"name", &name, true, "the name of the item"},
    {"kind", &kind, false, "instant or promise"},
    {"promise", &sz_limit_schema, false, "what the office promises, {n, unit}"},
    {"promise_by_channel", &channels, false, "another promise by the way it comes in"},
    {"statute", &sz_limit_schema, false, "what the law allows, {n, unit}"},
    {"extend_max", &sz_extend_max_schema, false, "what all extensions together may add"},
    {"steps", &steps, false, "how long each step may take"},
    {"lights", &sz_item_lights_schema, false, "when its lights turn"},
    {"stops", &sz_suspend_kinds_schema, false, "suspensions that stop its clock"},
    {"due_at", &due_at, false, "tiers whose halls are to offer it"},
    {"service_limit_min", &minutes, false, "longest ordinary service, minutes"},
    {"tags", &tags, false, "words for filters"},
};
static const SzYamlSchema item = SZ_YAML_MAP_OF(item_keys);
static const SzYamlSchema items = {.type = SZ_YAML_DICT, .items = &item, .check = sz_check_code};
static const SzYamlKey file_keys[] = {{"items", &items, true, "the items by code"}};
const SzYamlSchema sz_items_schema = SZ_YAML_MAP_OF(file_keys);

static SzCaseKind read_kind(const SzYamlNode *node)
{
    const char *text = sz_yaml_text_of(node, "kind");
    if (text == NULL) {
        return SZ_CASE_KIND_NONE;
    }
    return g_str_equal(text, "instant") ? SZ_CASE_KIND_INSTANT : SZ_CASE_KIND_PROMISE;
}

/* What the items under reading point to; freed after they are copied. */
typedef struct {
    const SzCaseThresholds *thresholds; /* of every case */
    SzProblems *problems;
    GPtrArray *owned;
} Reading;

static void read_channels(const SzYamlNode *node, SzItem *out)
{
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        SzChannel channel = SZ_CHANNEL_NONE;
        if (sz_channel_parse(sz_slice(sz_yaml_key(child)), &channel)) {
            out->promise_by_channel[channel] = sz_limit_read(child);
        }
    }
}

static void read_steps(const Reading *reading, const SzYamlNode *node, SzItem *out)
{
    if (sz_yaml_n(node) == 0) {
        return;
    }
    SzItemStep *read = g_new0(SzItemStep, sz_yaml_n(node));
    g_ptr_array_add(reading->owned, read);
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        read[i] = (SzItemStep){sz_yaml_key(child), sz_limit_read(child)};
    }
    out->steps = read;
    out->n_steps = sz_yaml_n(node);
}

/* An item that says nothing has those of every case. */
static void read_thresholds(const Reading *reading, const SzYamlNode *node, SzItem *out)
{
    const SzYamlNode *lights = sz_yaml_get(node, "lights");
    const SzYamlNode *extend_max = sz_yaml_get(node, "extend_max");
    if (lights == NULL && extend_max == NULL) {
        return;
    }
    SzCaseThresholds *own = g_memdup2(reading->thresholds, sizeof *own);
    g_ptr_array_add(reading->owned, own);
    sz_lights_read(lights, own, reading->problems);
    if (extend_max != NULL) {
        own->extend_max = sz_limit_read(extend_max);
    }
    if (extend_max != NULL && out->statute.unit != SZ_UNIT_NONE &&
        out->statute.unit != own->extend_max.unit) {
        sz_yaml_complain(reading->problems, extend_max,
                         "unit is not that of the statute: '%s', expected %s",
                         sz_unit_name(own->extend_max.unit), sz_unit_name(out->statute.unit));
    }
    out->thresholds = own;
}

static SzItem read_item(const Reading *reading, const SzYamlNode *node)
{
    SzItem result = {
        .code = sz_yaml_key(node),
        .name = sz_yaml_text_of(node, "name"),
        .kind = read_kind(node),
        .promise = sz_limit_read(sz_yaml_get(node, "promise")),
        .statute = sz_limit_read(sz_yaml_get(node, "statute")),
        .stopping_kinds = sz_suspend_kinds_read(sz_yaml_get(node, "stops")),
    };
    read_channels(sz_yaml_get(node, "promise_by_channel"), &result);
    read_steps(reading, sz_yaml_get(node, "steps"), &result);
    read_thresholds(reading, node, &result);
    return result;
}

SzItems *sz_items_file_read(const SzYaml *yaml, const SzCaseThresholds *thresholds,
                            SzProblems *problems)
{
    if (!sz_yaml_check(yaml, &sz_items_schema, problems)) {
        return NULL;
    }
    gsize before = sz_problems_count(problems);
    const SzYamlNode *node = sz_yaml_get(sz_yaml_root(yaml), "items");
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) read = g_array_new(FALSE, TRUE, sizeof(SzItem));
    Reading reading = {thresholds, problems, owned};
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        SzItem next = read_item(&reading, sz_yaml_at(node, i));
        g_array_append_val(read, next);
    }
    if (sz_problems_count(problems) > before) {
        return NULL;
    }
    g_autoptr(GError) error = NULL;
    SzItems *result = sz_items_new((const SzItem *)(gpointer)read->data, read->len, &error);
    if (result == NULL) {
        sz_yaml_complain(problems, node, "%s", error->message);
    }
    return result;
}
