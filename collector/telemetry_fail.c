/* The words for what breaks the standard. */

#include "collector/telemetry_internal.h"
#include "metrics/shown_text.h"

/* What a message shows of a value or key. */
#define SHOWN_BYTES 32

static const char *const kind_names[SZ_STANDARD_N_KINDS] = {
    [SZ_STANDARD_OK] = "ok",
    [SZ_STANDARD_RESERVED_MEASUREMENT] = "reserved_measurement",
    [SZ_STANDARD_MISSING_TAG] = "missing_tag",
    [SZ_STANDARD_INVALID_TAG] = "invalid_tag",
    [SZ_STANDARD_MISSING_FIELD] = "missing_field",
    [SZ_STANDARD_INVALID_FIELD] = "invalid_field",
    [SZ_STANDARD_WRONG_TYPE] = "wrong_type",
    [SZ_STANDARD_PERSONAL_DATA] = "personal_data",
};

const char *sz_standard_kind_name(SzStandardKind kind)
{
    return kind_names[kind];
}

static SzShownText begin(const SzCheck *check, SzStandardKind kind, const char *what, SzSlice key)
{
    check->error->kind = kind;
    check->error->key = key;
    SzShownText message = sz_shown_text(check->error->message, sizeof check->error->message);
    sz_shown_add(&message, what);
    sz_shown_add(&message, " '");
    sz_shown_add_outside(&message, key, SHOWN_BYTES);
    sz_shown_add(&message, "'");
    return message;
}

static void add_words(SzShownText *message, const char *const *words)
{
    for (gsize i = 0; words[i] != NULL; i++) {
        sz_shown_add(message, i == 0 ? ": " : " ");
        sz_shown_add(message, words[i]);
    }
}

bool sz_check_fail(const SzCheck *check, SzStandardKind kind, const char *what, SzSlice key,
                   const char *rest)
{
    SzShownText message = begin(check, kind, what, key);
    sz_shown_add(&message, rest);
    return false;
}

bool sz_check_fail_list(const SzCheck *check, SzStandardKind kind, const char *what, SzSlice key,
                        const char *rest, const char *const *words)
{
    SzShownText message = begin(check, kind, what, key);
    sz_shown_add(&message, rest);
    add_words(&message, words);
    return false;
}

bool sz_check_fail_words(const SzCheck *check, SzStandardKind kind, SzSlice key, SzSlice value,
                         const char *const *words)
{
    SzShownText message =
        begin(check, kind, kind == SZ_STANDARD_INVALID_TAG ? "tag" : "field", key);
    sz_shown_add(&message, ": '");
    sz_shown_add_outside(&message, value, SHOWN_BYTES);
    sz_shown_add(&message, "' is none of");
    add_words(&message, words);
    return false;
}
