#include "config/settings.h"

#include "config/calendar_file.h"
#include "config/daemon_file.h"
#include "config/halls_file.h"
#include "config/index_file.h"
#include "config/items_file.h"
#include "config/overlay.h"

#include <stdio.h>

static void settings_clear(SzSettings *settings)
{
    sz_daemon_file_clear(&settings->daemon);
    g_clear_pointer(&settings->calendar, sz_work_calendar_unref);
    g_clear_pointer(&settings->registry, sz_registry_unref);
    g_clear_pointer(&settings->items, sz_items_unref);
    g_clear_pointer(&settings->index, sz_index_definition_unref);
    g_clear_pointer(&settings->files, sz_file_set_free);
}

void sz_settings_free(SzSettings *settings)
{
    if (settings != NULL) {
        settings_clear(settings);
        g_free(settings);
    }
}

static void load_daemon(SzSettings *settings, const SzOverlay *overlay, SzProblems *problems)
{
    g_autoptr(SzYaml) yaml = sz_overlay_load(overlay, "shuzhid.yaml", settings->files, problems);
    if (yaml != NULL) {
        (void)sz_daemon_file_read(yaml, &settings->daemon, problems);
        settings->deadlines = settings->daemon.deadlines;
        settings->thresholds = settings->daemon.thresholds;
    }
}

static void load_halls(SzSettings *settings, const SzOverlay *overlay, SzProblems *problems)
{
    g_autoptr(SzYaml) yaml = sz_overlay_load(overlay, "halls.yaml", settings->files, problems);
    settings->registry = yaml != NULL ? sz_halls_file_read(yaml, problems) : NULL;
}

static void load_items(SzSettings *settings, const SzOverlay *overlay, SzProblems *problems)
{
    g_autoptr(SzYaml) yaml = sz_overlay_load(overlay, "items.yaml", settings->files, problems);
    settings->items =
        yaml != NULL ? sz_items_file_read(yaml, &settings->thresholds, problems) : NULL;
}

static void load_index(SzSettings *settings, const SzOverlay *overlay, SzProblems *problems)
{
    g_autoptr(SzYaml) yaml = sz_overlay_load(overlay, "index.yaml", settings->files, problems);
    if (yaml == NULL) {
        return;
    }
    /* One from before measures were configuration was made for the shipped ones. */
    const SzOverlay none = {NULL, NULL, NULL};
    g_autoptr(SzFileSet) unused = sz_file_set_new();
    g_autoptr(SzYaml) shipped = sz_index_file_has_measures(yaml)
                                    ? NULL
                                    : sz_overlay_load(&none, "index.yaml", unused, problems);
    settings->index = sz_index_file_read(yaml, shipped, problems);
}

static void load_calendar(SzSettings *settings, const SzOverlay *overlay, SzProblems *problems)
{
    g_autoptr(GArray) years = sz_overlay_years(overlay);
    g_autoptr(GPtrArray) trees = g_ptr_array_new_with_free_func((GDestroyNotify)sz_yaml_free);
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(SzCalendarFile));
    for (guint i = 0; i < years->len; i++) {
        int year = g_array_index(years, gint, i);
        g_autofree char *name = sz_overlay_calendar_name(year);
        SzYaml *yaml = sz_overlay_load(overlay, name, settings->files, problems);
        if (yaml != NULL) {
            SzCalendarFile file = {.yaml = yaml, .year = year};
            g_ptr_array_add(trees, yaml);
            g_array_append_val(files, file);
        }
    }
    settings->calendar =
        sz_calendar_files_read((const SzCalendarFile *)(gpointer)files->data, files->len, problems);
}

static SzSettings *load(const SzOverlay *overlay, GStrv *out_problems)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    SzSettings settings = {
        .files = sz_file_set_new(),
        .thresholds =
            SZ_CASE_THRESHOLDS_DEFAULT, /* items are read against some, whatever is wrong elsewhere */
    };
    if (sz_overlay_check_names(overlay, problems)) {
        load_daemon(&settings, overlay, problems);
        load_halls(&settings, overlay, problems);
        load_items(&settings, overlay, problems);
        load_index(&settings, overlay, problems);
        load_calendar(&settings, overlay, problems);
    }
    *out_problems = sz_problems_to_lines(problems);
    if (sz_problems_count(problems) > 0) {
        settings_clear(&settings);
        return NULL;
    }
    return g_memdup2(&settings, sizeof(settings));
}

SzSettings *sz_settings_load(const char *dir, GStrv *out_problems)
{
    g_return_val_if_fail(out_problems != NULL, NULL);

    return load(&(SzOverlay){.dir = dir}, out_problems);
}

SzSettings *sz_settings_load_stored(const char *data_dir, const SzFileSet *files,
                                    GStrv *out_problems)
{
    g_return_val_if_fail(data_dir != NULL && files != NULL && out_problems != NULL, NULL);

    return load(&(SzOverlay){.stored = files, .data_dir = data_dir}, out_problems);
}

static SzSettings *or_complain(SzSettings *settings, const char *const *problems)
{
    for (guint i = 0; problems[i] != NULL; i++) {
        (void)fprintf(stderr, "%s\n", problems[i]);
    }
    return settings;
}

SzSettings *sz_settings_load_or_complain(const char *dir)
{
    g_auto(GStrv) problems = NULL;
    SzSettings *settings = sz_settings_load(dir, &problems);
    return or_complain(settings, (const char *const *)problems);
}

SzSettings *sz_settings_load_stored_or_complain(const char *data_dir, const SzFileSet *files)
{
    g_auto(GStrv) problems = NULL;
    SzSettings *settings = sz_settings_load_stored(data_dir, files, &problems);
    return or_complain(settings, (const char *const *)problems);
}

SzCaseRules sz_settings_rules(const SzSettings *settings)
{
    return (SzCaseRules){
        .policy = &settings->deadlines,
        .calendar = settings->calendar,
        .registry = settings->registry,
        .items = settings->items,
        .thresholds = &settings->thresholds,
        .measures = sz_index_definition_parts(settings->index)->measures,
    };
}
