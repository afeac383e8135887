#pragma once

/* Which program this is, as far as its state goes: SHA-256 of all sources that make state out of lines, in hexadecimal.
 * What another one has kept is not taken over (collector/checkpoint_format.h).  Made when the program is built. */

extern const char sz_program_sha256[];
