// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/fs.h>
#include <linux/mm.h>

static int probe_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			const struct file *file, void **vm_private_data)
{
	return 0;
}

static const struct vm_operations_struct probe_vm_ops = {
	.mapped = probe_mapped,
};

static int probe_prepare(struct vm_area_desc *desc)
{
	desc->vma_flags = legacy_to_vma_flags(vma_flags_to_legacy(desc->vma_flags));
	desc->vm_ops = &probe_vm_ops;
	return 0;
}

const struct file_operations probe = {
	.mmap_prepare = probe_prepare,
};
