// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 36. Symptom: the module can be removed while the device is open or mapped, and
 * the next fault, read or close is an oops.
 * Cause: file_operations has no owner, so an open file does not hold the module.
 * Cure: .owner = THIS_MODULE.
 */
#include "broken.h"

static const struct file_operations no_owner_fops = {
	.llseek = broken_llseek,
	.read = broken_read,
	.write = broken_write,
	.mmap = broken_mmap,
};

struct broken_device broken_no_owner = {
	.name = "no-owner",
	.dangerous = true,
	.fops = &no_owner_fops,
	.memory = &broken_scattered,
};
