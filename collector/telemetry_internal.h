#pragma once

/* The data standard as a table, and the watch over personal data.  Pure. */

#include "collector/telemetry.h"

typedef enum { SZ_RULE_STRING, SZ_RULE_INT, SZ_RULE_FLOAT, SZ_RULE_BOOL } SzRuleType;

typedef struct {
    SzSlice key;
    bool is_optional;
    const char *const *words; /* allowed values, NULL at the end; NULL: any */
} SzTagRule;

typedef struct {
    SzSlice key;
    gint64 min; /* has_range: min..max */
    gint64 max;
    gsize bytes_max;              /* strings: 1..bytes_max without control bytes; 0: any text */
    const char *const *words;     /* strings: allowed values, NULL at the end; NULL: any */
    const char *const *needed_by; /* events on which it is required, NULL at the end */
    SzSlice partner;              /* comes only together with this field */
    SzRuleType type;
    bool has_range;
    bool is_list;         /* strings: words with commas between; may be empty */
    bool is_suspend_kind; /* strings: why a case stands still */
    bool is_always;       /* required on every line */
} SzFieldRule;

struct SzMeasurementRule {
    SzSlice name;
    SzEntity entity;
    const SzTagRule *tags; /* beside hall and event */
    gsize n_tags;
    const char *const *events; /* allowed values of the tag event; NULL: there is none */
    const SzFieldRule *fields; /* beside src, eid, seq */
    gsize n_fields;
    const char *const *any_of; /* at least one of these fields; NULL: no such rule */
};

/* The places of tags and fields in their tables, and in an SzReading. */
enum {
    SZ_TAG_TICKET_QUEUE,
    SZ_TAG_TICKET_WINDOW,
    SZ_TAG_TICKET_CHANNEL,
    SZ_TAG_TICKET_PRIORITY,
    SZ_TAG_TICKET_PURPOSE,
    SZ_TAG_WINDOW_WINDOW = 0,
    SZ_TAG_KIOSK_KIOSK = 0,
    SZ_TAG_CASE_ITEM = 0,
    SZ_TAG_CASE_CHANNEL,
    SZ_TAG_CASE_ORG,
    SZ_TAG_CASE_KIND,
    SZ_TAG_RATING_WINDOW = 0,
    SZ_TAG_RATING_CHANNEL,
};
enum {
    SZ_FIELD_TICKET_ID,
    SZ_FIELD_TICKET_RECALL,
    SZ_FIELD_TICKET_TO_QUEUE,
    SZ_FIELD_TICKET_TO_WINDOW,
    SZ_FIELD_TICKET_RESULT,
    SZ_FIELD_TICKET_ITEM,
    SZ_FIELD_TICKET_CASE,
    SZ_FIELD_TICKET_STAFF,
    SZ_FIELD_TICKET_APPT,
    SZ_FIELD_WINDOW_STATE = 0,
    SZ_FIELD_WINDOW_REASON,
    SZ_FIELD_WINDOW_STAFF,
    SZ_FIELD_WINDOW_CERT,
    SZ_FIELD_KIOSK_STATE = 0,
    SZ_FIELD_KIOSK_FAULTS,
    SZ_FIELD_KIOSK_ITEM,
    SZ_FIELD_KIOSK_RESULT,
    SZ_FIELD_KIOSK_DUR_S,
    SZ_FIELD_KIOSK_PAGES,
    SZ_FIELD_CASE_ID = 0,
    SZ_FIELD_CASE_PROMISE,
    SZ_FIELD_CASE_PROMISE_UNIT,
    SZ_FIELD_CASE_STATUTE,
    SZ_FIELD_CASE_STATUTE_UNIT,
    SZ_FIELD_CASE_DUE,
    SZ_FIELD_CASE_KIND,
    SZ_FIELD_CASE_DAYS,
    SZ_FIELD_CASE_RESULT,
    SZ_FIELD_CASE_AUTO,
    SZ_FIELD_CASE_VISITS,
    SZ_FIELD_CASE_PLATFORM,
    SZ_FIELD_CASE_ELIC,
    SZ_FIELD_CASE_PARENT,
    SZ_FIELD_CASE_STEP,
    SZ_FIELD_CASE_APPROVER,
    SZ_FIELD_CASE_NOTIFIED,
    SZ_FIELD_RATING_ID = 0,
    SZ_FIELD_RATING_LEVEL,
    SZ_FIELD_RATING_CASE,
    SZ_FIELD_RATING_TICKET,
    SZ_FIELD_RATING_ACTIVE,
    SZ_FIELD_RATING_RESULT,
};

/* NULL when the standard does not know @name. */
const SzMeasurementRule *sz_standard_find(SzSlice name);
/* Index in @rule->tags or @rule->fields; -1 when the table has no such key. */
gint sz_standard_find_tag(const SzMeasurementRule *rule, SzSlice key);
gint sz_standard_find_field(const SzMeasurementRule *rule, SzSlice key);
/* What src, eid and seq of every line must be. */
extern const SzFieldRule sz_standard_src;
extern const SzFieldRule sz_standard_eid;
extern const SzFieldRule sz_standard_seq;
bool sz_standard_has_word(const char *const *words, SzSlice word);

/* Some run in @text looks like an 18-character resident ID (GB 11643: region, date of birth, order,
 * check character) or a mobile number, also with 86 in front or written 3-4-4 or 3-8. */
bool sz_privacy_is_personal_text(SzSlice text);
bool sz_privacy_is_id_number(guint64 number);
bool sz_privacy_is_phone_number(guint64 number);
/* A key that has phone, mobile, 手机 or 电话 in it. */
bool sz_privacy_is_phone_key(SzSlice key);
/* A key that names a person: name, phone, 身份证 ... */
bool sz_privacy_is_personal_key(SzSlice key);
/* The i-th of these keys; empty behind the last. */
SzSlice sz_privacy_personal_key(gsize i);

/* One point under examination. */
typedef struct {
    const SzReading *reading;
    SzStandardError *error;
} SzCheck;

/* telemetry_fail.c: each sets the error and returns false. */
/* "WHAT 'KEY'REST". */
bool sz_check_fail(const SzCheck *check, SzStandardKind kind, const char *what, SzSlice key,
                   const char *rest);
/* "WHAT 'KEY'REST: a b c". */
bool sz_check_fail_list(const SzCheck *check, SzStandardKind kind, const char *what, SzSlice key,
                        const char *rest, const char *const *words);
/* "WHAT 'KEY': 'VALUE' is none of: a b c"; what from @kind. */
bool sz_check_fail_words(const SzCheck *check, SzStandardKind kind, SzSlice key, SzSlice value,
                         const char *const *words);

/* telemetry_fields.c */
bool sz_check_fields(const SzCheck *check);

static inline const SzLpField *sz_point_find_field(const SzLpPoint *point, SzSlice key)
{
    for (gsize i = 0; i < point->n_fields; i++) {
        if (sz_slice_equal(point->fields[i].key, key)) {
            return &point->fields[i];
        }
    }
    return NULL;
}

/* The value of a tag; empty when it is not there. */
static inline SzSlice sz_point_find_tag(const SzLpPoint *point, SzSlice key)
{
    for (gsize i = 0; i < point->n_tags; i++) {
        if (sz_slice_equal(point->tags[i].key, key)) {
            return point->tags[i].value;
        }
    }
    return (SzSlice){NULL, 0};
}

/* --- what a point that keeps the standard says --- */

/* The text of a field; empty when it is not there, or is none. */
static inline SzSlice sz_point_text(const SzLpPoint *point, SzSlice key)
{
    const SzLpField *field = sz_point_find_field(point, key);
    return field != NULL && field->value.type == SZ_LP_STRING ? field->value.as.s
                                                              : (SzSlice){NULL, 0};
}

static inline SzWallTime sz_point_occurred(const SzLpPoint *point, SzWallTime received)
{
    return point->has_time ? (SzWallTime){point->time_ns} : received;
}

/* Empty when it is not given. */
static inline SzSlice sz_field_text(const SzLpField *field)
{
    return field != NULL && field->value.type == SZ_LP_STRING ? field->value.as.s
                                                              : (SzSlice){NULL, 0};
}

/* A count that the check found to fit; -1 when it is not given. */
static inline gint32 sz_field_count(const SzLpField *field)
{
    return field != NULL && field->value.type == SZ_LP_INT ? (gint32)field->value.as.i : -1;
}

/* 1, 0, or -1 when it is not given. */
static inline gint8 sz_field_flag(const SzLpField *field)
{
    if (field == NULL || field->value.type != SZ_LP_BOOL) {
        return -1;
    }
    return field->value.as.b ? 1 : 0;
}

/* telemetry_case.c, telemetry_live.c */
void sz_telemetry_case_event(const SzReading *reading, SzWallTime received, SzCaseEvent *out);
