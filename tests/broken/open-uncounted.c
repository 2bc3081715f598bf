// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Row 36. Symptom: the memory is gone while it is mapped: after a child has ended,
 * a part was unmapped, or mremap() moved the mapping.
 * Cause: the kernel calls .close for each VMA that ends, and .open for each that is
 * made of another. There is a .close, which counts down, and no .open.
 * Cure: count up in .open.
 *
 * The buffer has two places, as one of a graphics card has: its own memory and the
 * system's. It stays where it is while it is mapped, and goes to the other place
 * when nobody maps it. Both are there until the module is removed, so what is
 * mapped by mistake is the place that was left, and it was cleared.
 */
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "broken.h"

static void *places[2];
static DEFINE_MUTEX(pin_lock);		/* nr_pins, and who moves the buffer */
static int nr_pins;
static DECLARE_RWSEM(in_use);		/* taken by read() and write(): no moving now */

static int places_allocate(struct broken_buffer *buffer)
{
	places[0] = vmalloc_user(buffer->size);
	if (!places[0])
		return -ENOMEM;
	places[1] = vmalloc_user(buffer->size);
	if (!places[1])
		goto free_first;
	buffer->kaddr = places[0];
	broken_stamp(buffer->kaddr, buffer->nr_pages);
	return 0;

free_first:
	vfree(places[0]);
	return -ENOMEM;
}

static void places_free(struct broken_buffer *buffer)
{
	vfree(places[1]);
	vfree(places[0]);
}

static const struct broken_memory two_places = {
	.allocate = places_allocate,
	.free = places_free,
};

static void move_to_other_place(struct broken_buffer *buffer)
{
	void *old = buffer->kaddr;
	void *new = old == places[0] ? places[1] : places[0];

	/* A reader may wait for a page with mmap_lock, which we hold: so never wait here. */
	if (!down_write_trylock(&in_use))
		return;
	memcpy(new, old, buffer->size);
	buffer->kaddr = new;
	memset(old, 0, buffer->size);
	up_write(&in_use);
}

static void pin(void)
{
	mutex_lock(&pin_lock);
	nr_pins++;
	mutex_unlock(&pin_lock);
}

static void unpin(struct broken_buffer *buffer)
{
	mutex_lock(&pin_lock);
	if (--nr_pins <= 0) {
		nr_pins = 0;
		move_to_other_place(buffer);
	}
	mutex_unlock(&pin_lock);
}

static void open_uncounted_close(struct vm_area_struct *vma)
{
	unpin(broken_buffer(vma->vm_file));
}

static vm_fault_t open_uncounted_fault(struct vm_fault *vmf)
{
	struct broken_buffer *buffer = broken_buffer(vmf->vma->vm_file);

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	vmf->page = vmalloc_to_page(READ_ONCE(buffer->kaddr) + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct open_uncounted_vm_ops = {
	.close = open_uncounted_close,
	.fault = open_uncounted_fault,
};

static int open_uncounted_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_buffer *buffer = broken_buffer(file);
	int err;

	if (!broken_in_bounds(vma, buffer))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &open_uncounted_vm_ops;
	pin();
	err = remap_vmalloc_range(vma, buffer->kaddr, vma->vm_pgoff);
	if (err)
		unpin(buffer);
	return err;
}

static ssize_t open_uncounted_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	ssize_t done;

	down_read(&in_use);
	done = broken_read(file, to, count, pos);
	up_read(&in_use);
	return done;
}

static ssize_t open_uncounted_write(struct file *file, const char __user *from, size_t count,
				    loff_t *pos)
{
	ssize_t done;

	down_read(&in_use);
	done = broken_write(file, from, count, pos);
	up_read(&in_use);
	return done;
}

static const struct file_operations open_uncounted_fops = {
	.owner = THIS_MODULE,
	.llseek = broken_llseek,
	.read = open_uncounted_read,
	.write = open_uncounted_write,
	.mmap = open_uncounted_mmap,
};

struct broken_device broken_open_uncounted = {
	.name = "open-uncounted",
	.fops = &open_uncounted_fops,
	.memory = &two_places,
};
