/* Any bytes as a configuration file: every schema must hold, nothing is printed or leaked. */

#include "config/calendar_file.h"
#include "config/daemon_file.h"
#include "config/halls_file.h"
#include "config/items_file.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as_every_file(const SzYaml *yaml, SzProblems *problems)
{
    g_auto(SzDaemonFile) daemon = {0};
    SzCalendarFile file = {.yaml = yaml, .year = 2026};
    SzRegistry *registry = sz_halls_file_read(yaml, problems);
    SzItems *items = sz_items_file_read(yaml, problems);
    SzWorkCalendar *calendar = sz_calendar_files_read(&file, 1, problems);
    (void)sz_daemon_file_read(yaml, &daemon, problems);
    g_clear_pointer(&registry, sz_registry_unref);
    g_clear_pointer(&items, sz_items_unref);
    g_clear_pointer(&calendar, sz_work_calendar_unref);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzYaml) yaml = sz_yaml_parse("fuzz", (SzSlice){(const char *)data, size}, problems);
    g_assert(yaml != NULL || sz_problems_count(problems) > 0);
    if (yaml != NULL) {
        read_as_every_file(yaml, problems);
    }
    g_strfreev(sz_problems_to_lines(problems));
    return 0;
}
