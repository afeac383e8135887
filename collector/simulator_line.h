#pragma once

/* One line of the simulated city: tags and fields are borrowed until the end.
 *
 * Pure apart from growing the city's text. */

#include "collector/simulator_internal.h"

typedef struct {
    SzSimHall *hall;
    SzLpPoint point;
    SzLpTag tags[8];
    SzLpField fields[16];
    bool is_muted;
} SzSimLine;

/* @born_ms: when the ticket, case, ... began of which the line tells. */
void sz_sim_line_begin(SzSimLine *line, SzSimHall *hall, SzSlice measurement, SzSimFeed feed,
                       gint64 born_ms);
void sz_sim_line_tag(SzSimLine *line, SzSlice key, SzSlice value);
void sz_sim_line_text(SzSimLine *line, SzSlice key, SzSlice value);
void sz_sim_line_int(SzSimLine *line, SzSlice key, gint64 value);
void sz_sim_line_bool(SzSimLine *line, SzSlice key, bool value);
/* @tenths: the value in units of 0.1. */
void sz_sim_line_tenths(SzSimLine *line, SzSlice key, gint64 tenths);
void sz_sim_line_end(SzSimLine *line);
