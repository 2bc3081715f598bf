// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 60. Symptom: msync(MS_SYNC) gives a large number, which is neither 0 nor -1.
 * Cause: fsync returns how much was written, as write() does.
 * Cure: 0 or -errno.
 */
#include "broken.h"

static int positive_fsync_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return broken_buffer(file)->size;
}

static const struct file_operations positive_fsync_fops = {
	BROKEN_FOPS,
	.mmap = broken_mmap,
	.fsync = positive_fsync_fsync,
};

struct broken_device broken_positive_fsync = {
	.name = "positive-fsync",
	.fops = &positive_fsync_fops,
	.memory = &broken_scattered,
};
