#include "config/hours_yaml.h"

#include "config/text_checks.h"

static const SzYamlSchema slot = {.type = SZ_YAML_TEXT, .check = sz_check_slot};
static const SzYamlSchema slots = {
    .type = SZ_YAML_LIST, .items = &slot, .min = 0, .max = SZ_SLOTS_PER_DAY_MAX};
static const SzYamlSchema day = {.type = SZ_YAML_TEXT, .check = sz_check_day};
static const SzYamlSchema reason = {.type = SZ_YAML_TEXT, .min = 1, .max = 100};
static const SzYamlKey exception_keys[] = {
    {"date", &day, true, "the day, YYYY-MM-DD"},
    {"slots", &slots, true, "the day's opening slots, [] for closed"},
    {"reason", &reason, false, "why"},
};
static const SzYamlSchema exception = SZ_YAML_MAP_OF(exception_keys);
static const SzYamlSchema exceptions = SZ_YAML_LIST_OF(&exception);
static const SzYamlKey hours_keys[] = {
    {"workday", &slots, false, "opening slots of a working day"},
    {"mon", &slots, false, "opening slots of Mondays"},
    {"tue", &slots, false, "opening slots of Tuesdays"},
    {"wed", &slots, false, "opening slots of Wednesdays"},
    {"thu", &slots, false, "opening slots of Thursdays"},
    {"fri", &slots, false, "opening slots of Fridays"},
    {"sat", &slots, false, "opening slots of Saturdays"},
    {"sun", &slots, false, "opening slots of Sundays"},
    {"exceptions", &exceptions, false, "days with hours of their own"},
};
const SzYamlSchema sz_hours_schema = SZ_YAML_MAP_OF(hours_keys);

static const char *const weekday_keys[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* Slots that are well written, in order and apart; the others are complained about or, where the
 * schema has done so, left out. */
static SzDaySlots read_slots(const SzYamlNode *node, SzProblems *problems)
{
    SzDaySlots result = {0};
    for (guint i = 0; i < MIN(sz_yaml_n(node), SZ_SLOTS_PER_DAY_MAX); i++) {
        const SzYamlNode *child = sz_yaml_at(node, i);
        SzSlot read = {0};
        if (!sz_slot_parse(sz_slice(sz_yaml_text(child)), &read, NULL)) {
            continue;
        }
        if (result.n > 0 && read.open_s < result.slots[result.n - 1].close_s) {
            sz_yaml_complain(problems, child,
                             "opening slot begins before the one above it ends: '%s', expected "
                             "slots in order without overlap",
                             sz_yaml_text(child));
            continue;
        }
        result.slots[result.n++] = read;
    }
    return result;
}

/* Index of the exception of @of_day among the first @n; @n when there is none. */
static guint find_exception(const GArray *list, guint n, SzDay of_day)
{
    guint i = 0;
    while (i < n && g_array_index(list, SzHoursException, i).day != of_day) {
        i++;
    }
    return i;
}

static void read_exception(GArray *list, guint n_inherited, const SzYamlNode *node,
                           SzProblems *problems)
{
    const SzYamlNode *date = sz_yaml_get(node, "date");
    SzHoursException read = {.slots = read_slots(sz_yaml_get(node, "slots"), problems),
                             .reason = sz_yaml_text_of(node, "reason")};
    if (!sz_yaml_day(date, &read.day)) {
        return;
    }
    guint i = find_exception(list, list->len, read.day);
    if (i == list->len) {
        g_array_append_val(list, read);
    } else if (i < n_inherited) {
        g_array_index(list, SzHoursException, i) = read;
    } else {
        sz_yaml_complain(problems, date, "day given twice: '%s', expected each once",
                         sz_yaml_text(date));
    }
}

void sz_hours_draft_read(SzHoursDraft *draft, const SzYamlNode *node, const SzHoursDraft *base,
                         SzProblems *problems)
{
    *draft = (SzHoursDraft){.exceptions = g_array_new(FALSE, FALSE, sizeof(SzHoursException))};
    if (base != NULL) {
        draft->plan = base->plan;
        g_array_append_vals(draft->exceptions, base->exceptions->data, base->exceptions->len);
    }
    guint n_inherited = draft->exceptions->len;
    const SzYamlNode *workday = sz_yaml_get(node, "workday");
    if (workday != NULL) {
        draft->plan.workday = read_slots(workday, problems);
    }
    for (guint i = 0; i < G_N_ELEMENTS(weekday_keys); i++) {
        const SzYamlNode *own = sz_yaml_get(node, weekday_keys[i]);
        if (own != NULL) {
            draft->plan.has_weekday[i] = true;
            draft->plan.weekday[i] = read_slots(own, problems);
        }
    }
    const SzYamlNode *list = sz_yaml_get(node, "exceptions");
    for (guint i = 0; i < sz_yaml_n(list); i++) {
        read_exception(draft->exceptions, n_inherited, sz_yaml_at(list, i), problems);
    }
    draft->plan.exceptions = (const SzHoursException *)(gpointer)draft->exceptions->data;
    draft->plan.n_exceptions = draft->exceptions->len;
}

void sz_hours_draft_clear(SzHoursDraft *draft)
{
    g_clear_pointer(&draft->exceptions, g_array_unref);
}
