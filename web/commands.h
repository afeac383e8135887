#pragma once

/* Sub-commands of this folder; argv[0] is the command's name; each returns an exit status. */

int sz_command_query(int argc, char **argv);
/* Sub-commands of this room.  Shell code: argv[0] is the command's name; the exit status is returned
 * (config/command_line.h). */

/* Explains a deadline day by day. */
int sz_command_due(int argc, char **argv);
