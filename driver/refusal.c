// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The last mmap that was refused. An errno says little, and the kernel's log is not
 * meant for programs, so the open file keeps the reason, and reports it on request.
 */
#include <linux/mm.h>
#include <linux/stddef.h>

#include "answer.h"
#include "refusal.h"
#include "request.h"

void maps_refusal_init(struct maps_last_refusal *last)
{
	spin_lock_init(&last->lock);
}

static u32 maps_asked(vm_flags_t flags)
{
	/*
	 * VM_MAYSHARE and not VM_SHARED: the kernel clears the latter for
	 * MAP_SHARED on a read-only descriptor (do_mmap() in mm/mmap.c).
	 */
	return (flags & VM_MAYSHARE ? MAPS_ASKED_SHARED : 0) |
	       (flags & VM_READ ? MAPS_ASKED_READ : 0) |
	       (flags & VM_WRITE ? MAPS_ASKED_WRITE : 0) |
	       (flags & VM_EXEC ? MAPS_ASKED_EXEC : 0) |
	       (flags & VM_MAYWRITE ? MAPS_ASKED_MAYWRITE : 0);
}

/**
 * maps_refuse - record why an mmap is refused
 * @last: the record of the open file
 * @request: what was asked for
 * @reason: why it is refused
 * @page: the page of the area at which it is refused
 * @err: what mmap is to return, a negative number
 *
 * Return: @err, for the caller to return.
 */
int maps_refuse(struct maps_last_refusal *last, const struct maps_request *request,
		enum maps_reason reason, unsigned long page, int err)
{
	const struct maps_refusal refusal = {
		.reason = reason,
		.error = -err,
		.flags = maps_asked(request->flags),
		.offset = (u64)request->pgoff << PAGE_SHIFT,
		.length = (u64)request->nr_pages << PAGE_SHIFT,
		.page = page,
	};

	spin_lock(&last->lock);
	last->refusal = refusal;
	spin_unlock(&last->lock);
	return err;
}

/**
 * maps_refusal_report - answer MAPS_IOC_REFUSAL
 * @last: the record of the open file
 * @answer: the caller's structure; its first field is its size
 *
 * Return: 0, -EFAULT, or -EINVAL if the caller's structure is smaller than the
 * first published version.
 */
long maps_refusal_report(struct maps_last_refusal *last, struct maps_refusal __user *answer)
{
	struct maps_refusal refusal;

	spin_lock(&last->lock);
	refusal = last->refusal;
	spin_unlock(&last->lock);
	return maps_answer(answer, &refusal, sizeof(refusal),
			   offsetofend(struct maps_refusal, page));
}
