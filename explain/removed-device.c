// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "explain/incident.h"
#include "explain/removed-device.h"

/* A node may be hidden, as from a container, and a number need not be in sysfs: both tell. */
static bool has_node(const struct incident *incident)
{
	struct stat status;

	return stat(incident->path, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) &&
	       major(status.st_rdev) == incident->major && minor(status.st_rdev) == incident->minor;
}

static bool has_number(const struct incident *incident)
{
	static const char *const classes[] = { "char", "block" };
	char path[64];

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		snprintf(path, sizeof(path), "/sys/dev/%s/%" PRIu32 ":%" PRIu32, classes[i], incident->major,
			 incident->minor);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

void removed_devices_fill(struct incident *incidents, size_t count)
{
	/* Without sysfs, nothing is known. */
	if (access("/sys/dev/char", F_OK) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (incidents[i].is_device && incidents[i].path[0] == '/')
			incidents[i].removed = !has_node(&incidents[i]) && !has_number(&incidents[i]);
}
