#pragma once

/* How the cases of a log become lines of the data standard: an import map, read from YAML.
 *
 * The grammar, for people who write maps, is in config/import/README.md.  Reads one file; the result is
 * immutable. */

#include "config/problems.h"
#include "metrics/event.h"

/* An attribute that the map names; @i_attribute below counts into SzImportMap.attributes. */
typedef struct {
    char *key;     /* owned */
    bool of_event; /* of the event; else of the case */
    gint line;     /* in the map, where it is named first */
} SzImportAttribute;

/* Where a value comes from. */
typedef struct {
    bool is_set;        /* false: the map does not give it */
    char *constant;     /* owned; NULL: from an attribute */
    guint i_attribute;  /* when not constant */
    GHashTable *values; /* owned; text in the log -> text in the line; NULL: as it is */
    char *fallback;     /* owned; when there is no attribute or no such value; NULL: then absent */
} SzImportValue;

typedef enum { SZ_IMPORT_TEXT, SZ_IMPORT_INT, SZ_IMPORT_BOOL, SZ_IMPORT_TIME } SzImportType;

typedef struct {
    const char *name; /* of the field; a literal */
    SzImportType type;
    SzImportValue value;
} SzImportField;

/* Holds when the attribute is one of the words (or, with must_not, is none of them). */
typedef struct {
    guint i_attribute;
    GHashTable *words; /* owned; a set of texts */
    bool must_not;
} SzImportTest;

typedef enum {
    SZ_IMPORT_AT_OWN,         /* the event's time; only for rules on events */
    SZ_IMPORT_AT_FIRST_EVENT, /* earliest event of the case */
    SZ_IMPORT_AT_LAST_EVENT,
    SZ_IMPORT_AT_ATTRIBUTE,
} SzImportAt;

typedef struct {
    bool each_event; /* one line for each event; else one for each case */
    SzCaseEventKind event;
    SzImportAt at;
    guint i_at;        /* attribute, for AT_ATTRIBUTE */
    GPtrArray *tests;  /* owned, of owned SzImportTest */
    GPtrArray *fields; /* owned, of owned SzImportField */
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

typedef struct {
    SzImportValue tags[SZ_IMPORT_N_TAGS];
    SzImportValue id;
    GPtrArray *rules;      /* owned, of owned SzImportRule */
    GPtrArray *attributes; /* owned, of owned SzImportAttribute */
} SzImportMap;

const char *sz_import_tag_name(SzImportTag tag);

/* @hall: replaces the map's hall; NULL: the map must say it.
 * Returns: (transfer full) the map; NULL when problems were added. */
SzImportMap *sz_import_map_load(const char *path, const char *hall, SzProblems *problems);
/* As above from bytes that are called @file in problems. */
SzImportMap *sz_import_map_parse(const char *file, SzSlice bytes, const char *hall,
                                 SzProblems *problems);
void sz_import_map_free(SzImportMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzImportMap, sz_import_map_free)
