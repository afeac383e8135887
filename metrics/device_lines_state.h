#pragma once

/* Lines of a device for a checkpoint.  Pure apart from memory. */

#include "metrics/device_lines.h"
#include "metrics/state_reader.h"

void sz_device_lines_save(const SzDeviceLines *lines, GByteArray *out);
/* Into empty lines; what makes no sense spoils @reader.
 * @statements: those of the device's store, with its layout
 * @is_sound:   of what was said */
void sz_device_lines_load(SzDeviceLines *lines, SzStateReader *reader, GHashTable *statements,
                          const SzEventLayout *layout, bool (*is_sound)(SzSlice said));
