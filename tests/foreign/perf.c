// SPDX-License-Identifier: BSD-2-Clause
/* The ring of a perf event, by perf_mmap() of kernel/events/core.c. */
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

#include "foreign.h"

int main(int argc, char **argv)
{
	struct perf_event_attr event = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(event),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000,
		.sample_type = PERF_SAMPLE_IP,
		.disabled = 1,
	};
	int fd = foreign_need((int)syscall(SYS_perf_event_open, &event, 0, -1, -1, 0), "perf_event_open");

	(void)argc;
	/* A page that tells of it, and 2^n pages of the ring. */
	foreign_check(fd, 0, foreign_pages(1) * (1 + 8), argv + 1);
}
