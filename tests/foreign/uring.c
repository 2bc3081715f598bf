// SPDX-License-Identifier: BSD-2-Clause
/* The rings of io_uring: uring submit | complete | entries, by io_uring_mmap(). */
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/io_uring.h>

#include "foreign.h"

#define ENTRIES 1024

int main(int argc, char **argv)
{
	struct io_uring_params params = { 0 };
	int fd = foreign_need((int)syscall(SYS_io_uring_setup, ENTRIES, &params), "io_uring_setup");

	uint64_t submit = params.sq_off.array + params.sq_entries * sizeof(uint32_t);
	uint64_t complete = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);

	(void)argc;
	argv++;
	/* Both rings are one memory. */
	if (params.features & IORING_FEAT_SINGLE_MMAP)
		submit = complete = submit > complete ? submit : complete;
	if (foreign_word(&argv, "complete"))
		foreign_check(fd, IORING_OFF_CQ_RING, complete, argv);
	if (foreign_word(&argv, "entries"))
		foreign_check(fd, IORING_OFF_SQES, params.sq_entries * sizeof(struct io_uring_sqe), argv);
	foreign_word(&argv, "submit");
	foreign_check(fd, IORING_OFF_SQ_RING, submit, argv);
}
