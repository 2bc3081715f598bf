/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The last mmap that was refused, kept so that the program can ask about it. */
#ifndef MAPS_REFUSAL_H
#define MAPS_REFUSAL_H

#include <linux/spinlock.h>
#include <linux/maps.h>

struct maps_request;

/**
 * struct maps_last_refusal - what MAPS_IOC_REFUSAL reports
 * @lock: protects @refusal, as threads that share the open file may mmap concurrently
 * @refusal: zeroed until an mmap is refused
 *
 * Owner: the open file it is embedded in.
 */
struct maps_last_refusal {
	spinlock_t lock;	/* refusal */
	struct maps_refusal refusal;
};

void maps_refusal_init(struct maps_last_refusal *last);
int maps_refuse(struct maps_last_refusal *last, const struct maps_request *request,
		enum maps_reason reason, unsigned long page, int err);
long maps_refusal_report(struct maps_last_refusal *last, struct maps_refusal __user *answer);

#endif /* MAPS_REFUSAL_H */
