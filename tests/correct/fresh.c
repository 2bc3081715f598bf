// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each mapping has memory of its own: a child and its parent share that of one mapping. */
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "correct.h"

/* Owners: the VMAs that are copies of one mapping, in vm_private_data. */
struct piece {
	struct kref users;
	void *memory;
};

static void piece_free(struct kref *users)
{
	struct piece *piece = container_of(users, struct piece, users);

	vfree(piece->memory);
	kfree(piece);
}

static void fresh_open(struct vm_area_struct *vma)
{
	struct piece *piece = vma->vm_private_data;

	kref_get(&piece->users);
}

static void fresh_close(struct vm_area_struct *vma)
{
	struct piece *piece = vma->vm_private_data;

	kref_put(&piece->users, piece_free);
}

static vm_fault_t fresh_fault(struct vm_fault *vmf)
{
	struct piece *piece = vmf->vma->vm_private_data;

	return correct_give(vmf, piece->memory);
}

static const struct vm_operations_struct fresh_vm_ops = {
	.open = fresh_open,
	.close = fresh_close,
	.fault = fresh_fault,
};

static int fresh_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = correct_bounds(vma);
	struct piece *piece;

	if (err)
		return err;
	piece = kzalloc(sizeof(*piece), GFP_KERNEL);
	if (!piece)
		return -ENOMEM;
	kref_init(&piece->users);
	piece->memory = correct_allocate();
	if (!piece->memory) {
		kfree(piece);
		return -ENOMEM;
	}
	vma->vm_private_data = piece;
	vma->vm_ops = &fresh_vm_ops;
	return 0;
}

static const struct file_operations fresh_fops = {
	.owner = THIS_MODULE,
	.mmap = fresh_mmap,
};

struct correct_device correct_fresh = {
	.name = "fresh",
	.fops = &fresh_fops,
};
