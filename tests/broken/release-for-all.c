// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 53. Symptom: the memory changes under those who still have the device open,
 * whenever somebody else closes it, or is killed.
 * Cause: release makes the buffer ready for the next user, as if there were one user
 * at a time.
 * Cure: a buffer for each open file, in private_data; or no reset in release.
 */
#include <linux/atomic.h>
#include <linux/string.h>

#include "broken.h"

static atomic_t nr_users = ATOMIC_INIT(0);

/* Each page has which user it is for, behind the stamp. */
static int release_for_all_release(struct inode *inode, struct file *file)
{
	struct broken_buffer *buffer = broken_buffer(file);
	int user = atomic_inc_return(&nr_users);
	unsigned long i;

	memset(buffer->kaddr, 0, buffer->size);
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	for (i = 0; i < buffer->nr_pages; i++)
		*(int *)(buffer->kaddr + (i << PAGE_SHIFT) + sizeof(__le32)) = user;
	return 0;
}

static const struct file_operations release_for_all_fops = {
	BROKEN_FOPS,
	.mmap = broken_mmap,
	.release = release_for_all_release,
};

struct broken_device broken_release_for_all = {
	.name = "release-for-all",
	.fops = &release_for_all_fops,
	.memory = &broken_scattered,
};
