// SPDX-License-Identifier: BSD-2-Clause
/* What sysfs tells: one value a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

int maps_attribute_text(int dir, const char *name, char *text, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t length;
	int err = 0;

	if (fd < 0)
		return -errno;
	/* sysfs gives a value in one piece. */
	length = read(fd, text, size - 1);
	if (length < 0)
		err = -errno;
	close(fd);
	if (err)
		return err;
	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

int maps_attribute_number(int dir, const char *name, int base, uint64_t *number)
{
	char text[32], *end;
	uint64_t found;
	int err = maps_attribute_text(dir, name, text, sizeof(text));

	if (err)
		return err;
	errno = 0;
	found = strtoull(text, &end, base);
	if (errno || end == text || *end)
		return -EINVAL;
	*number = found;
	return 0;
}
