// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/capability.h>

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

static uint64_t effective_capabilities(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	uint64_t effective = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapEff: %" SCNx64, &effective) == 1)
			break;
	if (file)
		fclose(file);
	return effective;
}

/* From 3 on, which is Debian's own, CAP_PERFMON is not enough for a probe. */
static int perf_event_paranoid(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	int value = 0;

	if (file && fscanf(file, "%d", &value) != 1)
		value = 0;
	if (file)
		fclose(file);
	return value;
}

const char *obstacle_find_for_bpf(void)
{
	uint64_t admin = UINT64_C(1) << CAP_SYS_ADMIN, both = UINT64_C(1) << CAP_PERFMON | UINT64_C(1) << CAP_BPF;
	uint64_t effective = effective_capabilities();
	const char *reason = obstacle_find();

	if (!(effective & admin)) {
		if ((effective & both) != both)
			return "that takes root, or CAP_BPF and CAP_PERFMON";
		if (perf_event_paranoid() > 2)
			return "that takes root, where kernel.perf_event_paranoid is above 2";
	}
	if (!reason && access("/sys/kernel/btf/vmlinux", R_OK) < 0)
		return "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)";
	return reason;
}
