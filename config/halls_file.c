#include "config/halls_file.h"

#include "config/did_you_mean.h"
#include "config/hours_yaml.h"
#include "config/text_checks.h"

static const char *const tiers[] = {"municipal", "county", "town", "village", "kiosk"};
G_STATIC_ASSERT(G_N_ELEMENTS(tiers) == SZ_TIER_N);

static const SzYamlSchema code = {.type = SZ_YAML_TEXT, .check = sz_check_code};
static const SzYamlSchema name = {.type = SZ_YAML_TEXT, .min = 1, .max = 100};
const SzYamlSchema sz_tier_schema = SZ_YAML_CHOICE_OF(tiers);
static const SzYamlSchema lon = {.type = SZ_YAML_NUMBER, .min = -180, .max = 180};
static const SzYamlSchema lat = {.type = SZ_YAML_NUMBER, .min = -90, .max = 90};
static const SzYamlSchema day = {.type = SZ_YAML_TEXT, .check = sz_check_day};
static const SzYamlSchema end_day = {.type = SZ_YAML_TEXT, .check = sz_check_end_day};
static const SzYamlSchema queue_word = {.type = SZ_YAML_TEXT, .min = 1, .max = 40};
static const SzYamlKey queue_keys[] = {
    {"name", &queue_word, true, "what people call the queue"},
    {"name_en", &queue_word, false, "its English name"},
};
static const SzYamlSchema queue = SZ_YAML_MAP_OF(queue_keys);
static const SzYamlSchema queues = {.type = SZ_YAML_DICT, .max = 1000, .items = &queue};
static const SzYamlKey hall_keys[] = {
    {"code", &code, true, "the code of the hall"},
    {"name", &name, true, "the name of the hall"},
    {"tier", &sz_tier_schema, true, "one of municipal, county, town, village, kiosk"},
    {"parent", &code, false, "the code of the hall above"},
    {"region", &code, false, "the code of the region served"},
    {"lon", &lon, false, "longitude, degrees, WGS 84"},
    {"lat", &lat, false, "latitude, degrees, WGS 84"},
    {"hours", &sz_hours_schema, false, "opening hours of its own"},
    {"queues", &queues, false, "names of its own for queues"},
};
static const SzYamlSchema hall = SZ_YAML_MAP_OF(hall_keys);
static const SzYamlSchema halls = SZ_YAML_LIST_OF(&hall);
static const SzYamlKey alias_keys[] = {
    {"code", &code, true, "the older code"},
    {"hall", &code, true, "the code of the hall it means"},
    {"from", &day, false, "the first day it holds"},
    {"to", &end_day, false, "the day after the last"},
};
static const SzYamlSchema alias = SZ_YAML_MAP_OF(alias_keys);
static const SzYamlSchema aliases = SZ_YAML_LIST_OF(&alias);
static const SzYamlKey file_keys[] = {
    {"default_hours", &sz_hours_schema, true, "the opening hours of a hall that gives none"},
    {"halls", &halls, true, "the list of halls"},
    {"aliases", &aliases, false, "older codes"},
    {"queues", &queues, false, "the names of queues, by the code that feeds send"},
};
const SzYamlSchema sz_halls_schema = SZ_YAML_MAP_OF(file_keys);

typedef struct {
    const SzYamlNode *halls;
    const SzYamlNode *aliases;
    GHashTable *by_code; /* borrowed: code (owned by it) -> 1 + index of the hall in the list */
    SzProblems *problems;
} Tree;

/* NULL when there is no hall of that code. */
static const SzYamlNode *find_hall(const Tree *tree, const char *text)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(tree->by_code, text));
    return place > 0 ? sz_yaml_at(tree->halls, place - 1) : NULL;
}

static void index_halls(Tree *tree)
{
    for (guint i = 0; i < sz_yaml_n(tree->halls); i++) {
        const SzYamlNode *own = sz_yaml_get(sz_yaml_at(tree->halls, i), "code");
        const char *text = sz_yaml_text(own);
        if (text == NULL) {
            continue;
        }
        const SzYamlNode *first = find_hall(tree, text);
        if (first == NULL) {
            (void)g_hash_table_insert(tree->by_code, g_strdup(text), GUINT_TO_POINTER(i + 1));
            continue;
        }
        sz_yaml_complain(tree->problems, own,
                         "code given twice: '%s', first on line %d, expected each once", text,
                         sz_yaml_place(sz_yaml_get(first, "code")).line);
    }
}

/* The declared code nearest to @wanted, the first of equals; NULL when none is near. */
static const char *guess_code(const Tree *tree, const char *wanted)
{
    g_autofree const char **codes = g_new(const char *, sz_yaml_n(tree->halls));
    gsize n = 0;
    for (guint i = 0; i < sz_yaml_n(tree->halls); i++) {
        const char *text = sz_yaml_text_of(sz_yaml_at(tree->halls, i), "code");
        if (text != NULL) {
            codes[n++] = text;
        }
    }
    return sz_did_you_mean(wanted, codes, n);
}

static void complain_unknown_hall(const Tree *tree, const SzYamlNode *node)
{
    const char *wanted = sz_yaml_text(node);
    /* Guessing reads every code: not for problems that will not be shown. */
    bool shown = sz_problems_count(tree->problems) < SZ_PROBLEMS_MAX;
    const char *guess = shown ? guess_code(tree, wanted) : NULL;
    if (guess != NULL) {
        sz_yaml_complain(tree->problems, node, "unknown hall: '%s', did you mean '%s'?", wanted,
                         guess);
    } else {
        sz_yaml_complain(tree->problems, node, "unknown hall: '%s', expected a code in halls",
                         wanted);
    }
}

static const SzYamlNode *parent_of(const Tree *tree, const SzYamlNode *node)
{
    const char *text = sz_yaml_text_of(node, "parent");
    return text != NULL ? find_hall(tree, text) : NULL;
}

/* A circle that goes through @node itself is said here; what hangs below one is not. */
static void check_ancestors(const Tree *tree, const SzYamlNode *node)
{
    const SzYamlNode *parent = sz_yaml_get(node, "parent");
    if (sz_yaml_text(parent) == NULL) {
        return;
    }
    const SzYamlNode *at = parent_of(tree, node);
    if (at == NULL) {
        complain_unknown_hall(tree, parent);
        return;
    }
    for (guint i = 1; at != NULL && at != node && i < SZ_REGISTRY_DEPTH_MAX; i++) {
        at = parent_of(tree, at);
    }
    if (at == node) {
        sz_yaml_complain(tree->problems, parent,
                         "hall is its own ancestor: '%s', expected a hall above it",
                         sz_yaml_text(parent));
    }
}

static void check_place(const Tree *tree, const SzYamlNode *node)
{
    bool has_lon = sz_yaml_get(node, "lon") != NULL;
    bool has_lat = sz_yaml_get(node, "lat") != NULL;
    if (has_lon != has_lat) {
        sz_yaml_complain(tree->problems, node, "%s without %s, expected both or neither",
                         has_lon ? "lon" : "lat", has_lon ? "lat" : "lon");
    }
}

static void check_alias(const Tree *tree, const SzYamlNode *node)
{
    const SzYamlNode *own = sz_yaml_get(node, "code");
    const SzYamlNode *target = sz_yaml_get(node, "hall");
    const char *text = sz_yaml_text(own);
    if (text != NULL && g_hash_table_contains(tree->by_code, text)) {
        sz_yaml_complain(tree->problems, own,
                         "alias is the code of a hall: '%s', expected a code of its own", text);
    }
    const char *wanted = sz_yaml_text(target);
    if (wanted != NULL && !g_hash_table_contains(tree->by_code, wanted)) {
        complain_unknown_hall(tree, target);
    }
}

static void check_tree(Tree *tree)
{
    index_halls(tree);
    for (guint i = 0; i < sz_yaml_n(tree->halls); i++) {
        check_ancestors(tree, sz_yaml_at(tree->halls, i));
        check_place(tree, sz_yaml_at(tree->halls, i));
    }
    for (guint i = 0; i < sz_yaml_n(tree->aliases); i++) {
        check_alias(tree, sz_yaml_at(tree->aliases, i));
    }
}

static SzOpeningHours *make_hours(const SzHoursDraft *draft, const SzYamlNode *node,
                                  SzProblems *problems)
{
    g_autoptr(GError) error = NULL;
    SzOpeningHours *hours = sz_opening_hours_new(&draft->plan, &error);
    if (hours == NULL) {
        sz_yaml_complain(problems, node, "%s", error->message);
    }
    return hours;
}

static void hall_clear(gpointer hall_of_array)
{
    g_clear_pointer(&((SzHall *)hall_of_array)->hours, sz_opening_hours_unref);
}

/* Of a hall that may have problems: what is missing stays empty. */
static SzHall read_hall(const SzYamlNode *node, const SzHoursDraft *default_hours,
                        SzProblems *problems)
{
    SzHall result = {
        .code = sz_yaml_text_of(node, "code"),
        .name = sz_yaml_text_of(node, "name"),
        .parent = sz_yaml_text_of(node, "parent"),
        .region = sz_yaml_text_of(node, "region"),
        .lon_deg = sz_yaml_number_of(node, "lon", 0),
        .lat_deg = sz_yaml_number_of(node, "lat", 0),
        .has_place = sz_yaml_get(node, "lon") != NULL && sz_yaml_get(node, "lat") != NULL,
    };
    (void)sz_tier_parse(sz_slice(sz_yaml_text_of(node, "tier")), &result.tier);
    if (result.region == NULL) {
        result.region = result.code;
    }
    const SzYamlNode *hours = sz_yaml_get(node, "hours");
    if (hours != NULL) {
        g_auto(SzHoursDraft) draft = {0};
        sz_hours_draft_read(&draft, hours, default_hours, problems);
        result.hours = make_hours(&draft, hours, problems);
    }
    return result;
}

static GArray *read_halls(const SzYamlNode *node, const SzHoursDraft *default_hours,
                          SzProblems *problems)
{
    GArray *result = g_array_new(FALSE, TRUE, sizeof(SzHall));
    g_array_set_clear_func(result, hall_clear);
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        SzHall read = read_hall(sz_yaml_at(node, i), default_hours, problems);
        g_array_append_val(result, read);
    }
    return result;
}

static GArray *read_aliases(const SzYamlNode *node)
{
    GArray *result = g_array_new(FALSE, TRUE, sizeof(SzHallAlias));
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        SzHallAlias read = {.code = sz_yaml_text_of(child, "code"),
                            .hall = sz_yaml_text_of(child, "hall"),
                            .from = sz_work_calendar_first(),
                            .to = sz_work_calendar_last() + 1};
        (void)sz_yaml_day(sz_yaml_get(child, "from"), &read.from);
        (void)sz_yaml_day(sz_yaml_get(child, "to"), &read.to);
        g_array_append_val(result, read);
    }
    return result;
}

/* @node: a dict of queues, or NULL. */
static void read_queues(const SzYamlNode *node, const char *hall_code, GArray *names)
{
    for (guint i = 0; i < sz_yaml_n(node); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        SzQueueName read = {hall_code, sz_yaml_key(child), sz_yaml_text_of(child, "name"),
                            sz_yaml_text_of(child, "name_en")};
        g_array_append_val(names, read);
    }
}

static void name_queues(SzRegistry *registry, const SzYamlNode *root)
{
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(SzQueueName));
    const SzYamlNode *list = sz_yaml_get(root, "halls");
    read_queues(sz_yaml_get(root, "queues"), NULL, names);
    for (guint i = 0; i < sz_yaml_n(list); i++) {
        const SzYamlNode *node = sz_yaml_at(list, i);
        read_queues(sz_yaml_get(node, "queues"), sz_yaml_text_of(node, "code"), names);
    }
    sz_registry_name_queues(registry, (const SzQueueName *)(gpointer)names->data, names->len);
}

SzRegistry *sz_halls_file_read(const SzYaml *yaml, SzProblems *problems)
{
    gsize before = sz_problems_count(problems);
    bool valid = sz_yaml_check(yaml, &sz_halls_schema, problems);
    const SzYamlNode *root = sz_yaml_root(yaml);
    const SzYamlNode *hours_node = sz_yaml_get(root, "default_hours");
    g_autoptr(GHashTable) by_code = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Tree tree = {.halls = sz_yaml_get(root, "halls"),
                 .aliases = sz_yaml_get(root, "aliases"),
                 .by_code = by_code,
                 .problems = problems};
    check_tree(&tree);

    g_auto(SzHoursDraft) draft = {0};
    sz_hours_draft_read(&draft, hours_node, NULL, problems);
    g_autoptr(GArray) read = read_halls(tree.halls, &draft, problems);
    g_autoptr(GArray) read_as = read_aliases(tree.aliases);
    if (!valid || sz_problems_count(problems) != before) {
        return NULL;
    }

    g_autoptr(SzOpeningHours) default_hours = make_hours(&draft, hours_node, problems);
    if (default_hours == NULL) {
        return NULL;
    }
    g_autoptr(GError) error = NULL;
    SzRegistry *registry = sz_registry_new((const SzHall *)(gpointer)read->data, read->len,
                                           (const SzHallAlias *)(gpointer)read_as->data,
                                           read_as->len, default_hours, &error);
    if (registry == NULL) {
        sz_yaml_complain(problems, tree.halls, "%s", error->message);
        return NULL;
    }
    name_queues(registry, root);
    return registry;
}
