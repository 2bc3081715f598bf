/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* mmap of a device, and the parts of it that compat/mmap_prepare.c uses. */
#ifndef MAPS_MMAP_H
#define MAPS_MMAP_H

struct file;
struct maps_request;
struct vm_area_struct;

int maps_mmap(struct file *file, struct vm_area_struct *vma);
unsigned long maps_get_unmapped_area(struct file *file, unsigned long addr, unsigned long len,
				     unsigned long pgoff, unsigned long flags);

int maps_mmap_decide(struct file *file, struct maps_request *request);
int maps_mmap_fill(struct file *file, struct vm_area_struct *vma);

#endif /* MAPS_MMAP_H */
