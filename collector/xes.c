#include "collector/xes.h"

G_DEFINE_QUARK(sz_xes_error, sz_xes_error)

static const char *const type_names[SZ_XES_N_TYPES] = {
    [SZ_XES_STRING] = "string", [SZ_XES_DATE] = "date",           [SZ_XES_INT] = "int",
    [SZ_XES_FLOAT] = "float",   [SZ_XES_BOOLEAN] = "boolean",     [SZ_XES_ID] = "id",
    [SZ_XES_LIST] = "list",     [SZ_XES_CONTAINER] = "container",
};

static const char *const warning_names[SZ_XES_N_WARNINGS] = {
    [SZ_XES_BAD_VALUE] = "bad_value",
    [SZ_XES_NOT_FINITE] = "not_finite",
    [SZ_XES_BAD_TIME] = "bad_time",
    [SZ_XES_NO_OFFSET] = "no_offset",
    [SZ_XES_DUPLICATE_KEY] = "duplicate_key",
    [SZ_XES_MISSING_KEY] = "missing_key",
    [SZ_XES_MISSING_ACTIVITY] = "missing_activity",
    [SZ_XES_MISSING_TIME] = "missing_time",
    [SZ_XES_MISSING_CASE] = "missing_case",
    [SZ_XES_EVENT_OUTSIDE_TRACE] = "event_outside_trace",
    [SZ_XES_TOO_LONG] = "too_long",
    [SZ_XES_TOO_DEEP] = "too_deep",
};

static const char *const error_names[SZ_XES_ERROR_N] = {
    [SZ_XES_ERROR_XML_MALFORMED] = "xml_malformed",
    [SZ_XES_ERROR_DOCTYPE] = "doctype",
    [SZ_XES_ERROR_NOT_XES] = "not_xes",
    [SZ_XES_ERROR_STRUCTURE] = "structure",
    [SZ_XES_ERROR_TOO_LARGE] = "too_large",
};

const char *sz_xes_type_name(SzXesType type)
{
    return type_names[type];
}

const char *sz_xes_warning_name(SzXesWarning warning)
{
    return warning_names[warning];
}

const char *sz_xes_error_name(SzXesError error)
{
    return error_names[error];
}

bool sz_xes_type_parse(const char *name, SzXesType *out)
{
    for (guint i = 0; i < SZ_XES_N_TYPES; i++) {
        if (g_str_equal(type_names[i], name)) {
            *out = (SzXesType)i;
            return true;
        }
    }
    return false;
}

const SzXesAttribute *sz_xes_find(const SzXesAttribute *first, const char *key)
{
    for (const SzXesAttribute *each = first; each != NULL; each = each->next) {
        if (g_str_equal(each->key, key)) {
            return each;
        }
    }
    return NULL;
}
