// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "instructions.h"
#include "setting.h"

/* More than reading the clock twice takes, and less than an interrupt. */
#define INTERRUPT 1000

/* So long after an interrupt nothing follows from it any more. */
#define QUIET 200000

/* Of the machine, which costs nothing there: the kernels from 6.12 on need it. */
#define SETTLE 60

long long instructions(void)
{
	struct timespec now;

	/* Raw: the other one is adjusted, by some parts in ten million. */
	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

void instructions_wait(void)
{
	long long last = instructions(), interrupted = 0;

	for (;;) {
		long long now = instructions();

		if (now - last > INTERRUPT)
			interrupted = now;
		if (interrupted && now - interrupted > QUIET)
			return;
		last = now;
	}
}

void instructions_settle(void)
{
	/* Statistics of memory, by a worker each second; huge pages, by khugepaged. */
	setting_write("/proc/sys/vm/stat_interval", "86400");
	setting_write("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "86400000");
	sleep(SETTLE);
}
