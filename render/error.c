#include "render/error.h"

G_DEFINE_QUARK(sz_render_error, sz_render_error)
