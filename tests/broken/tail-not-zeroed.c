// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 41. Symptom: behind the end of the data, the last page shows something else.
 * Cause: as many bytes are cleared as the device has, and it is whole pages that are
 * mapped.
 * Cure: clear whole pages: vmalloc_user(), get_zeroed_page().
 */
#include <linux/string.h>

#include "broken.h"

#define SIZE	(BROKEN_PAGES * PAGE_SIZE - 1000)
#define JUNK	0x5a

static int unzeroed_allocate(struct broken_buffer *buffer)
{
	int err = broken_scattered_allocate(buffer);

	if (err)
		return err;
	/* As the memory's last owner may have left it: here, it is always so. */
	memset(buffer->kaddr, JUNK, BROKEN_PAGES * PAGE_SIZE);

	buffer->size = SIZE;
	memset(buffer->kaddr, 0, buffer->size);
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;
}

static const struct broken_memory unzeroed = {
	.allocate = unzeroed_allocate,
	.free = broken_scattered_free,
};

static const struct file_operations tail_not_zeroed_fops = {
	BROKEN_FOPS,
	.mmap = broken_mmap,
};

struct broken_device broken_tail_not_zeroed = {
	.name = "tail-not-zeroed",
	.fops = &tail_not_zeroed_fops,
	.memory = &unzeroed,
};
