// SPDX-License-Identifier: BSD-2-Clause
/*
 * io_uring: the mapping as a registered buffer. The kernel keeps its pages pinned as long as the
 * ring exists. This uses the system calls directly, without a library.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check/access.h"
#include "check/record.h"
#include "check/target.h"

/**
 * struct ring - a ring of one entry
 * @fd: its descriptor
 * @parameters: what the kernel said of it
 * @submission: what is to be done: numbers of entries
 * @entries: these
 * @completion: what was done
 */
struct ring {
	int fd;
	struct io_uring_params parameters;
	unsigned char *submission;
	struct io_uring_sqe *entries;
	unsigned char *completion;
};

static void *map_ring(const struct ring *ring, size_t size, uint64_t what)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd, (off_t)what);
}

/* Whether a ring could be made; if not, errno says why. */
static bool make_ring(struct ring *ring)
{
	const struct io_uring_params *got = &ring->parameters;

	memset(ring, 0, sizeof(*ring));
	ring->fd = (int)syscall(SYS_io_uring_setup, 1, &ring->parameters);
	if (ring->fd < 0)
		return false;
	ring->submission = map_ring(ring, got->sq_off.array + got->sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
	ring->entries = map_ring(ring, got->sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
	ring->completion = map_ring(ring, got->cq_off.cqes + got->cq_entries * sizeof(struct io_uring_cqe),
				    IORING_OFF_CQ_RING);
	return ring->submission != MAP_FAILED && ring->completion != MAP_FAILED && (void *)ring->entries != MAP_FAILED;
}

/* Submit one entry and wait for its result. */
static ssize_t submit(const struct ring *ring, const struct io_uring_sqe *entry)
{
	const struct io_uring_params *at = &ring->parameters;
	uint32_t *tail = (uint32_t *)(ring->submission + at->sq_off.tail);
	uint32_t mask = *(uint32_t *)(ring->submission + at->sq_off.ring_mask);
	uint32_t *array = (uint32_t *)(ring->submission + at->sq_off.array);
	uint32_t *done = (uint32_t *)(ring->completion + at->cq_off.head);
	uint32_t done_mask = *(uint32_t *)(ring->completion + at->cq_off.ring_mask);
	const struct io_uring_cqe *results = (struct io_uring_cqe *)(ring->completion + at->cq_off.cqes);
	ssize_t result;

	ring->entries[0] = *entry;
	array[*tail & mask] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -errno;
	if (__atomic_load_n((uint32_t *)(ring->completion + at->cq_off.tail), __ATOMIC_ACQUIRE) == *done)
		return -EAGAIN;
	result = results[*done & done_mask].res;
	__atomic_store_n(done, *done + 1, __ATOMIC_RELEASE);
	return result;
}

static bool begin_ring(struct access *access)
{
	static struct ring ring;

	access->ring = &ring;
	if (!make_ring(&ring)) {
		record_skip(access->record, "there is no io_uring (%s)", error_name(errno));
		return false;
	}
	access->fds[0] = memfd_create("maps check", MFD_CLOEXEC);
	if (access->fds[0] < 0)
		record_skip(access->record, "memfd_create: %s", error_name(errno));
	return access->fds[0] >= 0;
}

/* Write a file from the registered buffer, and read the file. */
static ssize_t move_ring(struct access *access, void *address, void *copy, size_t length)
{
	const struct iovec range = { .iov_base = address, .iov_len = length };
	const struct io_uring_sqe entry = {
		.opcode = IORING_OP_WRITE_FIXED,
		.fd = access->fds[0],
		.addr = (uintptr_t)address,
		.len = (uint32_t)length,
	};
	ssize_t moved;

	if (syscall(SYS_io_uring_register, access->ring->fd, IORING_REGISTER_BUFFERS, &range, 1) != 0)
		return -errno;
	moved = submit(access->ring, &entry);
	syscall(SYS_io_uring_register, access->ring->fd, IORING_UNREGISTER_BUFFERS, NULL, 0);
	if (moved <= 0)
		return moved;
	moved = pread(access->fds[0], copy, (size_t)moved, 0);
	return moved < 0 ? -errno : moved;
}

/* Whether the kernel can hold a page of it for a moment, as in a pipe. */
static bool can_hold(const struct access *access)
{
	struct iovec range = { .iov_base = access->memory, .iov_len = 1 };
	bool can;
	int pipe[2];

	if (pipe2(pipe, O_CLOEXEC) != 0)
		return false;
	can = vmsplice(pipe[1], &range, 1, 0) == 1;
	close(pipe[0]);
	close(pipe[1]);
	return can;
}

static const char *excuse_ring(struct access *access, int error)
{
	if (error == EOPNOTSUPP)
		return "kernels before 6.5 register no mapping of a file, but for shmem and hugetlb";
	/* writable_file_mapping_allowed(): it refuses pages that are written back, or whose writes are tracked. */
	if (error == EFAULT && !access->target->design.page_numbers && can_hold(access))
		return "the kernel holds pages that are written back for a moment only";
	return NULL;
}

void check_io_uring(const struct target *target, struct record *record)
{
	static const struct way way = {
		.call = "io_uring_register(ring, IORING_REGISTER_BUFFERS, {",
		.rest = "}, 1); IORING_OP_WRITE_FIXED",
		.pages = ACCESS_MOST_AT_ONCE,
		.writable = true,
		.refusal = EFAULT,
		.row = 29,
		.expected = "the mapping can be registered, and a file written from it has what the program reads there",
		.because = "io_uring_register(2); check_vma_flags(): EFAULT with VM_IO or VM_PFNMAP only",
		.begin = begin_ring,
		.move = move_ring,
		.excuse = excuse_ring,
	};

	access_check(target, record, &way);
}
