#include "config/lights_yaml.h"

#include "config/text_checks.h"

#include <math.h>

static const char *const step_lates[] = {"finding", "yellow"};
static const char *const units[] = {"minute", "hour", "workday", "day"};
static const char *const day_units[] = {"workday", "day"};

static const SzYamlSchema count = {.type = SZ_YAML_INT, .min = 0, .max = SZ_LIMIT_MAX};
static const SzYamlSchema unit = SZ_YAML_CHOICE_OF(units);
static const SzYamlSchema day_unit = SZ_YAML_CHOICE_OF(day_units);
static const SzYamlKey limit_keys[] = {
    {"n", &count, true, "how many"},
    {"unit", &unit, true, "one of minute, hour, workday, day"},
};
const SzYamlSchema sz_limit_schema = SZ_YAML_MAP_OF(limit_keys);
static const SzYamlKey extend_max_keys[] = {
    {"n", &count, true, "how many"},
    {"unit", &day_unit, true, "workday or day"},
};
const SzYamlSchema sz_extend_max_schema = SZ_YAML_MAP_OF(extend_max_keys);

static const SzYamlSchema some_days = {.type = SZ_YAML_INT, .min = 1, .max = 1000};
static const SzYamlSchema days = {.type = SZ_YAML_INT, .min = 0, .max = 1000};
static const SzYamlSchema minutes = {.type = SZ_YAML_INT, .min = 0, .max = 1440};
static const SzYamlSchema share = {.type = SZ_YAML_NUMBER, .min = 0, .max = 1};
static const SzYamlSchema times = {.type = SZ_YAML_NUMBER, .min = 1, .max = 100};
static const SzYamlSchema time_of_day = {.type = SZ_YAML_TEXT, .check = sz_check_time_of_day};
static const SzYamlSchema step_late = SZ_YAML_CHOICE_OF(step_lates);

#define CASE_KEYS                                                                                  \
    {"acceptance_workdays", &some_days, false, "working days to accept a case in"},                \
        {"acceptance_yellow_day", &some_days, false, "the day of those that is yellow"},           \
        {"long_from_days", &some_days, false, "days from which on a promise is long"},             \
        {"long_yellow_days", &days, false, "days that are left of a long promise"},                \
        {"long_yellow_share", &share, false, "share that is left of a long promise"},              \
        {"short_yellow_minutes", &minutes, false, "service minutes left of a short promise"},      \
        {"instant_yellow_at", &time_of_day, false, "time of the day, HH:MM"},                      \
        {"instant_yellow_minutes", &minutes, false, "minutes before the day's deadline"},          \
        {"instant_black_workdays", &some_days, false, "working days after the deadline"},          \
        {"clock_yellow_share", &share, false, "share of minutes or hours used"},                   \
        {"clock_black_share", &times, false, "times of minutes or hours used"},                    \
        {"source_yellow_workdays", &days, false, "working days before a source's deadline"},       \
        {"suspended_max_workdays", &some_days, false, "working days a suspension may last"},       \
        {"delivery_workdays", &some_days, false, "working days to deliver a decision in"},         \
        {"step_late", &step_late, false, "what a step over its limit is: finding or yellow"},

static const SzYamlKey case_keys[] = {CASE_KEYS};
static const SzYamlKey item_keys[] = {
    CASE_KEYS{"yellow", &sz_limit_schema, false, "what is left of the limit, {n, unit}"},
    {"yellow_share", &share, false, "share that is left of the limit"},
};
const SzYamlSchema sz_lights_schema = SZ_YAML_MAP_OF(case_keys);
const SzYamlSchema sz_item_lights_schema = SZ_YAML_MAP_OF(item_keys);

SzLimit sz_limit_read(const SzYamlNode *node)
{
    SzLimit result = {.unit = SZ_UNIT_NONE};
    const char *text = sz_yaml_text_of(node, "unit");
    if (text != NULL && sz_unit_parse(sz_slice(text), &result.unit)) {
        result.n = (gint32)sz_yaml_int_of(node, "n", 0);
    }
    return result;
}

static void read_count(const SzYamlNode *node, const char *key, gint32 *out)
{
    *out = (gint32)sz_yaml_int_of(node, key, *out);
}

static void read_share(const SzYamlNode *node, const char *key, gint32 *out_ppm)
{
    double absent = (double)*out_ppm / SZ_PPM;
    *out_ppm = (gint32)lround(sz_yaml_number_of(node, key, absent) * SZ_PPM);
}

static void check_acceptance(const SzYamlNode *node, const SzCaseThresholds *thresholds,
                             SzProblems *problems)
{
    if (thresholds->acceptance_yellow_day > thresholds->acceptance_workdays) {
        const SzYamlNode *given = sz_yaml_get(node, "acceptance_yellow_day");
        sz_yaml_complain(problems, given != NULL ? given : node,
                         "yellow after the last day to accept: '%d', expected 1..%d",
                         thresholds->acceptance_yellow_day, thresholds->acceptance_workdays);
    }
}

void sz_lights_read(const SzYamlNode *node, SzCaseThresholds *thresholds, SzProblems *problems)
{
    const char *at = sz_yaml_text_of(node, "instant_yellow_at");
    const char *late = sz_yaml_text_of(node, "step_late");
    if (node == NULL) {
        return;
    }
    read_count(node, "acceptance_workdays", &thresholds->acceptance_workdays);
    read_count(node, "acceptance_yellow_day", &thresholds->acceptance_yellow_day);
    read_count(node, "long_from_days", &thresholds->long_from_days);
    read_count(node, "long_yellow_days", &thresholds->long_yellow_days);
    read_share(node, "long_yellow_share", &thresholds->long_yellow_ppm);
    read_count(node, "short_yellow_minutes", &thresholds->short_yellow_min);
    read_count(node, "instant_yellow_minutes", &thresholds->instant_yellow_min);
    read_count(node, "instant_black_workdays", &thresholds->instant_black_workdays);
    read_share(node, "clock_yellow_share", &thresholds->clock_yellow_ppm);
    read_share(node, "clock_black_share", &thresholds->clock_black_ppm);
    read_count(node, "source_yellow_workdays", &thresholds->source_yellow_workdays);
    read_count(node, "suspended_max_workdays", &thresholds->suspended_max_workdays);
    read_count(node, "delivery_workdays", &thresholds->delivery_workdays);
    read_share(node, "yellow_share", &thresholds->yellow_ppm);
    if (sz_yaml_get(node, "yellow") != NULL) {
        thresholds->yellow = sz_limit_read(sz_yaml_get(node, "yellow"));
    }
    if (at != NULL) {
        (void)sz_time_of_day_parse(sz_slice(at), &thresholds->instant_yellow_s);
    }
    if (late != NULL) {
        thresholds->is_step_late_yellow = g_str_equal(late, "yellow");
    }
    check_acceptance(node, thresholds, problems);
}
