#pragma once

/* What a text in a configuration file may be: checks for schemas (SzYamlTextCheck).
 *
 * Pure.  Each returns TRUE, or FALSE with an error (SZ_METRICS_ERROR) that quotes the text and says
 * what is expected. */

#include "metrics/wall_time.h"

#include <glib.h>

/* Of a hall or an item: 1..64 ASCII letters, digits, and . _ -; opaque beyond that. */
gboolean sz_check_code(SzSlice text, GError **error);
/* YYYY-MM-DD, within what the working calendar is defined for. */
gboolean sz_check_day(SzSlice text, GError **error);
/* The same, or the day after the last: an end that is not included. */
gboolean sz_check_end_day(SzSlice text, GError **error);
/* HH:MM, to 23:59; the second of the day. */
bool sz_time_of_day_parse(SzSlice text, gint32 *out_s);
gboolean sz_check_time_of_day(SzSlice text, GError **error);
/* HH:MM-HH:MM. */
gboolean sz_check_slot(SzSlice text, GError **error);
/* ADDR:PORT, an IPv6 address in brackets; port 0 means any free one. */
gboolean sz_check_listen(SzSlice text, GError **error);
/* http:// or https://, with a host, without user or password. */
gboolean sz_check_http_url(SzSlice text, GError **error);
/* mqtt:// or mqtts://, likewise. */
gboolean sz_check_mqtt_url(SzSlice text, GError **error);
/* MQTT 3.1.1, 4.7: + stands for a whole level, # for the last ones. */
gboolean sz_check_topic_filter(SzSlice text, GError **error);
