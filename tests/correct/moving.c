// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The memory changes by itself: there is a clock in each page. */
#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>

#include "correct.h"

static void tick(struct work_struct *work);

static DECLARE_DELAYED_WORK(clock_work, tick);

static void tick(struct work_struct *work)
{
	unsigned long i;

	for (i = 0; i < CORRECT_PAGES; i++)
		WRITE_ONCE(*(unsigned long *)(correct_moving.memory + (i << PAGE_SHIFT)), jiffies);
	schedule_delayed_work(&clock_work, 1);
}

static void moving_begin(struct correct_device *device)
{
	schedule_delayed_work(&clock_work, 1);
}

static void moving_end(struct correct_device *device)
{
	cancel_delayed_work_sync(&clock_work);
}

static const struct file_operations moving_fops = {
	CORRECT_FOPS,
	.mmap = correct_mmap,
};

struct correct_device correct_moving = {
	.name = "moving",
	.fops = &moving_fops,
	.begin = moving_begin,
	.end = moving_end,
};
