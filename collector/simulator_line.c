#include "collector/simulator_line.h"

#include "collector/line_protocol_write.h"

static void add_field(SzSimLine *line, SzSlice key, SzLpValue value)
{
    g_return_if_fail(line->point.n_fields < G_N_ELEMENTS(line->fields));
    line->fields[line->point.n_fields++] = (SzLpField){key, value};
}

void sz_sim_line_begin(SzSimLine *line, SzSimHall *hall, SzSlice measurement, SzSimFeed feed,
                       gint64 born_ms)
{
    line->hall = hall;
    line->is_muted = born_ms < hall->city->from_ms || born_ms >= hall->city->lives_until_ms;
    line->point = (SzLpPoint){.measurement = measurement,
                              .has_time = true,
                              .time_ns = hall->now_ms * (SZ_NS_PER_S / SZ_SIM_MS)};
    sz_sim_line_tag(line, SZ_SLICE("hall"), sz_slice(hall->hall->code));
    if (!line->is_muted) {
        sz_sim_line_int(line, SZ_SLICE("seq"), ++hall->seq[feed]);
        sz_sim_line_text(line, SZ_SLICE("src"), sz_slice(hall->src[feed]));
    }
}

void sz_sim_line_tag(SzSimLine *line, SzSlice key, SzSlice value)
{
    g_return_if_fail(line->point.n_tags < G_N_ELEMENTS(line->tags));
    line->tags[line->point.n_tags++] = (SzLpTag){key, value};
}

void sz_sim_line_text(SzSimLine *line, SzSlice key, SzSlice value)
{
    add_field(line, key, (SzLpValue){.type = SZ_LP_STRING, .as.s = value});
}

void sz_sim_line_int(SzSimLine *line, SzSlice key, gint64 value)
{
    add_field(line, key, (SzLpValue){.type = SZ_LP_INT, .as.i = value});
}

void sz_sim_line_bool(SzSimLine *line, SzSlice key, bool value)
{
    add_field(line, key, (SzLpValue){.type = SZ_LP_BOOL, .as.b = value});
}

void sz_sim_line_tenths(SzSimLine *line, SzSlice key, gint64 tenths)
{
    /* One division, correctly rounded everywhere. */
    add_field(line, key, (SzLpValue){.type = SZ_LP_FLOAT, .as.f = (double)tenths / 10.0});
}

void sz_sim_line_end(SzSimLine *line)
{
    if (line->is_muted) {
        return;
    }
    line->point.tags = line->tags;
    line->point.fields = line->fields;
    g_autoptr(GError) error = NULL;
    if (!sz_lp_write(line->hall->city->text, &line->point, 0, &error)) {
        g_warning("simulator: %s", error->message);
    }
}
