#pragma once

/* Does a request come from a program on this machine, for this machine?  What open use asks for.
 *
 * Pure. */

#include "metrics/slice.h"

/* @host: a Host header: 127.0.0.1, localhost or [::1], with or without a port.  A name that resolves here by
 * somebody's DNS is none. */
bool sz_is_own_host(SzSlice host);
/* Forwarded, X-Forwarded-*, X-Real-IP, Via: somebody in between passes the request on. */
bool sz_is_forwarding_header(const char *name);
