// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "explain/mapped-size.h"
#include "explain/patience.h"

/**
 * struct look - a look at the file that is mapped at @address
 * @size, @seen: what was found
 */
struct look {
	pid_t pid;
	uint64_t address;
	uint64_t size;
	bool seen;
};

/* The range of the VMA that has the address. */
static bool find_range(const struct look *look, uint64_t *start, uint64_t *end)
{
	char name[32], *line = NULL;
	size_t capacity = 0;
	bool found = false;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/maps", look->pid);
	file = fopen(name, "re");
	while (file && !found && getline(&line, &capacity, file) > 0)
		found = sscanf(line, "%" SCNx64 "-%" SCNx64, start, end) == 2 &&
			*start <= look->address && look->address < *end;
	free(line);
	if (file)
		fclose(file);
	return found;
}

static void find_size(void *data)
{
	struct look *look = data;
	struct stat status;
	uint64_t start, end;
	char name[80];

	if (!find_range(look, &start, &end))
		return;
	snprintf(name, sizeof(name), "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, look->pid, start, end);
	look->seen = stat(name, &status) == 0 && S_ISREG(status.st_mode);
	look->size = look->seen ? (uint64_t)status.st_size : 0;
}

/*
 * With patience: the kernel takes the mmap_lock of the process for it, which a driver may hold
 * for ever, and asks the file system, whose server may be one that is watched.
 */
void mapped_size_read(pid_t pid, uint64_t address, struct incident *incident)
{
	static struct patience patience = { .milliseconds = 200 };
	struct look look = { .pid = pid, .address = address };

	if (!patience_ask(&patience, find_size, &look, sizeof(look)) || !look.seen)
		return;
	incident->size = look.size;
	incident->size_seen = true;
}
