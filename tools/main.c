// SPDX-License-Identifier: BSD-2-Clause
/* maps: the table of subcommands. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "standard-streams.h"

static const struct command *const commands[] = {
	&command_create,
	&command_destroy,
	&command_list,
	&command_info,
	&command_show,
	&command_layout,
	&command_watch,
	&command_revoke,
	&command_bench,
	&command_check,
	&command_explain,
};

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps COMMAND [options]\n\n"
		     "Kernel memory in user space.\n\n"
		     "Commands:\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fprintf(out, "\n'maps COMMAND --help' describes a command; 'maps --version' prints the version.\n");
}

/* Output that was lost, on a full disk for one, is a failure like any other. */
static enum command_status finish(enum command_status status)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "maps: standard output: %s; is it open, and is there room?\n",
			errno ? strerror(errno) : "write error");
		return COMMAND_FAILED;
	}
	return status;
}

/* getopt_long() says who complains by argv[0], which is then what all other messages begin with. */
static enum command_status run(const struct command *command, int argc, char **argv)
{
	char name[32];

	snprintf(name, sizeof(name), "maps %s", command->name);
	argv[0] = name;
	return finish(command->run(argc, argv));
}

int main(int argc, char **argv)
{
	standard_streams_reserve();
	if (argc < 2) {
		print_usage(stderr);
		return COMMAND_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_usage(stdout);
		return finish(COMMAND_DONE);
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("maps %s\n", MAPS_VERSION);
		return finish(COMMAND_DONE);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return run(commands[i], argc - 1, argv + 1);

	fprintf(stderr, "maps: %s: no such command\nTry 'maps --help'.\n", argv[1]);
	return COMMAND_USAGE;
}
