// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/fs.h>

int probe(struct file *file, struct vm_area_struct *vma);

int probe(struct file *file, struct vm_area_struct *vma)
{
	return vfs_mmap(file, vma);
}
