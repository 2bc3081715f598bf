/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An open file of a device. */
#ifndef MAPS_FILE_H
#define MAPS_FILE_H

#include <linux/types.h>

#include "device.h"
#include "refusal.h"

/**
 * struct maps_file - one open file of a device
 * @device: the device; holds a reference
 * @area: its memory; holds a reference, so it exists until the file is closed
 * @last: the last mmap that was refused; has its own lock
 *
 * Owner: the struct file, in private_data.
 */
struct maps_file {
	struct maps_device *device;
	struct maps_area *area;
	struct maps_last_refusal last;
};

const struct file_operations *maps_file_operations(const struct maps_mapper *mapper);
struct file *maps_file_of(struct maps_device *device);

static inline bool maps_file_revoked(const struct maps_file *opened)
{
	return READ_ONCE(opened->device->account.revoked);
}

#endif /* MAPS_FILE_H */
