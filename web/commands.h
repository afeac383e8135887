#pragma once

/* Sub-commands of this room.  Shell code: argv[0] is the command's name; the exit status is returned
 * (config/command_line.h). */

int sz_command_demo(int argc, char **argv);
int sz_command_due(int argc, char **argv);
int sz_command_query(int argc, char **argv);
int sz_command_render(int argc, char **argv);
int sz_command_serve(int argc, char **argv);
