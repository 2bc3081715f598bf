/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * correct: devices whose mmap is right, each of another design: one that cannot be
 * written, one that is mapped as a whole only, and so on. maps check has to find out
 * which it is, and to fail none of them. A device's node is /dev/correct-NAME.
 */
#ifndef CORRECT_H
#define CORRECT_H

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/types.h>

#include "../../driver/compat/vm_flags.h"

#define CORRECT_PAGES	16UL
#define CORRECT_SIZE	(CORRECT_PAGES << PAGE_SHIFT)

/**
 * struct correct_device - a device
 * @name: of its node
 * @fops: its operations
 * @refuses: an errno for a mapping that it does not make by design, else 0; may change
 *	what the mapping may become. NULL: it makes all
 * @begin: called at load, with @memory there; NULL: nothing to do
 * @end: called at unload, while @memory is still there
 * @memory: of vmalloc_user(), CORRECT_SIZE bytes, from load to unload
 * @misc: its node
 */
struct correct_device {
	const char *name;
	const struct file_operations *fops;
	int (*refuses)(struct vm_area_struct *vma);
	void (*begin)(struct correct_device *device);
	void (*end)(struct correct_device *device);
	void *memory;
	struct miscdevice misc;
};

struct correct_device *correct_device(const struct file *file);
void *correct_allocate(void);
vm_fault_t correct_give(struct vm_fault *vmf, void *memory);

loff_t correct_llseek(struct file *file, loff_t offset, int whence);
ssize_t correct_read(struct file *file, char __user *to, size_t count, loff_t *position);
ssize_t correct_write(struct file *file, const char __user *from, size_t count,
		      loff_t *position);
int correct_bounds(struct vm_area_struct *vma);
int correct_mmap(struct file *file, struct vm_area_struct *vma);

#define CORRECT_FOPS			\
	.owner = THIS_MODULE,		\
	.llseek = correct_llseek,	\
	.read = correct_read,		\
	.write = correct_write

extern struct correct_device correct_exact;
extern struct correct_device correct_fixed;
extern struct correct_device correct_fresh;
extern struct correct_device correct_moving;
extern struct correct_device correct_not_inherited;
extern struct correct_device correct_numbered;
extern struct correct_device correct_odd;
extern struct correct_device correct_once;
extern struct correct_device correct_opener;
extern struct correct_device correct_own;
extern struct correct_device correct_private_only;
extern struct correct_device correct_read_only;
extern struct correct_device correct_shared_only;
extern struct correct_device correct_unbounded;
extern struct correct_device correct_unreadable;
extern struct correct_device correct_writable_only;

#endif /* CORRECT_H */
