#include "collector/import_case.h"

#include "collector/import_value_read.h"
#include "collector/line_protocol_write.h"

#define ARENA_BYTES ((gsize)64 * 1024) /* scratch; more is handed out all the same */
#define TAGS_MAX (SZ_IMPORT_N_TAGS + 1)
#define FIELDS_MAX 32

typedef struct {
    SzWallTime at;
    const SzImportRule *rule; /* borrowed */
    const SzXesEvent *event;  /* borrowed; NULL: of the case */
    guint order;
} Candidate;

typedef struct {
    const SzImportMap *map;
    const SzXesTrace *trace;
    SzImportTally *tally;
    SzImportLines *lines;
    SzArena *arena;
    GArray *candidates;     /* Candidate */
    SzLpTag tags[TAGS_MAX]; /* sorted; the event's value is filled in line by line */
    gsize n_tags;
    gsize i_event_tag;
    SzLpField id;
    bool has_id;
    SzWallTime first_event; /* these two only when the case has events */
    SzWallTime last_event;
} Maker;

SzImportLines *sz_import_lines_new(void)
{
    SzImportLines *lines = g_new0(SzImportLines, 1);
    lines->text = g_string_new(NULL);
    lines->ends = g_array_new(FALSE, FALSE, sizeof(gsize));
    return lines;
}

void sz_import_lines_free(SzImportLines *lines)
{
    if (lines != NULL) {
        g_string_free(lines->text, TRUE);
        g_array_unref(lines->ends);
        g_free(lines);
    }
}

static SzImportScope scope_of(const Maker *maker, const SzXesEvent *event)
{
    return (SzImportScope){
        .map = maker->map,
        .trace = maker->trace,
        .event = event,
        .arena = maker->arena,
        .n_looked = maker->tally->n_looked,
        .n_seen = maker->tally->n_seen,
        .uses = maker->tally->uses,
    };
}

static guint64 line_of(const Maker *maker, const SzXesEvent *event)
{
    return event != NULL ? event->line : maker->trace->line;
}

/* Looks a value up and counts when the log's text is of no use.  Returns: whether it is there. */
static bool find_value(const Maker *maker, const SzXesEvent *event, const SzImportValue *value,
                       SzLpValue *out)
{
    SzImportScope scope = scope_of(maker, event);
    const char *shown = "";
    SzImportFound found = sz_import_value_find(&scope, value, out, &shown);
    if (found > SZ_IMPORT_ABSENT) {
        sz_import_tally_failure(maker->tally, value, found, shown, sz_import_scope_line(&scope));
    }
    return found == SZ_IMPORT_FOUND;
}

/* --- which lines there are, and when ------------------------------------------------------- */

static void find_span(Maker *maker)
{
    const SzXesEvent *first = maker->trace->events;
    if (first == NULL) {
        return;
    }
    maker->first_event = maker->last_event = first->time;
    for (const SzXesEvent *each = first->next; each != NULL; each = each->next) {
        maker->first_event.ns = MIN(maker->first_event.ns, each->time.ns);
        maker->last_event.ns = MAX(maker->last_event.ns, each->time.ns);
    }
}

/* Returns: whether the rule has a time here. */
static bool find_at(const Maker *maker, const SzImportRule *rule, const SzXesEvent *event,
                    SzWallTime *out)
{
    switch (rule->at) {
    case SZ_IMPORT_AT_OWN:
        *out = event != NULL ? event->time : maker->first_event;
        return event != NULL;
    case SZ_IMPORT_AT_FIRST_EVENT:
        *out = maker->first_event;
        return maker->trace->events != NULL;
    case SZ_IMPORT_AT_LAST_EVENT:
        *out = maker->last_event;
        return maker->trace->events != NULL;
    case SZ_IMPORT_AT_ATTRIBUTE:
        break;
    }
    SzLpValue value;
    if (!find_value(maker, event, &rule->at_value, &value)) {
        return false;
    }
    out->ns = value.as.i;
    return true;
}

/* Returns: whether the rule speaks of this case or event. */
static bool apply_rule(Maker *maker, const SzImportRule *rule, const SzXesEvent *event)
{
    SzImportScope scope = scope_of(maker, event);
    Candidate candidate = {.rule = rule, .event = event, .order = maker->candidates->len};
    const SzImportTest *failed = NULL;
    const char *text = NULL;
    bool holds = sz_import_rule_holds(&scope, rule, &failed, &text);
    sz_import_tally_rule(maker->tally, rule, failed, text);
    if (!holds) {
        return false;
    }
    if (find_at(maker, rule, event, &candidate.at)) {
        g_array_append_val(maker->candidates, candidate);
    }
    return true;
}

static void apply_rules_to(Maker *maker, const SzXesEvent *event)
{
    bool has_rule = false;
    bool any_on_events = false;
    for (guint i = 0; i < maker->map->rules->len; i++) {
        const SzImportRule *rule = g_ptr_array_index(maker->map->rules, i);
        if (rule->each_event == (event != NULL)) {
            any_on_events = true;
            has_rule |= apply_rule(maker, rule, event);
        }
    }
    if (event != NULL && any_on_events && !has_rule) {
        sz_import_count(&maker->tally->without_rule, event->line);
    }
}

static gint compare_candidates(gconstpointer a, gconstpointer b)
{
    const Candidate *x = a;
    const Candidate *y = b;
    if (x->at.ns != y->at.ns) {
        return x->at.ns < y->at.ns ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

/* --- what is odd about the case ------------------------------------------------------------ */

/* The earliest line of that kind, or the latest.  Returns: whether there is one. */
static bool find_line(const Maker *maker, SzCaseEventKind kind, bool latest, SzWallTime *out)
{
    bool found = false;
    for (guint i = 0; i < maker->candidates->len; i++) {
        const Candidate *each = &g_array_index(maker->candidates, Candidate, i);
        if (each->rule->event == kind && (latest || !found)) {
            *out = each->at; /* they are sorted */
            found = true;
        }
    }
    return found;
}

/* Rows that are events and not collected are no whole case. */
static void flag(const Maker *maker)
{
    const SzImportTable *table = &maker->map->table;
    SzWallTime start = {0};
    SzWallTime end = {0};
    SzImportReversed *reversed = &maker->tally->ends_before_start;
    bool is_part = table->rows_are_events && !table->collects;
    if (is_part || !find_line(maker, SZ_CASE_CLOSE, true, &end)) {
        return;
    }
    if (find_line(maker, SZ_CASE_APPLY, false, &start) && end.ns < start.ns) {
        if (reversed->count.n == 0) {
            reversed->start = start;
            reversed->end = end;
        }
        sz_import_count(&reversed->count, maker->trace->line);
    }
    if (maker->trace->events != NULL && maker->last_event.ns > end.ns) {
        sz_import_count(&maker->tally->events_after_end, maker->trace->line);
    }
}

/* What of an event log the map could have named. */
static void note_keys(SzImportTexts *keys, const SzXesAttribute *attributes)
{
    for (const SzXesAttribute *each = attributes; each != NULL; each = each->next) {
        sz_import_texts_add(keys, each->key);
    }
}

static void note_all_keys(const Maker *maker)
{
    if (maker->map->format == SZ_IMPORT_CSV) {
        return;
    }
    note_keys(maker->tally->case_keys, maker->trace->attributes);
    for (const SzXesEvent *each = maker->trace->events; each != NULL; each = each->next) {
        note_keys(maker->tally->event_keys, each->attributes);
    }
}

/* Rows that are events and not collected are many of a case. */
static void note_twin(const Maker *maker)
{
    const SzImportTable *table = &maker->map->table;
    if (!maker->has_id || (table->rows_are_events && !table->collects)) {
        return;
    }
    g_autoptr(GString) key = g_string_new(NULL);
    for (gsize i = maker->i_event_tag + 1; i < maker->n_tags; i++) {
        if (sz_slice_equal(maker->tags[i].key, SZ_SLICE("hall"))) {
            g_string_append_len(key, maker->tags[i].value.data, (gssize)maker->tags[i].value.len);
        }
    }
    g_string_append_c(key, '\0');
    g_string_append_len(key, maker->id.value.as.s.data, (gssize)maker->id.value.as.s.len);
    sz_import_twins_add(maker->tally->twins, key->str, key->len, maker->trace->line);
}

/* --- writing them -------------------------------------------------------------------------- */

static void add_tag(Maker *maker, const char *key, SzSlice value)
{
    maker->tags[maker->n_tags++] = (SzLpTag){.key = sz_slice(key), .value = value};
}

/* What all the case's lines have.  `event` stands between channel and hall. */
static void find_common(Maker *maker)
{
    for (guint i = 0; i < SZ_IMPORT_N_TAGS; i++) {
        SzLpValue value;
        const char *name = sz_import_tag_name((SzImportTag)i);
        if (i == SZ_IMPORT_TAG_HALL) {
            maker->i_event_tag = maker->n_tags;
            add_tag(maker, "event", SZ_SLICE(""));
        }
        if (find_value(maker, NULL, &maker->map->tags[i], &value)) {
            add_tag(maker, name, sz_import_one_line(value.as.s, maker->arena));
        }
    }
    maker->id.key = SZ_SLICE("id");
    maker->has_id = find_value(maker, NULL, &maker->map->id, &maker->id.value);
}

static void refuse(const Maker *maker, const SzXesEvent *event, const SzStandardError *problem)
{
    SzImportTally *tally = maker->tally;
    if (tally->refused[problem->kind].n == 0) {
        tally->refused_text[problem->kind] = g_strdup(problem->message);
    }
    sz_import_count(&tally->refused[problem->kind], line_of(maker, event));
}

static void refuse_to_write(const Maker *maker, const char *why, guint64 line)
{
    SzImportTally *tally = maker->tally;
    if (tally->unwritable.n == 0) {
        tally->unwritable_text = g_strdup(why);
    }
    sz_import_count(&tally->unwritable, line);
}

static void write_point(const Maker *maker, const Candidate *candidate, const SzLpPoint *point)
{
    SzEntity entity = SZ_ENTITY_GENERIC;
    SzStandardError problem;
    g_autoptr(GError) error = NULL;
    SzImportLines *lines = maker->lines;
    gsize before = lines->text->len;
    if (!sz_telemetry_check(point, &entity, &problem)) {
        refuse(maker, candidate->event, &problem);
        return;
    }
    if (!sz_lp_write(lines->text, point, point->time_ns, &error)) {
        refuse_to_write(maker, error->message, point->line);
        return;
    }
    if (lines->text->len - before > SZ_IMPORT_LINE_MAX_BYTES) {
        g_string_truncate(lines->text, before);
        refuse_to_write(maker, "longer than 512 KiB", point->line);
        return;
    }
    g_array_append_val(lines->ends, lines->text->len);
    maker->tally->n_lines_by_event[candidate->rule->event]++;
}

static void make_line(Maker *maker, const Candidate *candidate)
{
    SzLpField fields[FIELDS_MAX];
    gsize n_fields = 0;
    const GPtrArray *given = candidate->rule->fields;
    fields[0] = maker->id;
    n_fields += maker->has_id;
    for (guint i = 0; i < given->len && n_fields < FIELDS_MAX; i++) {
        const SzImportValue *field = g_ptr_array_index(given, i);
        fields[n_fields].key = sz_slice(field->name);
        n_fields += find_value(maker, candidate->event, field, &fields[n_fields].value);
    }
    maker->tags[maker->i_event_tag].value = sz_slice(sz_case_event_name(candidate->rule->event));
    SzLpPoint point = {
        .measurement = SZ_SLICE("case"),
        .tags = maker->tags,
        .n_tags = maker->n_tags,
        .fields = fields,
        .n_fields = n_fields,
        .has_time = true,
        .time_ns = candidate->at.ns,
        .line = line_of(maker, candidate->event),
    };
    write_point(maker, candidate, &point);
}

void sz_import_case(const SzImportMap *map, const SzXesTrace *trace, SzImportTally *tally,
                    SzImportLines *lines)
{
    g_autoptr(SzArena) arena = sz_arena_new(ARENA_BYTES);
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    Maker maker = {.map = map,
                   .trace = trace,
                   .tally = tally,
                   .lines = lines,
                   .arena = arena,
                   .candidates = candidates};
    g_string_truncate(lines->text, 0);
    g_array_set_size(lines->ends, 0);
    tally->n_cases++;
    tally->n_events += trace->n_events;
    find_span(&maker);
    apply_rules_to(&maker, NULL);
    for (const SzXesEvent *each = trace->events; each != NULL; each = each->next) {
        apply_rules_to(&maker, each);
    }
    g_array_sort(candidates, compare_candidates);
    flag(&maker);
    find_common(&maker);
    note_twin(&maker);
    note_all_keys(&maker);
    for (guint i = 0; i < candidates->len; i++) {
        make_line(&maker, &g_array_index(candidates, Candidate, i));
    }
}
