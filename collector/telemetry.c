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
static bool is_personal_value(const SzReading *reading, const SzLpField *field,
                              const SzFieldRule *rule)
{
    guint64 number = 0;
    if (field->value.type == SZ_LP_STRING) {
        return sz_privacy_is_personal_text(field->value.as.s);
    }
    bool is_counted = rule != NULL && (rule->type == SZ_RULE_INT || rule->type == SZ_RULE_FLOAT);
    if (is_counted || !whole_number(&field->value, &number)) {
        return false;
    }
    return sz_privacy_is_id_number(number) ||
           (sz_privacy_is_phone_number(number) &&
            (reading->rule != NULL || sz_privacy_is_phone_key(field->key)));
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

/* --- from keys to places --- */

/* Puts a tag where its key belongs.  Returns: whether the standard knows the key. */
static bool place_tag(SzReading *out, const SzLpTag *tag)
{
    if (sz_slice_equal(tag->key, SZ_SLICE("hall"))) {
        out->hall = tag->value;
        return true;
    }
    if (out->rule == NULL) {
        return false;
    }
    if (out->rule->events != NULL && sz_slice_equal(tag->key, SZ_SLICE("event"))) {
        out->event = tag->value;
        return true;
    }
    gint i = sz_standard_find_tag(out->rule, tag->key);
    if (i >= 0) {
        out->tags[i] = tag->value;
    }
    return i >= 0;
}

/* The same for a field; *out_rule: what it must be; NULL: the standard does not know it. */
static void place_field(SzReading *out, const SzLpField *field, const SzFieldRule **out_rule)
{
    *out_rule = NULL;
    if (sz_slice_equal(field->key, SZ_SLICE("src"))) {
        out->src = field;
        *out_rule = &sz_standard_src;
    } else if (sz_slice_equal(field->key, SZ_SLICE("eid"))) {
        out->eid = field;
        *out_rule = &sz_standard_eid;
    } else if (sz_slice_equal(field->key, SZ_SLICE("seq"))) {
        out->seq = field;
        *out_rule = &sz_standard_seq;
    } else if (out->rule != NULL) {
        gint i = sz_standard_find_field(out->rule, field->key);
        if (i >= 0) {
            out->fields[i] = field;
            *out_rule = &out->rule->fields[i];
        }
    }
}

/* Everything to its place, as long as nothing is somebody's: that comes before anything else that may be wrong. */
static bool place_all(SzReading *out, const SzCheck *check)
{
    const SzLpPoint *point = out->point;
    bool is_standard = out->rule != NULL;
    for (gsize i = 0; i < point->n_tags; i++) {
        const SzLpTag *tag = &point->tags[i];
        bool is_known = place_tag(out, tag);
        if (!is_known && !check_name(check, "tag", tag->key)) {
            return false;
        }
        bool is_key = !is_known && is_standard && sz_privacy_is_personal_key(tag->key);
        if (is_key || sz_privacy_is_personal_text(tag->value)) {
            return fail_personal(check, "tag", tag->key, is_key);
        }
    }
    for (gsize i = 0; i < point->n_fields; i++) {
        const SzLpField *field = &point->fields[i];
        const SzFieldRule *rule = NULL;
        place_field(out, field, &rule);
        if (rule == NULL && !check_name(check, "field", field->key)) {
            return false;
        }
        bool is_key = rule == NULL && is_standard && sz_privacy_is_personal_key(field->key);
        if (is_key || is_personal_value(out, field, rule)) {
            return fail_personal(check, "field", field->key, is_key);
        }
    }
    return true;
}

/* --- tags --- */

static bool check_tag(const SzCheck *check, const SzTagRule *rule, SzSlice value)
{
    if (value.len == 0) {
        return rule->is_optional ||
               sz_check_fail(check, SZ_STANDARD_MISSING_TAG, "tag", rule->key, " is missing");
    }
    if (rule->words != NULL && !sz_standard_has_word(rule->words, value)) {
        return sz_check_fail_words(check, SZ_STANDARD_INVALID_TAG, rule->key, value, rule->words);
    }
    return true;
}

static bool check_tags(const SzCheck *check)
{
    const SzReading *reading = check->reading;
    const SzTagRule hall = {.key = SZ_SLICE("hall")};
    const SzTagRule event = {.key = SZ_SLICE("event"), .words = reading->rule->events};
    if (!check_tag(check, &hall, reading->hall)) {
        return false;
    }
    if (reading->hall.len > HALL_MAX_BYTES) {
        return sz_check_fail(check, SZ_STANDARD_INVALID_TAG, "tag", hall.key,
                             ": too long, expected at most 32 bytes");
    }
    if (event.words != NULL && !check_tag(check, &event, reading->event)) {
        return false;
    }
    for (gsize i = 0; i < reading->rule->n_tags; i++) {
        if (!check_tag(check, &reading->rule->tags[i], reading->tags[i])) {
            return false;
        }
    }
    return true;
}

bool sz_telemetry_read(const SzLpPoint *point, SzReading *out, SzStandardError *out_error)
{
    SzStandardError unwanted;
    SzCheck check = {out, out_error != NULL ? out_error : &unwanted};
    *out = (SzReading){.point = point, .rule = sz_standard_find(point->measurement)};
    out->entity = out->rule != NULL ? out->rule->entity : SZ_ENTITY_GENERIC;
    if (out->rule == NULL && sz_slice_equal(point->measurement, SZ_SLICE("action"))) {
        return sz_check_fail(&check, SZ_STANDARD_RESERVED_MEASUREMENT, "measurement",
                             point->measurement, " is written by the daemon only");
    }
    if ((out->rule == NULL && !check_name(&check, "measurement", point->measurement)) ||
        !place_all(out, &check)) {
        return false;
    }
    /* A measurement nobody has heard of need not even name a hall: no feed is turned away for being
     * new. */
    return out->rule == NULL || (check_tags(&check) && sz_check_fields(&check));
}

bool sz_telemetry_check(const SzLpPoint *point, SzEntity *out_entity, SzStandardError *out_error)
{
    SzReading reading;
    bool is_good = sz_telemetry_read(point, &reading, out_error);
    if (is_good && out_entity != NULL) {
        *out_entity = reading.entity;
    }
    return is_good;
}
