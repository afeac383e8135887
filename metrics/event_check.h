#pragma once

/* Encoded events that somebody else may have written: are they whole, and do they say something?
 *
 * Pure.  sz_event_decode() and a walk through a case trust their bytes; what comes from a file is asked here first. */

#include "metrics/event.h"
#include "metrics/event_codec.h"
#include "metrics/state_reader.h"

/* Do the fields of @body, an encoding by @layout, end where it does? */
bool sz_event_is_whole(const SzEventLayout *layout, SzSlice body);

/* Is every choice of it one there is, and every count within its bounds? */
bool sz_case_event_is_sound(const SzCaseEvent *event);
bool sz_ticket_event_is_sound(const SzTicketEvent *event);
bool sz_window_event_is_sound(const SzWindowEvent *event);
bool sz_kiosk_event_is_sound(const SzKioskEvent *event);
bool sz_rating_event_is_sound(const SzRatingEvent *event);
