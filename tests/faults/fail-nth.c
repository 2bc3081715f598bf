// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail-nth.h"
#include "tests/tap.h"

static int control = -1;

static void set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		tap_bail("%s: %s", path, strerror(errno));
	close(fd);
}

bool fail_nth_prepare(void)
{
	control = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (control < 0 || access("/sys/kernel/debug/failslab", F_OK) || access("/sys/kernel/debug/fail_page_alloc", F_OK))
		return false;
	/* Those that may sleep fail, too, and those of a single page; and nothing is printed. */
	set("/sys/kernel/debug/failslab/ignore-gfp-wait", "N");
	set("/sys/kernel/debug/failslab/verbose", "0");
	set("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N");
	set("/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem", "N");
	set("/sys/kernel/debug/fail_page_alloc/min-order", "0");
	set("/sys/kernel/debug/fail_page_alloc/verbose", "0");
	return true;
}

void fail_nth_arm(unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth);

	if (write(control, text, (size_t)length) != length)
		tap_bail("/proc/thread-self/fail-nth: %s", strerror(errno));
}

bool fail_nth_disarm(void)
{
	/* Nothing but system calls, which do not allocate, until it is disarmed. */
	char text[16] = "";
	ssize_t length = pread(control, text, sizeof(text) - 1, 0);

	if (write(control, "0", 1) != 1 || length <= 0)
		tap_bail("/proc/thread-self/fail-nth: %s", strerror(errno));
	return atoi(text) == 0;
}
