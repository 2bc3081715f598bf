// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A card that can be pulled out: a page of registers at offset 0, which is remapped, and
 * behind it a buffer, of which a fault handler gives the pages. Writing Y to the
 * parameter "unplugged" does what a hot-unplug would: the node goes, and what is mapped
 * is taken away. N plugs it in again.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/vmalloc.h>

#include "field.h"

#define BUFFER_PAGES	8
#define CARD_PAGES	(1 + BUFFER_PAGES)

/*
 * The memory is there from load to unload, whether the card is plugged in or not.
 * card_lock covers all of these; it is taken below misc_mtx and mmap_lock.
 */
static DEFINE_MUTEX(card_lock);
static unsigned long registers;
static void *buffer;
static bool present;
static struct address_space *card_mapping;	/* while it is open */
static unsigned int users;

static int card_open(struct inode *inode, struct file *filp)
{
	mutex_lock(&card_lock);
	card_mapping = inode->i_mapping;
	users++;
	mutex_unlock(&card_lock);
	return 0;
}

static int card_release(struct inode *inode, struct file *filp)
{
	mutex_lock(&card_lock);
	if (!--users)
		card_mapping = NULL;
	mutex_unlock(&card_lock);
	return 0;
}

static vm_fault_t card_fault(struct vm_fault *vmf)
{
	vm_fault_t ret = VM_FAULT_SIGBUS;

	mutex_lock(&card_lock);
	if (present && vmf->pgoff && vmf->pgoff < CARD_PAGES) {
		vmf->page = vmalloc_to_page(buffer + ((vmf->pgoff - 1) << PAGE_SHIFT));
		get_page(vmf->page);
		ret = 0;
	}
	mutex_unlock(&card_lock);
	return ret;
}

static const struct vm_operations_struct card_vm_ops = {
	.fault = card_fault,
};

static int card_mmap_registers(struct vm_area_struct *vma)
{
	if (vma_pages(vma) != 1)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys((void *)registers) >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}

static int card_mmap(struct file *filp, struct vm_area_struct *vma)
{
	int ret = 0;

	mutex_lock(&card_lock);
	if (!present)
		ret = -ENODEV;
	else if (!vma->vm_pgoff)
		ret = card_mmap_registers(vma);
	else if (vma->vm_pgoff >= CARD_PAGES || vma_pages(vma) > CARD_PAGES - vma->vm_pgoff)
		ret = -EINVAL;
	else
		vma->vm_ops = &card_vm_ops;
	mutex_unlock(&card_lock);
	return ret;
}

static const struct file_operations card_fops = {
	.owner = THIS_MODULE,
	.open = card_open,
	.release = card_release,
	.mmap = card_mmap,
};

static struct miscdevice card = {
	.name = "field-card",
	.mode = 0600,
	.fops = &card_fops,
};

static int card_plug(void)
{
	int err;

	card.minor = MISC_DYNAMIC_MINOR;
	err = misc_register(&card);
	if (err)
		return err;
	mutex_lock(&card_lock);
	present = true;
	mutex_unlock(&card_lock);
	return 0;
}

static void card_unplug(void)
{
	misc_deregister(&card);
	mutex_lock(&card_lock);
	present = false;
	if (card_mapping)
		unmap_mapping_range(card_mapping, 0, 0, 1);
	mutex_unlock(&card_lock);
}

/* Parameters of a module are written one at a time. */
static int unplugged_set(const char *text, const struct kernel_param *param)
{
	bool unplugged;
	int err;

	err = kstrtobool(text, &unplugged);
	if (err)
		return err;
	/* Not while the module is loaded or unloaded. */
	if (!registers)
		return -EBUSY;
	if (unplugged == !present)
		return 0;
	if (!unplugged)
		return card_plug();
	card_unplug();
	return 0;
}

static const struct kernel_param_ops unplugged_ops = {
	.set = unplugged_set,
};

module_param_cb(unplugged, &unplugged_ops, NULL, 0200);
MODULE_PARM_DESC(unplugged, "Y pulls the card out, N plugs it in again");

int field_card_init(void)
{
	int err = -ENOMEM;

	buffer = vmalloc_user(BUFFER_PAGES * PAGE_SIZE);
	if (!buffer)
		return err;
	registers = get_zeroed_page(GFP_KERNEL);
	if (!registers)
		goto free_buffer;
	err = card_plug();
	if (err)
		goto free_registers;
	return 0;

free_registers:
	free_page(registers);
free_buffer:
	vfree(buffer);
	return err;
}

void field_card_exit(void)
{
	kernel_param_lock(THIS_MODULE);
	if (present)
		card_unplug();
	free_page(registers);
	registers = 0;
	kernel_param_unlock(THIS_MODULE);
	vfree(buffer);
}
