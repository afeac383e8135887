#pragma once

/* Panels: a request and a view -> what will be shown -> a picture.
 *
 * Pure apart from memory and the fonts that are installed.  A model is immutable after construction, owns what it
 * shows and may be drawn by any thread.
 *
 * The model is the whole truth of the picture: everything in it is rounded as it will be shown, and its key is
 * made of nothing else.  Same key <=> same picture, so a picture is drawn only when something in it changed. */

#include "metrics/view.h"
#include "render/hit.h"
#include "render/words.h"

typedef enum { SZ_PANEL_PNG, SZ_PANEL_SVG } SzPanelFormat;

typedef struct SzPanelOps SzPanelOps; /* render/panel_ops.h */

/* What a panel is made for. */
typedef enum { SZ_PANEL_OF_HALL, SZ_PANEL_OF_AREA, SZ_PANEL_OF_CITY } SzPanelScope;

typedef struct {
    const char *name;     /* queues, windows, .. */
    const char *title[2]; /* by SzLanguage */
    bool has_hall;        /* can be asked of a hall */
    bool has_area;        /* .. of a hall with all below it */
    bool has_tier;        /* .. of the halls of a tier in it */
    SzPanelScope scope;
    const SzPanelOps *ops;
} SzPanel;

/* Where it is about.  Borrowed from the registry. */
typedef struct {
    const SzHall *hall;
    bool is_area;
} SzPanelPlace;

#define SZ_PANEL_WIDTH_MIN 160
#define SZ_PANEL_HEIGHT_MIN 40
#define SZ_PANEL_WIDTH_MAX 3840
#define SZ_PANEL_HEIGHT_MAX 3840
#define SZ_PANEL_DPR_MIN 0.5
#define SZ_PANEL_DPR_MAX 4.0
#define SZ_PANEL_NOTE_MIN_PX 8
#define SZ_PANEL_NOTE_MAX_PX 100
#define SZ_PANEL_PIXELS_MAX (3840 * 2160 * 2) /* device pixels of one picture */

typedef struct {
    const SzPanel *panel;
    SzPanelPlace place;
    int width_px; /* CSS pixels */
    int height_px;
    double dpr;     /* device pixels a CSS pixel */
    double note_px; /* size of the smallest text, CSS pixels; 0: whatever suits the size */
    SzLanguage language;
    SzPanelFormat format;
    SzTier tier;
    bool by_tier; /* compares the halls of @tier in the area, not the areas right below it */
    bool is_light;
    bool is_bare; /* the body alone: whoever shows it writes title, sample and freshness */
} SzPanelRequest;

typedef struct SzPanelModel SzPanelModel;

/* Every panel there is, in the order of a wall. */
const SzPanel *const *sz_panels(guint *out_n);
/* NULL when there is none. */
const SzPanel *sz_panel_find(const char *name);
const char *sz_panel_scope_name(SzPanelScope scope); /* hall area city */

/* Is it a picture that can be drawn?  Errors: RANGE (size, dpr, note), SCOPE (SZ_RENDER_ERROR). */
gboolean sz_panel_request_check(const SzPanelRequest *request, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* @request: passed sz_panel_request_check(). (transfer full) */
SzPanelModel *sz_panel_model_new(const SzPanelRequest *request, const SzView *view);
void sz_panel_model_free(SzPanelModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPanelModel, sz_panel_model_free)

/* 64 hex digits; borrowed.  It covers the request too. */
const char *sz_panel_model_key(const SzPanelModel *model);
/* What the picture says in one or two sentences. (transfer full) */
char *sz_panel_model_text(const SzPanelModel *model, SzLanguage language);
/* ok stale insufficient empty not_begun closed; borrowed */
const char *sz_panel_model_state(const SzPanelModel *model);
/* What a title line says beside the title: unit or key to the encoding, and at its right sample, and how far the
 * data reach; "" where there is none.  Borrowed, in the language of the request. */
const char *sz_panel_model_unit(const SzPanelModel *model);
const char *sz_panel_model_sample(const SzPanelModel *model);
const char *sz_panel_model_as_of(const SzPanelModel *model);

/* The regions of the picture, in reading order.  (transfer full) SzHit, freed with the array */
GPtrArray *sz_panel_hits(const SzPanelModel *model);
/* The bytes of a PNG or SVG. (transfer full)
 * Returns: NULL with @error set (SZ_RENDER_ERROR_DRAW). */
GBytes *sz_panel_draw(const SzPanelModel *model, GError **error) G_GNUC_WARN_UNUSED_RESULT;
