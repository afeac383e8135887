#include "web/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

void sz_fonts_forget(void)
{
    pango_cairo_font_map_set_default(NULL);
    cairo_debug_reset_static_data();
    FcFini();
}
