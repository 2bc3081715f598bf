// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "kernel-log.h"

/* What vm/init takes for a complaint: an extended regular expression. */
#define ERRORS	"/run/kernel-errors"

static int log_fd = -1;
static regex_t errors;

static bool errors_read(void)
{
	FILE *file = fopen(ERRORS, "re");
	char words[4096];
	bool read;

	if (!file) {
		fprintf(stderr, "fuzz: %s: %s; it tells what is an error of the kernel, and is there in vm/run\n",
			ERRORS, strerror(errno));
		return false;
	}
	read = fgets(words, sizeof(words), file);
	fclose(file);
	if (!read)
		return false;
	words[strcspn(words, "\n")] = '\0';
	return regcomp(&errors, words, REG_EXTENDED | REG_NOSUB) == 0;
}

bool kernel_log_open(void)
{
	if (!errors_read())
		return false;
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log_fd < 0 || lseek(log_fd, 0, SEEK_END) < 0) {
		perror("fuzz: /dev/kmsg");
		return false;
	}
	return true;
}

bool kernel_log_complains(char *line, size_t size)
{
	char record[8192];
	bool found = false;
	ssize_t length;
	char *text;

	/* EPIPE: what was next is overwritten; the one behind it comes next. */
	while ((length = read(log_fd, record, sizeof(record) - 1)) > 0 || (length < 0 && errno == EPIPE)) {
		if (length < 0)
			continue;
		record[length] = '\0';
		record[strcspn(record, "\n")] = '\0';
		text = strchr(record, ';');
		if (found || !text || regexec(&errors, text + 1, 0, NULL, 0) != 0)
			continue;
		snprintf(line, size, "%s", text + 1);
		found = true;
	}
	return found;
}

/*
 * Not by /dev/kmsg: the log has room for so much only, and vm/init looks into it in the
 * end. A line of the console is gone from here, and in vm/run's --log.
 */
void kernel_log_console(const char *text)
{
	int console = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (console < 0)
		return;
	if (write(console, text, strlen(text)) >= 0)
		tcdrain(console);
	close(console);
}
