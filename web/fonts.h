#pragma once

/* What the font libraries keep for the whole process.
 *
 * Pango looks for fonts on threads of its own, which may still hold some when the thread that drew has let go of
 * them; cairo aborts when it is asked to forget fonts that are held. */

/* This program draws.  Any thread, any number of times. */
void sz_fonts_use(void);
/* Forgets it all, so that a leak of ours shows: once, at the end of a program, when its own threads have ended.
 * Waits for pango's; where they do not end, nothing is forgotten. */
void sz_fonts_forget(void);
