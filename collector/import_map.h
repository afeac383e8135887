#pragma once

/* How the cases of a log or table become lines of the data standard: an import map, read from YAML.
 *
 * The grammar, for people who write maps, is in config/import/README.md.  Reads one file (and time zones of this
 * machine by name); the result is immutable. */

#include "collector/csv_reader.h"
#include "collector/time_zone.h"
#include "config/problems.h"
#include "metrics/event.h"

typedef enum { SZ_IMPORT_XES, SZ_IMPORT_CSV } SzImportFormat;

/* An attribute (column) that the map names; the numbers in SzImportValue and SzImportTest count into
 * SzImportMap.attributes. */
typedef struct {
    char *key;     /* owned */
    bool of_event; /* of the event; else of the case */
    gint line;     /* in the map, where it is named first */
} SzImportAttribute;

/* How texts of the log are read; one of the map, one of each value. */
typedef struct {
    bool trim;
    bool ignore_case;
    GHashTable *
        empty; /* a reference; set of texts that mean missing; folded with ignore_case; NULL: none */
    GPtrArray *formats; /* a reference; of owned texts, see time_format.h; at least one */
    SzTimeZone *zone;   /* a reference; of times without offset */
} SzImportReading;

typedef enum { SZ_IMPORT_TEXT, SZ_IMPORT_INT, SZ_IMPORT_BOOL, SZ_IMPORT_TIME } SzImportType;

/* Where a value comes from. */
typedef struct {
    bool is_set;          /* false: the map does not give it; then all else is zero */
    const char *name;     /* of the tag or field; a literal */
    SzImportType type;    /* what is made of it */
    guint i_use;          /* counts into SzImportMap.values */
    char *path;           /* owned; in the map: events[0].at */
    gint line;            /* in the map */
    char *constant;       /* owned; NULL: from attributes */
    GArray *i_attributes; /* owned; of guint; at least one when not constant */
    char *join;           /* owned; between several */
    GRegex *extract;      /* owned; NULL: the whole text */
    char *prefix;         /* owned; put before what the log says; NULL: nothing */
    SzImportReading reading;
    bool day_ends;      /* a date alone is the end of that day */
    GHashTable *values; /* owned; text in the log -> text in the line; NULL: as it is */
    char *fallback;     /* owned; when there is no attribute or no such value; NULL: then absent */
} SzImportValue;

/* Holds when the attribute is one of the words (or, with must_not, is none of them); the word "" is that it
 * is missing. */
typedef struct {
    guint i_attribute;
    GHashTable *words; /* owned; a set of texts; folded when the map ignores case */
    bool must_not;
} SzImportTest;

typedef enum {
    SZ_IMPORT_AT_OWN,         /* the event's time; only for rules on events */
    SZ_IMPORT_AT_FIRST_EVENT, /* earliest event of the case */
    SZ_IMPORT_AT_LAST_EVENT,
    SZ_IMPORT_AT_ATTRIBUTE,
} SzImportAt;

typedef struct {
    guint i_rule;    /* counts into SzImportMap.rules */
    gint line;       /* in the map */
    bool each_event; /* one line for each event; else one for each case */
    SzCaseEventKind event;
    SzImportAt at;
    SzImportValue at_value; /* for AT_ATTRIBUTE */
    GPtrArray *tests;       /* owned, of owned SzImportTest */
    GPtrArray *fields;      /* owned, of owned SzImportValue */
} SzImportRule;

/* In the order in which tags are sorted in a line; hall first in the map. */
typedef enum {
    SZ_IMPORT_TAG_CHANNEL,
    SZ_IMPORT_TAG_HALL,
    SZ_IMPORT_TAG_ITEM,
    SZ_IMPORT_TAG_KIND,
    SZ_IMPORT_TAG_ORG,
    SZ_IMPORT_N_TAGS,
} SzImportTag;

/* Only of tables. */
typedef struct {
    SzCsvOptions csv;
    char *encoding; /* owned; NULL: UTF-8 */
    bool has_header;
    guint64 n_skip_rows;  /* before the header, or the first row */
    bool rows_are_events; /* else cases */
    bool collects; /* rows are events, and the map speaks of cases: it takes all rows of one */
} SzImportTable;

typedef struct {
    char *file; /* owned; what problems call it */
    SzImportFormat format;
    gint format_line; /* in the map */
    SzImportTable table;
    SzImportReading reading;
    bool has_zone; /* the map says it; else reading.zone is what is taken without being told */
    SzImportValue tags[SZ_IMPORT_N_TAGS];
    SzImportValue id;
    SzImportValue time;    /* of the event, when rows are events */
    GPtrArray *rules;      /* owned, of owned SzImportRule */
    GPtrArray *attributes; /* owned, of owned SzImportAttribute */
    GPtrArray
        *values; /* owned, of SzImportValue (borrowed from here): all that come from attributes */
} SzImportMap;

const char *sz_import_tag_name(SzImportTag tag);
/* As texts are compared: folded when @reading ignores case. (transfer full) */
char *sz_import_fold(const SzImportReading *reading, const char *text);

/* @hall: replaces the map's hall; NULL: the map must say it.
 * Returns: (transfer full) the map; NULL when problems were added. */
SzImportMap *sz_import_map_load(const char *path, const char *hall, SzProblems *problems);
/* As above from bytes that are called @file in problems. */
SzImportMap *sz_import_map_parse(const char *file, SzSlice bytes, const char *hall,
                                 SzProblems *problems);
void sz_import_map_free(SzImportMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportMap, sz_import_map_free)
