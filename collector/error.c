#include "collector/error.h"

G_DEFINE_QUARK(sz_collector_error, sz_collector_error)
