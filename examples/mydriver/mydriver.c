// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The shortest driver that passes "maps check": /dev/mydriver is a buffer in the
 * kernel, which programs read, write and map.
 *
 * docs/driver-authors.md shows how to test it. Use it as a starting point for your own.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#define BUFFER_PAGES 16UL
#define BUFFER_SIZE (BUFFER_PAGES << PAGE_SHIFT)

/* Allocated at load, freed at unload; .owner keeps the module loaded while it is mapped. */
static void *buffer;

static loff_t mydriver_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, BUFFER_SIZE);
}

static ssize_t mydriver_read(struct file *file, char __user *to, size_t count, loff_t *position)
{
	return simple_read_from_buffer(to, count, position, buffer, BUFFER_SIZE);
}

static ssize_t mydriver_write(struct file *file, const char __user *from, size_t count,
			      loff_t *position)
{
	return simple_write_to_buffer(buffer, BUFFER_SIZE, position, from, count);
}

/*
 * A page was touched. Naming it is enough: the kernel maps it, copies it if a private
 * mapping is written to, and drops the reference when it is unmapped.
 */
static vm_fault_t mydriver_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= BUFFER_PAGES)
		return VM_FAULT_SIGBUS;
	vmf->page = vmalloc_to_page(buffer + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct mydriver_vm_ops = {
	.fault = mydriver_fault,
};

static int mydriver_mmap(struct file *file, struct vm_area_struct *vma)
{
	/* Compare without adding, as a sum could overflow. */
	if (vma->vm_pgoff >= BUFFER_PAGES || vma_pages(vma) > BUFFER_PAGES - vma->vm_pgoff)
		return -EINVAL;
	vma->vm_ops = &mydriver_vm_ops;
	return 0;
}

static const struct file_operations mydriver_fops = {
	.owner = THIS_MODULE,
	.llseek = mydriver_llseek,
	.read = mydriver_read,
	.write = mydriver_write,
	.mmap = mydriver_mmap,
};

static struct miscdevice mydriver_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mydriver",
	.mode = 0600,
	.fops = &mydriver_fops,
};

static int __init mydriver_init(void)
{
	int err;

	buffer = vmalloc_user(BUFFER_SIZE);	/* zeroed */
	if (!buffer)
		return -ENOMEM;
	err = misc_register(&mydriver_device);
	if (err)
		goto free_buffer;
	return 0;

free_buffer:
	vfree(buffer);
	return err;
}

static void __exit mydriver_exit(void)
{
	misc_deregister(&mydriver_device);
	vfree(buffer);
}

module_init(mydriver_init);
module_exit(mydriver_exit);

MODULE_DESCRIPTION("A buffer that can be mapped: an example for maps check");
MODULE_LICENSE("Dual BSD/GPL");
