#include "collector/telemetry.h"

#include "collector/telemetry_internal.h"

#include <math.h>

/* A hall's code. */
#define HALL_MAX_BYTES 32
/* --- personal data --- */

static guint64 magnitude(gint64 number)
{
    return number < 0 ? 0 - (guint64)number : (guint64)number;
}

/* The whole number a value says, without its sign.  Returns: false when it says none. */
static bool whole_number(const SzLpValue *value, guint64 *out)
{
    switch (value->type) {
    case SZ_LP_UINT:
        *out = value->as.u;
        return true;
    case SZ_LP_INT:
        *out = magnitude(value->as.i);
        return true;
    case SZ_LP_FLOAT: /* up to 2^53 a double holds every whole number */
        *out = (guint64)MIN(fabs(value->as.f), 9007199254740992.0);
        return fabs(value->as.f) < 9007199254740992.0;
    case SZ_LP_STRING:
    case SZ_LP_BOOL:
        break;
    }
    return false;
}

/* Numbers that the standard defines are instants and counts, not somebody's.  A number of a measurement
 * it does not know may be a count of bytes: eleven digits are a telephone only where the key says so. */
static bool is_personal_value(const SzCheck *check, const SzLpField *field)
{
    guint64 number = 0;
    if (field->value.type == SZ_LP_STRING) {
        return sz_privacy_is_personal_text(field->value.as.s);
    }
    const SzFieldRule *rule = sz_standard_find_field(check->rule, field->key);
    bool is_counted = rule != NULL && (rule->type == SZ_RULE_INT || rule->type == SZ_RULE_FLOAT);
    if (is_counted || !whole_number(&field->value, &number)) {
        return false;
    }
    return sz_privacy_is_id_number(number) ||
           (sz_privacy_is_phone_number(number) &&
            (check->rule != NULL || sz_privacy_is_phone_key(field->key)));
}

static bool fail_personal(const SzCheck *check, const char *what, SzSlice key, bool is_key)
{
    return sz_check_fail(check, SZ_STANDARD_PERSONAL_DATA, what, key,
                         is_key ? " names a person: no names, ID or phone numbers are taken"
                                : " looks like an ID or phone number: none are taken");
}

/* The shortest run that can be somebody's number. */
#define NUMBER_BYTES 11

/* A name that is somebody's number is not shown either. */
static bool check_name(const SzCheck *check, const char *what, SzSlice name)
{
    if (name.len < NUMBER_BYTES || !sz_privacy_is_personal_text(name)) {
        return true;
    }
    (void)fail_personal(check, what, SZ_SLICE("#"), false);
    check->error->key = name;
    return false;
}

static bool check_names(const SzCheck *check)
{
    const SzLpPoint *point = check->point;
    if (check->rule == NULL && !check_name(check, "measurement", point->measurement)) {
        return false;
    }
    for (gsize i = 0; i < point->n_tags; i++) {
        if (!check_name(check, "tag", point->tags[i].key)) {
            return false;
        }
    }
    for (gsize i = 0; i < point->n_fields; i++) {
        if (!check_name(check, "field", point->fields[i].key)) {
            return false;
        }
    }
    return true;
}

static bool check_privacy(const SzCheck *check)
{
    const SzLpPoint *point = check->point;
    bool is_known = check->rule != NULL;
    if (!check_names(check)) {
        return false;
    }
    for (gsize i = 0; i < point->n_tags; i++) {
        SzSlice key = point->tags[i].key;
        bool is_key = is_known && sz_privacy_is_personal_key(key);
        if (is_key || sz_privacy_is_personal_text(point->tags[i].value)) {
            return fail_personal(check, "tag", key, is_key);
        }
    }
    for (gsize i = 0; i < point->n_fields; i++) {
        SzSlice key = point->fields[i].key;
        bool is_key = is_known && sz_privacy_is_personal_key(key);
        if (is_key || is_personal_value(check, &point->fields[i])) {
            return fail_personal(check, "field", key, is_key);
        }
    }
    return true;
}

/* --- tags --- */

static bool check_tag(const SzCheck *check, const SzTagRule *rule)
{
    SzSlice value = sz_point_find_tag(check->point, rule->key);
    if (value.len == 0) {
        return rule->is_optional ||
               sz_check_fail(check, SZ_STANDARD_MISSING_TAG, "tag", rule->key, " is missing");
    }
    if (rule->words != NULL && !sz_standard_has_word(rule->words, value)) {
        return sz_check_fail_words(check, SZ_STANDARD_INVALID_TAG, rule->key, value, rule->words);
    }
    return true;
}

static bool check_event(SzCheck *check)
{
    const SzTagRule rule = {.key = SZ_SLICE("event"), .words = check->rule->events};
    if (rule.words == NULL) {
        return true;
    }
    check->event = sz_point_find_tag(check->point, rule.key);
    return check_tag(check, &rule);
}

static bool check_tags(SzCheck *check)
{
    const SzTagRule hall = {.key = SZ_SLICE("hall")};
    if (!check_tag(check, &hall)) {
        return false;
    }
    if (sz_point_find_tag(check->point, hall.key).len > HALL_MAX_BYTES) {
        return sz_check_fail(check, SZ_STANDARD_INVALID_TAG, "tag", hall.key,
                             ": too long, expected at most 32 bytes");
    }
    if (!check_event(check)) {
        return false;
    }
    for (gsize i = 0; i < check->rule->n_tags; i++) {
        if (!check_tag(check, &check->rule->tags[i])) {
            return false;
        }
    }
    return true;
}

bool sz_telemetry_check(const SzLpPoint *point, SzEntity *out_entity, SzStandardError *out_error)
{
    SzStandardError unwanted;
    SzCheck check = {.point = point,
                     .rule = sz_standard_find(point->measurement),
                     .error = out_error != NULL ? out_error : &unwanted};
    if (sz_slice_equal(point->measurement, SZ_SLICE("action"))) {
        return sz_check_fail(&check, SZ_STANDARD_RESERVED_MEASUREMENT, "measurement",
                             point->measurement, " is written by the daemon only");
    }
    if (!check_privacy(&check)) {
        return false;
    }
    /* A measurement nobody has heard of need not even name a hall: no feed is turned away for being
     * new. */
    if (check.rule != NULL && (!check_tags(&check) || !sz_check_fields(&check))) {
        return false;
    }
    if (out_entity != NULL) {
        *out_entity = check.rule != NULL ? check.rule->entity : SZ_ENTITY_GENERIC;
    }
    return true;
}
