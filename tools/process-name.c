// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <string.h>

#include "process-name.h"

void process_name_tame(char *name)
{
	for (; *name; name++)
		if (*name < ' ' || *name > '~')
			*name = '?';
}

void process_name_read(pid_t pid, char *name, size_t size)
{
	char path[32];
	FILE *file;

	name[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(name, (int)size, file)) {
		name[strcspn(name, "\n")] = '\0';
		process_name_tame(name);
	}
	fclose(file);
}
