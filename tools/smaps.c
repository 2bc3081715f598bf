// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smaps.h"

/* Add the kilobytes of a line "NAME:   N kB" to *@bytes if the name is @name. */
static void add_field(const char *line, const char *name, uint64_t *bytes)
{
	size_t length = strlen(name);

	if (strncmp(line, name, length) == 0 && line[length] == ':')
		*bytes += strtoull(line + length + 1, NULL, 10) * 1024;
}

void smaps_add_line(const char *line, struct smaps *smaps)
{
	add_field(line, "Rss", &smaps->rss);
	add_field(line, "Anonymous", &smaps->anonymous);
	add_field(line, "FilePmdMapped", &smaps->pmd_mapped);
	add_field(line, "ShmemPmdMapped", &smaps->pmd_mapped);
	sscanf(line, "VmFlags: %159[^\n]", smaps->vm_flags);
}

int smaps_read_process(pid_t pid, uint64_t address, struct smaps *smaps)
{
	char path[32] = "/proc/self/smaps";
	struct smaps found = { 0 };
	bool inside = false, seen = false;
	size_t capacity = 0;
	char *line = NULL;
	FILE *file;

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (getline(&line, &capacity, file) > 0) {
		uint64_t start, end;

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &start, &end) == 2) {
			if (seen)
				break;
			inside = start <= address && address < end;
			seen = inside;
			continue;
		}
		if (inside)
			smaps_add_line(line, &found);
	}
	free(line);
	fclose(file);
	/* The kernel writes a blank behind each flag; the last one is of no use. */
	while (found.vm_flags[0] && found.vm_flags[strlen(found.vm_flags) - 1] == ' ')
		found.vm_flags[strlen(found.vm_flags) - 1] = '\0';
	if (!seen)
		return -ENOENT;
	*smaps = found;
	return 0;
}

int smaps_read(const void *address, struct smaps *smaps)
{
	return smaps_read_process(0, (uintptr_t)address, smaps);
}

bool smaps_has_flag(const struct smaps *smaps, const char *flag)
{
	const char *at = smaps->vm_flags;

	while ((at = strstr(at, flag))) {
		if ((at == smaps->vm_flags || at[-1] == ' ') && (at[2] == ' ' || at[2] == '\0'))
			return true;
		at += 2;
	}
	return false;
}
