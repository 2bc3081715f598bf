// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of devices, load and unload. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "broken.h"

static bool dangerous;
module_param(dangerous, bool, 0444);
MODULE_PARM_DESC(dangerous, "make the devices, too, that hang a process or corrupt the kernel (default 0)");

static struct broken_device *const devices[] = {
	&broken_array_too_short,
	&broken_busy_is_error,
	&broken_checked_error,
	&broken_counts_from_start,
	&broken_dummy_page,
	&broken_end_unchecked,
	&broken_end_untold,
	&broken_errno_as_fault,
	&broken_expandable,
	&broken_fault_protection,
	&broken_fault_unbounded,
	&broken_flush_ends,
	&broken_ignored_error,
	&broken_inserted_twice,
	&broken_length_unchecked,
	&broken_loop_over_buffer,
	&broken_masked_error,
	&broken_mayexec_kept,
	&broken_maywrite_kept,
	&broken_maywrite_set,
	&broken_mixed_methods,
	&broken_mkwrite_refuses,
	&broken_no_access,
	&broken_no_operation,
	&broken_no_owner,
	&broken_no_page_set,
	&broken_no_reference,
	&broken_no_refill,
	&broken_nopage_without_page,
	&broken_not_for_users,
	&broken_nothing_bounded,
	&broken_offset_ignored,
	&broken_oom_for_error,
	&broken_open_allocates,
	&broken_open_uncounted,
	&broken_own_address,
	&broken_own_half,
	&broken_own_protection,
	&broken_page_numbers,
	&broken_pfn_without_pfnmap,
	&broken_physical_of_vmalloc,
	&broken_positive_fsync,
	&broken_positive_return,
	&broken_private_made_writable,
	&broken_private_write_through,
	&broken_release_for_all,
	&broken_reset_on_unmap,
	&broken_short_offset,
	&broken_slab_page,
	&broken_sum_overflows,
	&broken_tail_not_zeroed,
	&broken_taken_for_contiguous,
	&broken_tests_vm_shared,
	&broken_too_few_pages,
	&broken_two_buffers,
	&broken_uncached_memory,
	&broken_unlocked,
	&broken_user_only,
	&broken_write_taken_away,
};

static int __init broken_add(struct broken_device *device)
{
	struct broken_buffer *buffer = &device->buffer;
	int err;

	buffer->nr_pages = BROKEN_PAGES;
	buffer->size = BROKEN_PAGES * PAGE_SIZE;
	err = device->memory->allocate(buffer);
	if (err)
		return err;

	device->misc.minor = MISC_DYNAMIC_MINOR;
	device->misc.fops = device->fops;
	device->misc.mode = 0666;
	device->misc.name = kasprintf(GFP_KERNEL, "broken-%s", device->name);
	if (!device->misc.name) {
		err = -ENOMEM;
		goto free_buffer;
	}
	err = misc_register(&device->misc);
	if (err)
		goto free_name;
	return 0;

free_name:
	kfree(device->misc.name);
free_buffer:
	device->memory->free(buffer);
	return err;
}

static void broken_remove(struct broken_device *device)
{
	misc_deregister(&device->misc);
	kfree(device->misc.name);
	device->memory->free(&device->buffer);
}

static bool broken_wanted(const struct broken_device *device)
{
	return dangerous || !device->dangerous;
}

/* Remove the first @count devices of the table, the last one first. */
static void broken_remove_first(size_t count)
{
	while (count--)
		if (broken_wanted(devices[count]))
			broken_remove(devices[count]);
}

static int __init broken_init(void)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		if (!broken_wanted(devices[i]))
			continue;
		err = broken_add(devices[i]);
		if (err) {
			pr_err("%s: not made: error %d\n", devices[i]->name, err);
			goto remove_devices;
		}
	}
	return 0;

remove_devices:
	broken_remove_first(i);
	return err;
}

static void __exit broken_exit(void)
{
	broken_remove_first(ARRAY_SIZE(devices));
}

module_init(broken_init);
module_exit(broken_exit);

MODULE_DESCRIPTION("Devices with one mistake each in their mmap");
MODULE_AUTHOR("The maps project");
MODULE_LICENSE("Dual BSD/GPL");
