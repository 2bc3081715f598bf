// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 26. Symptom: mmap is ENODEV.
 * Cause: the device can be read and written, and has no mmap.
 * Cure: implement it.
 */
#include "broken.h"

static const struct file_operations no_operation_fops = {
	BROKEN_FOPS,
};

struct broken_device broken_no_operation = {
	.name = "no-operation",
	.fops = &no_operation_fops,
	.memory = &broken_scattered,
};
