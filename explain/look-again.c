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
#include "explain/patience.h"

/**
 * struct question - what a path leads to
 * @status: that; its mode is 0 where there is nothing
 */
struct question {
	char path[sizeof(((struct incident *)0)->path)];
	struct stat status;
};

static void find_status(void *data)
{
	struct question *question = data;

	if (stat(question->path, &question->status) < 0)
		question->status.st_mode = 0;
}

/* False: nobody knows, as the server of a file system does not answer. */
static bool ask(struct patience *patience, const struct incident *incident, struct stat *status)
{
	struct question question = { 0 };

	memcpy(question.path, incident->path, sizeof(question.path));
	if (!patience_ask(patience, find_status, &question, sizeof(question)))
		return false;
	*status = question.status;
	return true;
}

static bool is_node(const struct stat *status, const struct incident *incident)
{
	return (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)) && major(status->st_rdev) == incident->major &&
	       minor(status->st_rdev) == incident->minor;
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

/* A node may be hidden, as from a container, and a number need not be in sysfs: both tell. */
static void look_at_device(struct patience *patience, struct incident *incident)
{
	struct stat status;

	/* Without sysfs, nothing is known. */
	if (access("/sys/dev/char", F_OK) == 0 && ask(patience, incident, &status))
		incident->removed = !is_node(&status, incident) && !has_number(incident);
}

/* A file may have been truncated since it was mapped, or have grown; or its path is now another file's. */
static void look_at_file(struct patience *patience, struct incident *incident)
{
	struct stat status;

	if (!ask(patience, incident, &status) || !S_ISREG(status.st_mode) || status.st_ino != incident->inode)
		return;
	incident->size = (uint64_t)status.st_size;
	incident->size_seen = true;
}

void look_again(struct incident *incidents, size_t count)
{
	struct patience devices = { .milliseconds = 200 }, files = devices;

	for (size_t i = 0; i < count; i++) {
		if (incidents[i].path[0] != '/')
			continue;
		if (incidents[i].is_device)
			look_at_device(&devices, &incidents[i]);
		else if (incidents[i].is_regular && !incidents[i].size_seen)
			look_at_file(&files, &incidents[i]);
	}
}
