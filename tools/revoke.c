// SPDX-License-Identifier: BSD-2-Clause
/* maps revoke: take the memory of areas away from everybody. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "libmaps.h"
#include "message.h"
#include "trouble.h"

#define NAME "revoke"

static void print_usage(FILE *out)
{
	fprintf(out, "Usage: maps revoke DEVICE...\n\n"
		     "Take the memory of an area away from everybody, permanently: from then on, touching a\n"
		     "mapping raises SIGBUS. DEVICE is a path, the name of a device or a label. The device\n"
		     "stays until 'maps destroy'.\n\n"
		     "  -h, --help            this text\n");
}

/* Returns a status where the command ends here, and -1 where it goes on. */
static int parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout);
			return COMMAND_DONE;
		}
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	if (argc == optind) {
		message(NAME, "no device; name at least one to revoke");
		message_usage(NAME);
		return COMMAND_USAGE;
	}
	return -1;
}

static bool revoke(const char *device)
{
	struct maps_area *area;
	int err;

	err = maps_open(device, O_RDONLY, &area);
	if (err) {
		trouble_device(NAME, device, err);
		return false;
	}
	err = maps_area_revoke(area);
	maps_close(area);
	if (err == -EPERM)
		message(NAME, "%s: %s; this requires root (CAP_SYS_ADMIN)", device, strerror(-err));
	else if (err)
		trouble_device(NAME, device, err);
	return !err;
}

static enum command_status revoke_run(int argc, char **argv)
{
	bool good = true;
	int ended;

	ended = parse(argc, argv);
	if (ended >= 0)
		return (enum command_status)ended;
	for (int i = optind; i < argc; i++)
		good &= revoke(argv[i]);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}

const struct command command_revoke = {
	.name = NAME,
	.summary = "take the memory of an area away from everybody",
	.run = revoke_run,
};
