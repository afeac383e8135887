#pragma once

/* Sub-commands of this room.  Shell code: argv[0] is the command's name; the exit status is returned
 * (config/command_line.h). */

/* Prints every configuration problem at once. */
int sz_command_check(int argc, char **argv);
