// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Load and unload. */
#include <linux/module.h>

#include "field.h"

static int __init field_init(void)
{
	int err;

	err = field_card_init();
	if (err)
		return err;
	err = field_grabber_init();
	if (err)
		goto exit_card;
	err = field_hanging_init();
	if (err)
		goto exit_grabber;
	err = field_ring_init();
	if (err)
		goto exit_hanging;
	err = field_slow_init();
	if (err)
		goto exit_ring;
	err = field_tutorial_init();
	if (err)
		goto exit_slow;
	err = field_window_init();
	if (err)
		goto exit_tutorial;
	return 0;

exit_tutorial:
	field_tutorial_exit();
exit_slow:
	field_slow_exit();
exit_ring:
	field_ring_exit();
exit_hanging:
	field_hanging_exit();
exit_grabber:
	field_grabber_exit();
exit_card:
	field_card_exit();
	return err;
}

static void __exit field_exit(void)
{
	field_window_exit();
	field_tutorial_exit();
	field_slow_exit();
	field_ring_exit();
	field_hanging_exit();
	field_grabber_exit();
	field_card_exit();
}

module_init(field_init);
module_exit(field_exit);

MODULE_DESCRIPTION("Devices written as drivers met in the field are");
MODULE_AUTHOR("The maps project");
MODULE_LICENSE("Dual BSD/GPL");
