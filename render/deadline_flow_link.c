#include "render/deadline_flow_link.h"

#define RUNNING "green,yellow" /* neither overdue nor standing still */

static GString *link_of(const SzDeadlineFlow *flow, const char *lights)
{
    g_autofree char *code = g_uri_escape_string(flow->place.hall->code, NULL, FALSE);
    GString *link = g_string_new(NULL);
    g_string_append_printf(link, "/cases?%s=%s&light=%s", flow->place.is_area ? "area" : "hall",
                           code, lights);
    return link;
}

/* The first day of column @i_column; of the one after the last, the first day that belongs to none. */
static SzDay first_day(const SzDeadlineFlow *flow, guint i_column)
{
    return i_column <= flow->n_days ? flow->days[i_column - 1].day : flow->end;
}

static void append_day(GString *link, const char *name, SzDay day)
{
    if (day != G_MAXINT32) {
        SzCivil civil = sz_day_to_civil(day);
        g_string_append_printf(link, "&%s=%04d-%02d-%02d", name, civil.year, civil.month,
                               civil.day);
    }
}

char *sz_flow_link_column(const SzDeadlineFlow *flow, guint i_column)
{
    if (i_column == 0) {
        return sz_flow_link_light(flow, "red,black");
    }
    GString *link = link_of(flow, RUNNING);
    if (i_column > 1) {
        append_day(link, "due_from", first_day(flow, i_column));
    }
    append_day(link, "due_to", first_day(flow, i_column + 1));
    return g_string_free(link, FALSE);
}

char *sz_flow_link_later(const SzDeadlineFlow *flow, guint i_column)
{
    GString *link = link_of(flow, RUNNING);
    append_day(link, "due_from", first_day(flow, i_column));
    return g_string_free(link, FALSE);
}

char *sz_flow_link_light(const SzDeadlineFlow *flow, const char *light)
{
    return g_string_free(link_of(flow, light), FALSE);
}
