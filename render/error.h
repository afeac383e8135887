#pragma once

/* The errors of drawing.  Messages follow "problem: 'value', expectation". */

#include <glib.h>

#define SZ_RENDER_ERROR (sz_render_error_quark())
GQuark sz_render_error_quark(void);

typedef enum {
    SZ_RENDER_ERROR_RANGE,   /* a size nobody draws */
    SZ_RENDER_ERROR_UNKNOWN, /* no such panel */
    SZ_RENDER_ERROR_SCOPE,   /* a panel of halls asked of an area, or the other way round */
    SZ_RENDER_ERROR_DRAW,    /* cairo or libspng gave up */
} SzRenderError;
