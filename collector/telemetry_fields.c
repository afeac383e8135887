/* The fields of a point against the table. */

#include "collector/telemetry_internal.h"

/* No message shows eleven digits in a row; only instants have a greater range. */
#define SHOWN_MAX G_GINT64_CONSTANT(9999999999)

static const char *const rule_type_names[] = {
    [SZ_RULE_STRING] = "a string",
    [SZ_RULE_INT] = "an integer (digits and i)",
    [SZ_RULE_FLOAT] = "a number",
    [SZ_RULE_BOOL] = "true or false",
};

static const char *const value_type_names[] = {
    [SZ_LP_FLOAT] = "a float", [SZ_LP_INT] = "an integer",  [SZ_LP_UINT] = "an unsigned integer",
    [SZ_LP_BOOL] = "a bool",   [SZ_LP_STRING] = "a string",
};

static bool is_type(SzRuleType wanted, SzLpType found)
{
    switch (wanted) {
    case SZ_RULE_STRING:
        return found == SZ_LP_STRING;
    case SZ_RULE_INT:
        return found == SZ_LP_INT;
    case SZ_RULE_FLOAT:
        return found == SZ_LP_FLOAT || found == SZ_LP_INT || found == SZ_LP_UINT;
    case SZ_RULE_BOOL:
        return found == SZ_LP_BOOL;
    }
    return false;
}

static bool check_type(const SzCheck *check, const SzFieldRule *rule, const SzLpField *field)
{
    if (is_type(rule->type, field->value.type)) {
        return true;
    }
    char rest[96];
    (void)g_snprintf(rest, sizeof rest, " is %s, expected %s", value_type_names[field->value.type],
                     rule_type_names[rule->type]);
    return sz_check_fail(check, SZ_STANDARD_WRONG_TYPE, "field", field->key, rest);
}

static double number_of(const SzLpValue *value)
{
    switch (value->type) {
    case SZ_LP_FLOAT:
        return value->as.f;
    case SZ_LP_INT:
        return (double)value->as.i;
    case SZ_LP_UINT:
        return (double)value->as.u;
    case SZ_LP_BOOL:
    case SZ_LP_STRING:
        break;
    }
    return 0;
}

static bool check_range(const SzCheck *check, SzSlice key, const SzLpValue *value, gint64 min,
                        gint64 max)
{
    double number = number_of(value);
    bool is_inside = value->type == SZ_LP_INT ? value->as.i >= min && value->as.i <= max
                                              : number >= (double)min && number <= (double)max;
    if (is_inside) {
        return true;
    }
    char range[64];
    if (max > SHOWN_MAX) {
        (void)g_snprintf(range, sizeof range, " is no time between the years 1677 and 2262");
    } else {
        (void)g_snprintf(range, sizeof range,
                         " is out of range, expected %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, min,
                         max);
    }
    return sz_check_fail(check, SZ_STANDARD_INVALID_FIELD, "field", key, range);
}

static bool has_control(SzSlice text)
{
    for (gsize i = 0; i < text.len; i++) {
        if (g_ascii_iscntrl(text.data[i])) {
            return true;
        }
    }
    return false;
}

/* Words with commas between; an empty text has none. */
static bool check_list(const SzCheck *check, const SzFieldRule *rule, SzSlice text)
{
    const char *end = text.data + text.len;
    for (const char *at = text.data; text.len > 0 && at <= end;) {
        const char *comma = at < end ? memchr(at, ',', (gsize)(end - at)) : NULL;
        SzSlice word = {at, (gsize)((comma != NULL ? comma : end) - at)};
        if (!sz_standard_has_word(rule->words, word)) {
            return sz_check_fail_words(check, SZ_STANDARD_INVALID_FIELD, rule->key, word,
                                       rule->words);
        }
        at += word.len + 1;
    }
    return true;
}

static bool check_text(const SzCheck *check, const SzFieldRule *rule, SzSlice text)
{
    SzSuspendKind kind;
    if (rule->is_list) {
        return check_list(check, rule, text);
    }
    if (rule->words != NULL && !sz_standard_has_word(rule->words, text)) {
        return sz_check_fail_words(check, SZ_STANDARD_INVALID_FIELD, rule->key, text, rule->words);
    }
    if (rule->is_suspend_kind && !sz_suspend_kind_parse(text, &kind)) {
        return sz_check_fail(check, SZ_STANDARD_INVALID_FIELD, "field", rule->key,
                             " is none of: hearing tender auction inspection testing quarantine "
                             "appraisal expert supplement publicity consult other");
    }
    if (rule->bytes_max > 0 && (text.len == 0 || text.len > rule->bytes_max || has_control(text))) {
        char expected[80];
        (void)g_snprintf(expected, sizeof expected,
                         ": expected 1..%" G_GSIZE_FORMAT " bytes without control characters",
                         rule->bytes_max);
        return sz_check_fail(check, SZ_STANDARD_INVALID_FIELD, "field", rule->key, expected);
    }
    return true;
}

static bool has_field(const SzCheck *check, SzSlice key)
{
    gint i = sz_standard_find_field(check->reading->rule, key);
    return i >= 0 && check->reading->fields[i] != NULL;
}

static bool check_partner(const SzCheck *check, const SzFieldRule *rule)
{
    if (rule->partner.len == 0 || has_field(check, rule->partner)) {
        return true;
    }
    char rest[64];
    (void)g_snprintf(rest, sizeof rest, " is missing beside '%s'", rule->key.data);
    return sz_check_fail(check, SZ_STANDARD_MISSING_FIELD, "field", rule->partner, rest);
}

static bool check_field(const SzCheck *check, const SzFieldRule *rule, const SzLpField *field)
{
    if (!check_type(check, rule, field)) {
        return false;
    }
    if (rule->type == SZ_RULE_STRING && !check_text(check, rule, field->value.as.s)) {
        return false;
    }
    if (rule->has_range && !check_range(check, field->key, &field->value, rule->min, rule->max)) {
        return false;
    }
    return check_partner(check, rule);
}

static bool is_needed(const SzCheck *check, const SzFieldRule *rule)
{
    return rule->is_always || (rule->needed_by != NULL &&
                               sz_standard_has_word(rule->needed_by, check->reading->event));
}

static bool check_needed(const SzCheck *check)
{
    const SzMeasurementRule *measurement = check->reading->rule;
    for (gsize i = 0; i < measurement->n_fields; i++) {
        const SzFieldRule *rule = &measurement->fields[i];
        if (check->reading->fields[i] == NULL && is_needed(check, rule)) {
            return sz_check_fail(check, SZ_STANDARD_MISSING_FIELD, "field", rule->key,
                                 " is missing");
        }
    }
    const char *const *any_of = measurement->any_of;
    for (gsize i = 0; any_of != NULL; i++) {
        if (any_of[i] == NULL) {
            return sz_check_fail_list(check, SZ_STANDARD_MISSING_FIELD, "measurement",
                                      measurement->name, " needs one of the fields", any_of);
        }
        if (has_field(check, sz_slice(any_of[i]))) {
            break;
        }
    }
    return true;
}

/* What the table cannot say. */
static bool check_special(const SzCheck *check)
{
    const SzReading *reading = check->reading;
    if (reading->entity == SZ_ENTITY_METRIC) {
        const SzLpField *den = sz_point_find_field(reading->point, SZ_SLICE("den"));
        double number = den != NULL ? number_of(&den->value) : 1;
        if (den != NULL && !(number < 0) && !(number > 0)) {
            return sz_check_fail(check, SZ_STANDARD_INVALID_FIELD, "field", den->key,
                                 " is 0, expected a number to divide by");
        }
    }
    if (reading->entity == SZ_ENTITY_CASE && sz_slice_equal(reading->event, SZ_SLICE("extend"))) {
        const SzLpField *days = reading->fields[SZ_FIELD_CASE_DAYS];
        return check_range(check, days->key, &days->value, 1, SZ_LIMIT_MAX);
    }
    return true;
}

static bool check_common(const SzCheck *check)
{
    const SzReading *reading = check->reading;
    return (reading->src == NULL || check_field(check, &sz_standard_src, reading->src)) &&
           (reading->eid == NULL || check_field(check, &sz_standard_eid, reading->eid)) &&
           (reading->seq == NULL || check_field(check, &sz_standard_seq, reading->seq));
}

bool sz_check_fields(const SzCheck *check)
{
    const SzReading *reading = check->reading;
    if (!check_needed(check) || !check_common(check)) {
        return false;
    }
    for (gsize i = 0; i < reading->rule->n_fields; i++) {
        const SzLpField *field = reading->fields[i];
        if (field != NULL && !check_field(check, &reading->rule->fields[i], field)) {
            return false;
        }
    }
    return check_special(check);
}
