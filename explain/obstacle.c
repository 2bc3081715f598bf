// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "explain/obstacle.h"

/* The namespace of process numbers that the kernel's own are of. */
#define FIRST_PID_NAMESPACE 0xeffffffcu

static bool is_locked_down(void)
{
	FILE *file = fopen("/sys/kernel/security/lockdown", "re");
	char line[256] = "";

	if (!file)
		return false;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return strstr(line, "[confidentiality]");
}

const char *obstacle_find(void)
{
	struct stat status;

	if (is_locked_down())
		return "the kernel is locked down, see kernel_lockdown(7)";
	if (stat("/proc/self/ns/pid", &status) == 0 && status.st_ino != FIRST_PID_NAMESPACE)
		return "this is a PID namespace, whose numbers are not the kernel's";
	return NULL;
}
