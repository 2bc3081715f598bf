// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/minmax.h>
#include <linux/uaccess.h>

#include "answer.h"

/**
 * maps_answer - fill in a caller's structure, up to its size
 * @to: the caller's structure; its first field, a u32, is its size
 * @answer: our structure; its first field is set to the number of bytes filled in
 * @size: the size of ours
 * @first: the size of the first published version, the smallest that is accepted
 *
 * Return: 0; -EINVAL if the caller's structure is smaller than @first; -EFAULT.
 */
long maps_answer(void __user *to, void *answer, u32 size, u32 first)
{
	u32 *filled = answer;
	u32 room;

	if (get_user(room, (u32 __user *)to))
		return -EFAULT;
	if (room < first)
		return -EINVAL;
	*filled = min(room, size);
	return copy_to_user(to, answer, *filled) ? -EFAULT : 0;
}
