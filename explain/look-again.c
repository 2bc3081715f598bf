// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "explain/incident.h"
#include "explain/look-again.h"

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

static void look_at_device(struct incident *incident)
{
	/* Without sysfs, nothing is known. */
	if (access("/sys/dev/char", F_OK) == 0)
		incident->removed = !has_node(incident) && !has_number(incident);
}

/* A file may have been truncated since it was mapped, or have grown; or its path is now another file's. */
static void look_at_file(struct incident *incident)
{
	struct stat status;

	if (stat(incident->path, &status) < 0 || !S_ISREG(status.st_mode) || status.st_ino != incident->inode)
		return;
	incident->size = (uint64_t)status.st_size;
	incident->size_seen = true;
}

void look_again(struct incident *incidents, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (incidents[i].path[0] != '/')
			continue;
		if (incidents[i].is_device)
			look_at_device(&incidents[i]);
		else if (incidents[i].is_regular && !incidents[i].size_seen)
			look_at_file(&incidents[i]);
	}
}
