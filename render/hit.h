#pragma once

/* Regions of a picture that mean something: what a pointer, a keyboard or a screen reader meets there.
 *
 * Pure apart from memory. */

#include <glib.h>

typedef struct {
    double x_px; /* CSS pixels from the picture's top left corner */
    double y_px;
    double w_px;
    double h_px;
    char *label; /* owned; what it is: 余杭区 */
    char *value; /* owned; what it says: 78.6, 最久等 46 分; "" when the label says it all */
    char *link;  /* owned; where it leads; NULL: nowhere */
} SzHit;

/* Of containers: @data is an SzHit or NULL. */
void sz_hit_free(gpointer data);
