#pragma once

/* An event log after IEEE 1849 (XES): what a reader hands over.
 *
 * Pure data, borrowed from the reader: a trace lives during the call that receives it, the log's own
 * part as long as the reader. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

typedef enum {
    SZ_XES_STRING,
    SZ_XES_DATE,
    SZ_XES_INT,
    SZ_XES_FLOAT,
    SZ_XES_BOOLEAN,
    SZ_XES_ID,
    SZ_XES_LIST,      /* members are the children, in order */
    SZ_XES_CONTAINER, /* as LIST */
    SZ_XES_N_TYPES,
} SzXesType;

typedef struct SzXesAttribute SzXesAttribute;
struct SzXesAttribute {
    const char *key;
    SzXesType type;
    union {
        const char *text; /* STRING, ID; NULL for LIST and CONTAINER */
        SzWallTime time;
        gint64 i;
        double f;
        bool b;
    } as;
    SzXesAttribute *children; /* first of them, in the order of the file; keys may repeat */
    SzXesAttribute *next;     /* not const for the one who builds the list; readers leave it */
};

typedef struct SzXesEvent SzXesEvent;
struct SzXesEvent {
    const char *activity;      /* concept:name, or made by a classifier */
    const char *activity_from; /* the classifier's name; NULL: concept:name */
    SzWallTime time;
    const char *lifecycle; /* lower case; NULL: not given, which is read as complete */
    const char *resource;  /* this and the next three: NULL when missing or empty */
    const char *group;
    const char *role;
    const char *instance;
    const SzXesAttribute *attributes; /* all of them, each key once (the last wins) */
    guint64 line;                     /* of its start tag, 1-based */
    SzXesEvent *next;
};

typedef struct {
    const char *case_id; /* concept:name, or "trace-N": the N-th trace of the file, from 1 */
    const SzXesAttribute *attributes;
    const SzXesEvent *events; /* in the order of the file */
    guint64 n_events;
    guint64 line;
} SzXesTrace;

typedef struct SzXesGlobal SzXesGlobal;
struct SzXesGlobal { /* a declaration, not a default to fill in */
    const char *scope;
    const SzXesAttribute *attributes;
    SzXesGlobal *next;
};

typedef struct SzXesClassifier SzXesClassifier;
struct SzXesClassifier {
    const char *name;
    const char *scope; /* "event" when not given */
    const char *const *keys;
    SzXesClassifier *next;
};

typedef struct SzXesExtension SzXesExtension;
struct SzXesExtension {
    const char *prefix;
    SzXesExtension *next;
};

typedef struct {
    const char *version; /* NULL: not given */
    const SzXesAttribute *attributes;
    SzXesExtension *extensions;
    SzXesGlobal *globals;
    SzXesClassifier *classifiers;
} SzXesLog;

/* Things passed over; the log is read on. */
typedef enum {
    SZ_XES_BAD_VALUE,  /* not of its type: attribute dropped */
    SZ_XES_NOT_FINITE, /* INF, NaN or beyond a double: attribute dropped */
    SZ_XES_BAD_TIME,   /* not a time, or an impossible one: attribute dropped */
    SZ_XES_NO_OFFSET,  /* a time without offset: taken as UTC */
    SZ_XES_DUPLICATE_KEY,
    SZ_XES_MISSING_KEY,      /* attribute without a key: dropped */
    SZ_XES_MISSING_ACTIVITY, /* event dropped */
    SZ_XES_MISSING_TIME,     /* event dropped */
    SZ_XES_MISSING_CASE,     /* trace without concept:name: called trace-N */
    SZ_XES_EVENT_OUTSIDE_TRACE,
    SZ_XES_TOO_LONG, /* a value over the limit: attribute dropped */
    SZ_XES_TOO_DEEP, /* attributes nested over the limit: dropped */
    SZ_XES_N_WARNINGS,
} SzXesWarning;

/* What makes the whole log unusable. */
#define SZ_XES_ERROR (sz_xes_error_quark())
GQuark sz_xes_error_quark(void);

typedef enum {
    SZ_XES_ERROR_XML_MALFORMED, /* also: cut off, or in an encoding that is not supported */
    SZ_XES_ERROR_DOCTYPE,       /* refused: entities can be bombs or read files */
    SZ_XES_ERROR_NOT_XES,       /* the root is not log */
    SZ_XES_ERROR_STRUCTURE,     /* an event in an event and the like */
    SZ_XES_ERROR_TOO_LARGE,     /* over a limit named in the message */
    SZ_XES_ERROR_N,
} SzXesError;

/* "string"; "bad_value"; "xml_malformed". */
const char *sz_xes_type_name(SzXesType type);
const char *sz_xes_warning_name(SzXesWarning warning);
const char *sz_xes_error_name(SzXesError error);
bool sz_xes_type_parse(const char *name, SzXesType *out);

/* The attribute of a list with that key; NULL: none. */
const SzXesAttribute *sz_xes_find(const SzXesAttribute *first, const char *key);
