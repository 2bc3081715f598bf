// SPDX-License-Identifier: BSD-2-Clause
#include <inttypes.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include <linux/maps.h>

#include "refusal.h"

/* What a reason means and what helps; indexed by enum maps_reason. */
static const struct {
	const char *reason;
	const char *next;
} texts[] = {
	[MAPS_REASON_BEYOND_END] = {
		"the area ends before the mapping does",
		"map less: lseek(fd, 0, SEEK_END) tells the area's size",
	},
	[MAPS_REASON_EXEC] = {
		"the area holds data, which cannot be executed",
		"map it without PROT_EXEC",
	},
	[MAPS_REASON_PRIVATE_REFUSED] = {
		"the device has no private mappings (private=refuse)",
		"map it with MAP_SHARED",
	},
	[MAPS_REASON_PRIVATE_READONLY] = {
		"private mappings of the device can only be read (private=readonly)",
		"map it without PROT_WRITE, or with MAP_SHARED",
	},
	[MAPS_REASON_COW_IN_PIECES] = {
		"remap_pfn_range() fills a mapping that is copied on write only if one call\n"
		"          covers the whole of it, and this area's pages are scattered",
		"map it with MAP_SHARED; or one page at a time; or load the driver with\n"
		"          private=readonly; or, best, with mapper=insert, which can copy on write",
	},
	[MAPS_REASON_NO_MEMORY] = {
		"the kernel had no memory for the page tables",
		"free some memory and try again",
	},
	[MAPS_REASON_HELPER] = {
		"the kernel's own helper refused a page",
		"load the driver with another mapper; see docs/mapping.md",
	},
	[MAPS_REASON_REVOKED] = {
		"the area was revoked: its memory is gone for everybody",
		"open a device that has not been revoked",
	},
};

void refusal_explain(int fd, FILE *out)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };

	if (ioctl(fd, MAPS_IOC_REFUSAL, &refusal) != 0)
		return;
	if (refusal.reason == MAPS_REASON_NONE || refusal.reason >= sizeof(texts) / sizeof(texts[0]))
		return;
	fprintf(out, "  reason: %s\n", texts[refusal.reason].reason);
	fprintf(out, "  asked:  %s, %s%s%s, offset %" PRIu64 ", length %" PRIu64 "; refused at page %" PRIu64 "\n",
		refusal.flags & MAPS_ASKED_SHARED ? "MAP_SHARED" : "MAP_PRIVATE",
		refusal.flags & MAPS_ASKED_READ ? "PROT_READ" : "PROT_NONE",
		refusal.flags & MAPS_ASKED_WRITE ? "|PROT_WRITE" : "",
		refusal.flags & MAPS_ASKED_EXEC ? "|PROT_EXEC" : "",
		(uint64_t)refusal.offset, (uint64_t)refusal.length, (uint64_t)refusal.page);
	fprintf(out, "  next:   %s\n", texts[refusal.reason].next);
}
