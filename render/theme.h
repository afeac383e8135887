#pragma once

/* What pictures look like: colours by meaning, signs with their words, sizes of type.
 *
 * Pure tables.  A sign is a state as people see it: always colour and shape and word.  Colours are
 * 0xRRGGBB.  Text keeps 4.5 : 1 against the ground, marks 3 : 1 (WCAG 2); `line`, `raised`, `surface` and
 * `data_faint` never carry meaning alone. */

#include "render/words.h"

typedef guint32 SzColor;

typedef enum {
    SZ_SIGN_OK,
    SZ_SIGN_WATCH,
    SZ_SIGN_WARN,
    SZ_SIGN_LATE,
    SZ_SIGN_BREACH,
    SZ_SIGN_SUSPENDED,
    SZ_SIGN_STALE,
    SZ_SIGN_INSUFFICIENT,
    SZ_SIGN_CLOSED,
    SZ_SIGN_OFFLINE,
    SZ_SIGN_N,
} SzSign;

#define SZ_THEME_N_SCORE 8
#define SZ_THEME_N_SEQ 7
#define SZ_THEME_N_CAT 5

typedef struct {
    const char *name; /* dark light */
    bool is_dark;
    SzColor bg;
    SzColor surface;
    SzColor raised;
    SzColor line;
    SzColor axis;
    SzColor ink1;
    SzColor ink2;
    SzColor ink3;
    SzColor data;
    SzColor data_strong;
    SzColor data_mid;
    SzColor data_faint;
    SzColor focus;
    SzColor on_breach;               /* the cross cut out of the octagon */
    SzColor fill[SZ_SIGN_N];         /* of marks */
    SzColor text[SZ_SIGN_N];         /* of numerals */
    SzColor score[SZ_THEME_N_SCORE]; /* below 65, 65, 70, 75, 80, 85, 90, from 95 */
    SzColor seq[SZ_THEME_N_SEQ];     /* volumes, few to many */
    SzColor cat[SZ_THEME_N_CAT];     /* window online mobile kiosk other */
} SzTheme;

/* Sizes of type and strokes, in device pixels. */
typedef struct {
    double note;  /* ticks, units, freshness, legends */
    double label; /* titles */
    double text;  /* names, rows, advice */
    double num;   /* figures in rows */
    double head;  /* situation lines */
    double hair;
} SzScale;

const SzTheme *sz_theme(bool is_light);
const char *sz_sign_name(SzSign sign); /* ok watch warn late breach susp stale .. */
const char *sz_sign_word(SzSign sign, SzLanguage language);

/* For a wall whose short side is 100 @u. */
SzScale sz_scale_wall(double u_px);
/* For reading at arm's length. */
SzScale sz_scale_desk(double dpr);
/* By the size of a note: as on a desk up to 16 @dpr, as on a wall from there. */
SzScale sz_scale_of_note(double note_px, double dpr);

/* WCAG 2 contrast ratio, 1..21. */
double sz_color_contrast(SzColor a, SzColor b);
/* The ink that reads on a filled cell: dark or light, whichever contrasts more. */
SzColor sz_color_ink_on(SzColor fill);
/* Is it one of those two? */
bool sz_color_is_ink_on(SzColor color);
/* @ratio 0..1 of @over, the rest of @under. */
SzColor sz_color_mix(SzColor under, SzColor over, double ratio);
