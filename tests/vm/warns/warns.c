// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A module that makes the kernel report an error when /proc/warns is read, for
 * the test that vm/run notices.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static int warns_show(struct seq_file *seq, void *unused)
{
	WARN(1, "somebody read /proc/warns");
	return 0;
}

static int __init warns_init(void)
{
	return proc_create_single("warns", 0444, NULL, warns_show) ? 0 : -ENOMEM;
}

static void __exit warns_exit(void)
{
	remove_proc_entry("warns", NULL);
}

module_init(warns_init);
module_exit(warns_exit);

MODULE_DESCRIPTION("A kernel warning on demand");
MODULE_LICENSE("Dual BSD/GPL");
