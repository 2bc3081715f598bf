// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the devices share: memory, and how it is read, written and mapped. */
#include <linux/vmalloc.h>
#include <asm/byteorder.h>

#include "correct.h"

/* Each page begins with a word that tells which one it is. */
#define STAMP	0xc0ce0000U

void *correct_allocate(void)
{
	void *memory = vmalloc_user(CORRECT_SIZE);
	unsigned long i;

	for (i = 0; memory && i < CORRECT_PAGES; i++)
		*(__le32 *)(memory + (i << PAGE_SHIFT)) = cpu_to_le32(STAMP + i);
	return memory;
}

/* misc_open() leaves the device in private_data. */
struct correct_device *correct_device(const struct file *file)
{
	return container_of(file->private_data, struct correct_device, misc);
}

loff_t correct_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, CORRECT_SIZE);
}

ssize_t correct_read(struct file *file, char __user *to, size_t count, loff_t *position)
{
	struct correct_device *device = correct_device(file);

	return simple_read_from_buffer(to, count, position, device->memory, CORRECT_SIZE);
}

ssize_t correct_write(struct file *file, const char __user *from, size_t count, loff_t *position)
{
	struct correct_device *device = correct_device(file);

	if (count && *position >= CORRECT_SIZE)
		return -ENOSPC;
	return simple_write_to_buffer(device->memory, CORRECT_SIZE, position, from, count);
}

/* Answer a fault with a page of @memory. */
vm_fault_t correct_give(struct vm_fault *vmf, void *memory)
{
	if (vmf->pgoff >= CORRECT_PAGES)
		return VM_FAULT_SIGBUS;
	vmf->page = vmalloc_to_page(memory + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static vm_fault_t correct_fault(struct vm_fault *vmf)
{
	return correct_give(vmf, correct_device(vmf->vma->vm_file)->memory);
}

static const struct vm_operations_struct correct_vm_ops = {
	.fault = correct_fault,
};

int correct_bounds(struct vm_area_struct *vma)
{
	bool inside = vma->vm_pgoff < CORRECT_PAGES &&
		      vma_pages(vma) <= CORRECT_PAGES - vma->vm_pgoff;

	return inside ? 0 : -EINVAL;
}

int correct_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct correct_device *device = correct_device(file);
	int err = correct_bounds(vma);

	if (!err && device->refuses)
		err = device->refuses(vma);
	if (!err)
		vma->vm_ops = &correct_vm_ops;
	return err;
}
