#pragma once

/* What a panel is made of; for render/ alone.
 *
 * Pure.  A body is what a panel shows apart from its frame: facts rounded as shown, in both languages, owned. */

#include "render/canvas.h"
#include "render/panel.h"

typedef enum {
    SZ_PANEL_LIVE,
    SZ_PANEL_STALE,        /* last marks, paler, under a hatch */
    SZ_PANEL_INSUFFICIENT, /* skeleton; from here on nothing is shown but a sentence */
    SZ_PANEL_EMPTY,        /* nothing there, and that is good */
    SZ_PANEL_NOT_BEGUN,
    SZ_PANEL_CLOSED,
    SZ_PANEL_N_STATES,
} SzPanelState;

/* Are there marks? */
static inline bool sz_panel_is_shown(SzPanelState state)
{
    return state == SZ_PANEL_LIVE || state == SZ_PANEL_STALE;
}

/* The words around a body, in one language.  All owned; NULL: none. */
typedef struct {
    SzPanelState state;
    char *unit;   /* unit or key to the encoding, after the title */
    char *sample; /* 共 108 人 */
    char *as_of;  /* 10:24; when stale: 数据延迟 6 分 */
    char *what;   /* instead of marks: 没有在办件 */
    char *why;    /* .. and below it */
} SzPanelHead;

struct SzPanelOps {
    /* (transfer full) */
    gpointer (*make)(const SzPanelRequest *request, const SzView *view);
    void (*clear)(gpointer body);
    /* @out: zeroed */
    void (*head)(gconstpointer body, SzLanguage language, SzPanelHead *out);
    /* Everything the body shows, as text. */
    void (*digest)(gconstpointer body, GString *out);
    /* Marks, or their skeleton where @state has none.
     * Returns: where the marks are: there the hatch goes, or the sentence. */
    SzRect (*draw)(gconstpointer body, SzPanelState state, SzCanvas *canvas, SzRect box);
    /* The sentence of marks that are shown. (transfer full) */
    char *(*describe)(gconstpointer body, SzLanguage language);
};

struct SzPanelModel {
    SzPanelRequest request;
    gpointer body;    /* owned, by ops->clear() */
    SzPanelHead head; /* in the language of the request */
    char *key;        /* owned */
};

/* As sz_panel_model_new() of a body made elsewhere, which it takes. */
SzPanelModel *sz_panel_model_new_take(const SzPanelRequest *request, gpointer body);

void sz_panel_head_clear(SzPanelHead *head);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzPanelHead, sz_panel_head_clear)

extern const SzPanel SZ_PANEL_QUEUES;    /* NOLINT(readability-identifier-naming): constants */
extern const SzPanel SZ_PANEL_WINDOWS;   /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_KIOSKS;    /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_WAITING;   /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_DEADLINES; /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_INDEX;     /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_CITY_MAP;  /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_RANKING;   /* NOLINT(readability-identifier-naming) */
extern const SzPanel SZ_PANEL_WAITS;     /* NOLINT(readability-identifier-naming) */
