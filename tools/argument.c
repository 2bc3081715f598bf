// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

#include "argument.h"
#include "message.h"
#include "size.h"

bool argument_number(const char *command, const char *option, const char *text, long least, long most, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(text, &end, 10);
	if (!errno && end != text && !*end && *number >= least && *number <= most)
		return true;
	if (most == LONG_MAX)
		message(command, "%s %s: not a number of at least %ld", option, text, least);
	else
		message(command, "%s %s: not a number from %ld to %ld", option, text, least, most);
	return false;
}

bool argument_word(const char *command, const char *option, const char *text, uint32_t *word)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 16);
	/* strtoull() takes signs, too, and turns "-1" into a very large number. */
	if (errno || end == text || *end || text[0] == '-' || text[0] == '+' || number > UINT32_MAX) {
		message(command, "%s %s: not a 32-bit word; write it as aabbccdd", option, text);
		return false;
	}
	*word = (uint32_t)number;
	return true;
}

static bool read_size(const char *command, const char *option, const char *text, const char *examples, uint64_t *size)
{
	int err = size_parse(text, size);

	if (!err && *size > INT64_MAX)
		err = -ERANGE;
	if (err)
		message(command, "%s %s: %s; write it as %s", option, text, err == -ERANGE ? "too large" : "not a size",
			examples);
	return !err;
}

bool argument_size(const char *command, const char *option, const char *text, uint64_t *size)
{
	return read_size(command, option, text, "4096, 64K or 2M", size);
}

bool argument_offset(const char *command, const char *option, const char *text, uint64_t page, uint64_t *offset)
{
	if (!argument_size(command, option, text, offset))
		return false;
	if (*offset % page)
		message(command, "%s %s: not a multiple of the page size, %" PRIu64, option, text, page);
	return *offset % page == 0;
}

bool argument_area_size(const char *command, const char *option, const char *text, uint64_t *size)
{
	if (!read_size(command, option, text, "64M, 512K or 1G", size))
		return false;
	if (!*size)
		message(command, "%s %s: an area cannot be empty; write it as 64M, 512K or 1G", option, text);
	return *size;
}
