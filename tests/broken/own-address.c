// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 56. Symptom: with MAP_FIXED the mapping is somewhere else, and the address that
 * mmap() returns is not the one that was asked for.
 * Cause: get_unmapped_area chooses an address, as it does where the program has no wish.
 * The kernel takes it even with MAP_FIXED.
 * Cure: with MAP_FIXED, give back the address; or leave the choice to the kernel.
 */
#include <linux/mman.h>

#include "../../driver/compat/unmapped_area.h"
#include "broken.h"

static unsigned long own_address_get_unmapped_area(struct file *file, unsigned long addr,
						   unsigned long len, unsigned long pgoff,
						   unsigned long flags)
{
	return maps_unmapped_area(file, 0, len, pgoff, flags & ~MAP_FIXED);
}

static const struct file_operations own_address_fops = {
	BROKEN_FOPS,
	.mmap = broken_mmap,
	.get_unmapped_area = own_address_get_unmapped_area,
};

struct broken_device broken_own_address = {
	.name = "own-address",
	.fops = &own_address_fops,
	.memory = &broken_scattered,
};
