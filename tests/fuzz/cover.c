// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kcov.h>

#include "cover.h"

/* The first process does most of the work. */
static size_t slot_room(int slot)
{
	return slot ? 32 << 10 : 256 << 10;
}

static int cover_open_slot(struct cover *cover, size_t room)
{
	size_t bytes = room * sizeof(cover->words[0]);
	void *words;

	cover->fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	if (cover->fd < 0)
		return -errno;
	if (ioctl(cover->fd, KCOV_INIT_TRACE, room) != 0)
		return -errno;
	words = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, cover->fd, 0);
	if (words == MAP_FAILED)
		return -errno;
	cover->words = words;
	cover->room = room;
	return 0;
}

int cover_open(struct cover *covers)
{
	int slot, err;

	for (slot = 0; slot < COVER_SLOTS; slot++) {
		err = cover_open_slot(&covers[slot], slot_room(slot));
		if (err)
			return err;
	}
	return 0;
}

void cover_open_none(struct cover *covers)
{
	int slot;

	for (slot = 0; slot < COVER_SLOTS; slot++)
		covers[slot] = (struct cover){ .fd = -1 };
}

void cover_clear(struct cover *cover)
{
	if (cover->words)
		__atomic_store_n(&cover->words[0], 0, __ATOMIC_RELAXED);
}

/* It ends with the process. */
void cover_start(struct cover *cover)
{
	if (cover->words)
		ioctl(cover->fd, KCOV_ENABLE, KCOV_TRACE_PC);
}

void cover_mark(struct cover *cover)
{
	uint64_t count;

	if (!cover || !cover->words)
		return;
	/* The kernel adds for this process only, while it is in the kernel. */
	count = __atomic_load_n(&cover->words[0], __ATOMIC_RELAXED);
	if (count + 1 >= cover->room)
		return;
	cover->words[count + 1] = 0;
	__atomic_store_n(&cover->words[0], count + 1, __ATOMIC_RELAXED);
}
