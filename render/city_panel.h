#pragma once

/* The city's four panels: `index`, `ranking`, `citymap`, `waits`.
 *
 * Pure apart from memory and the fonts that are installed; a panel is immutable after construction.
 * model (city_facts) -> what is shown -> layout -> drawing.  Same key <=> same picture: it is made of the
 * request and of everything shown, rounded as shown. */

#include "render/city_facts.h"

#include <cairo.h>

typedef enum {
    SZ_CITY_INDEX,   /* dial and dimension bars of a hall or an area */
    SZ_CITY_RANKING, /* places of an area, or halls of a tier, by score */
    SZ_CITY_MAP,     /* places of an area as tiles */
    SZ_CITY_WAITS,   /* place x half hour: P90 of the wait */
    SZ_CITY_N_KINDS,
} SzCityKind;

#define SZ_CITY_WIDTH_MIN 160
#define SZ_CITY_HEIGHT_MIN 90
#define SZ_CITY_WIDTH_MAX 3840
#define SZ_CITY_HEIGHT_MAX 2160

typedef struct {
    SzCityKind kind;
    SzCityScope scope;
    int width_px; /* device pixels, within the bounds above */
    int height_px;
    double dpr;
    double note_px; /* size of the smallest text, device pixels; 0: whatever suits the size */
    bool is_light;
    bool is_bare; /* the body only */
    SzLanguage language;
} SzCityRequest;

typedef struct SzCityPanel SzCityPanel;

const char *sz_city_kind_name(SzCityKind kind); /* index ranking citymap waits */
const char *sz_city_kind_title(SzCityKind kind, SzLanguage language);

/* (transfer full) */
SzCityPanel *sz_city_panel_new(const SzCityRequest *request, const SzView *view);
/* As above of facts made elsewhere, which it takes. */
SzCityPanel *sz_city_panel_new_take(const SzCityRequest *request, SzCityFacts *facts);
void sz_city_panel_free(SzCityPanel *panel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCityPanel, sz_city_panel_free)

const char *sz_city_panel_key(const SzCityPanel *panel); /* 64 hex digits */
/* One sentence with the main numbers. (transfer full) */
char *sz_city_panel_text(const SzCityPanel *panel, SzLanguage language);
/* Onto a surface of the size asked for. */
void sz_city_panel_draw(const SzCityPanel *panel, cairo_t *cairo);
