// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "setting.h"

bool memory_open(struct memory *memory, const struct subject *subject, size_t size)
{
	*memory = (struct memory){ .subject = subject, .size = size, .fd = -1, .file = -1 };
	if (subject->huge && size < HUGE) {
		strcpy(memory->remark, "smaller than a huge page");
		return false;
	}
	/* What others had before is to have no part in it: huge pages are put together again. */
	setting_write("/proc/sys/vm/compact_memory", "1");
	return subject->kind->open(memory);
}

void memory_close(struct memory *memory)
{
	memory->subject->kind->close(memory);
	/* Some of it is freed by workers, later; it is to be there for the next. */
	sleep(1);
}

bool memory_fail(struct memory *memory, const char *what, int err)
{
	snprintf(memory->remark, sizeof(memory->remark), "%s: %s", what, strerror(err));
	return false;
}

char *memory_map(struct memory *memory, int protection, int flags)
{
	char *address = mmap(NULL, memory->size, protection, flags | memory->subject->flags, memory->fd, 0);

	if (address != MAP_FAILED)
		return address;
	memory_fail(memory, "mmap", errno);
	return NULL;
}

int memory_create_file(struct memory *memory, unsigned int memfd_flags)
{
	int fd = memfd_create("bench", memfd_flags | MFD_CLOEXEC);
	char *address;

	if (fd < 0) {
		memory_fail(memory, "memfd_create", errno);
		return -1;
	}
	if (ftruncate(fd, (off_t)memory->size) != 0) {
		memory_fail(memory, "ftruncate", errno);
		goto close_file;
	}
	address = mmap(NULL, memory->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (address == MAP_FAILED) {
		memory_fail(memory, "mmap", errno);
		goto close_file;
	}
	memset(address, 1, memory->size);
	munmap(address, memory->size);
	return fd;

close_file:
	close(fd);
	return -1;
}
