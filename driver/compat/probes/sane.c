// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Not an API: if even this does not compile, no probe means anything. */
#include <linux/mm.h>
#include <linux/module.h>

int probe(struct vm_area_struct *vma);

int probe(struct vm_area_struct *vma)
{
	return vma->vm_start != 0;
}
