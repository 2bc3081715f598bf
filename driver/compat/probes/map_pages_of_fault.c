// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/mm.h>

static vm_fault_t probe_map_pages(struct vm_fault *vmf, pgoff_t first, pgoff_t last)
{
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct probe = {
	.map_pages = probe_map_pages,
};
