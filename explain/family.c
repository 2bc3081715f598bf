// SPDX-License-Identifier: BSD-2-Clause
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "explain/family.h"

/* Those that were taken. */
struct members {
	pid_t *pids;
	size_t count;
	size_t capacity;
};

static bool has(const struct members *members, pid_t pid)
{
	for (size_t i = 0; i < members->count; i++)
		if (members->pids[i] == pid)
			return true;
	return false;
}

static bool add(struct members *members, pid_t pid)
{
	if (members->count == members->capacity) {
		size_t capacity = members->capacity ? 2 * members->capacity : 16;
		pid_t *pids = realloc(members->pids, capacity * sizeof(*pids));

		if (!pids)
			return false;
		members->pids = pids;
		members->capacity = capacity;
	}
	members->pids[members->count++] = pid;
	return true;
}

pid_t family_parent(pid_t pid, bool *stopped)
{
	char name[32], line[128], state = ' ';
	pid_t parent = 0;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/status", pid);
	file = fopen(name, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "State: %c", &state) != 1 && sscanf(line, "PPid: %d", &parent) == 1)
			break;
	if (file)
		fclose(file);
	*stopped = state == 'T';
	return parent;
}

/* Take those whose parent is a member, and who are none. Returns how many, or -ENOMEM. */
static int take_children(struct members *members, int (*take)(void *context, pid_t pid), void *context)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	bool stopped;
	int count = 0;

	while (processes && count >= 0 && (entry = readdir(processes))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid <= 0 || pid == getpid() || has(members, pid) || !has(members, family_parent(pid, &stopped)))
			continue;
		count = add(members, pid) ? count + 1 : -ENOMEM;
		if (count > 0)
			take(context, pid);
	}
	if (processes)
		closedir(processes);
	return count;
}

int family_each(pid_t pid, int (*take)(void *context, pid_t pid), void *context)
{
	struct members members = { 0 };
	int err = take(context, pid), count;

	if (!err && !add(&members, pid))
		err = -ENOMEM;
	/* Numbers do not tell who came first, so once more, until nobody is found. */
	for (count = !err; count > 0; )
		count = take_children(&members, take, context);
	free(members.pids);
	return err ? err : count;
}
