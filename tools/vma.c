// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "vma.h"

bool vma_parse(const char *line, struct vma *vma)
{
	unsigned int major, minor;
	uint64_t inode;
	int path = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 " %n", &vma->start, &vma->end,
		   vma->letters, &vma->offset, &major, &minor, &inode, &path) < 7)
		return false;
	vma->device = makedev(major, minor);
	vma->inode = (ino_t)inode;
	snprintf(vma->path, sizeof(vma->path), "%.*s", (int)strcspn(line + path, "\n"), line + path);
	return true;
}

int vma_of_address(const void *address, struct vma *vma)
{
	size_t capacity = 0;
	char *line = NULL;
	int err = -ENOENT;
	FILE *file;

	file = fopen("/proc/self/maps", "re");
	if (!file)
		return -errno;
	while (err && getline(&line, &capacity, file) > 0) {
		struct vma found;

		if (!vma_parse(line, &found) || (uintptr_t)address < found.start || (uintptr_t)address >= found.end)
			continue;
		*vma = found;
		err = 0;
	}
	free(line);
	fclose(file);
	return err;
}
