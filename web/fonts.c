#include "web/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

#define POLL_US 1000
#define POLLS_MAX 2000

static gint is_used; /* atomic; process-wide, like the libraries */

void sz_fonts_use(void)
{
    g_atomic_int_set(&is_used, 1);
}

/* Of this process, this one included; 0: not known. */
static guint count_threads(void)
{
    g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
    guint n = 0;
    while (tasks != NULL && g_dir_read_name(tasks) != NULL) {
        n++;
    }
    return n;
}

/* Pango's threads cannot be joined. */
static bool await_the_others(void)
{
    for (guint i = 0; i < POLLS_MAX && count_threads() > 1; i++) {
        g_usleep(POLL_US);
    }
    return count_threads() == 1;
}

void sz_fonts_forget(void)
{
    if (g_atomic_int_get(&is_used) == 0) {
        return;
    }
    pango_cairo_font_map_set_default(NULL);
    if (await_the_others()) {
        cairo_debug_reset_static_data();
        FcFini();
    }
}
