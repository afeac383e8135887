#pragma once

/* What the font libraries keep for the whole process. */

/* Lets go of it: once, at the end of a program, when nobody draws any more. */
void sz_fonts_forget(void);
