#include "metrics/error.h"

G_DEFINE_QUARK(sz_metrics_error, sz_metrics_error)
