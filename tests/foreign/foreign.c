// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "foreign.h"

#define MOST_ARGUMENTS 32

void foreign_absent(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(FOREIGN_ABSENT);
}

int foreign_need(int result, const char *what)
{
	if (result == -1)
		foreign_absent("%s: %s", what, strerror(errno));
	return result;
}

int foreign_open(const char *path)
{
	return foreign_need(open(path, O_RDWR | O_NONBLOCK), path);
}

bool foreign_word(char ***arguments, const char *word)
{
	if (!**arguments || strcmp(**arguments, word) != 0)
		return false;
	(*arguments)++;
	return true;
}

const char *foreign_argument(char ***arguments, const char *what)
{
	if (!**arguments) {
		fprintf(stderr, "an argument lacks: %s\n", what);
		exit(2);
	}
	return *(*arguments)++;
}

uint64_t foreign_pages(uint64_t length)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	return (length + page - 1) / page * page;
}

void foreign_check(int fd, uint64_t offset, uint64_t length, char **arguments)
{
	char number[16], from[32], size[32];
	char *all[MOST_ARGUMENTS] = { "maps", "check", "--fd", number, "--offset", from };
	size_t count = 6;

	snprintf(number, sizeof(number), "%d", fd);
	snprintf(from, sizeof(from), "%" PRIu64, offset);
	snprintf(size, sizeof(size), "%" PRIu64, foreign_pages(length));
	if (length) {
		all[count++] = "--length";
		all[count++] = size;
	}
	while (*arguments && count < MOST_ARGUMENTS - 1)
		all[count++] = *arguments++;
	fcntl(fd, F_SETFD, 0);
	execvp("maps", all);
	perror("maps");
	exit(1);
}
