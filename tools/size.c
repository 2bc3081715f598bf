// SPDX-License-Identifier: BSD-2-Clause
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "size.h"

static const char units[] = "KMGT";

int size_parse(const char *text, uint64_t *size)
{
	unsigned long long number;
	unsigned int shift = 0;
	bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *end;

	/* strtoull() takes "-1" and turns it into a very large number. */
	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	/* A zero in front does not make it octal. */
	number = strtoull(text, &end, hexadecimal ? 16 : 10);
	if (errno)
		return -errno;
	if (*end) {
		const char *unit = strchr(units, toupper((unsigned char)*end));

		if (!unit || end[1])
			return -EINVAL;
		shift = 10 * (unsigned int)(unit - units + 1);
	}
	if (number > UINT64_MAX >> shift)
		return -ERANGE;
	*size = (uint64_t)number << shift;
	return 0;
}

char *size_format(uint64_t size, char text[SIZE_TEXT])
{
	size_t unit = 0;

	while (size && size % 1024 == 0 && units[unit]) {
		size /= 1024;
		unit++;
	}
	if (unit)
		snprintf(text, SIZE_TEXT, "%" PRIu64 "%c", size, units[unit - 1]);
	else
		snprintf(text, SIZE_TEXT, "%" PRIu64, size);
	return text;
}
