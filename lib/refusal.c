// SPDX-License-Identifier: BSD-2-Clause
/* Why the driver refused an mmap, in words. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "internal.h"

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
		"the area has no private mappings (private=refuse)",
		"map it with MAP_SHARED",
	},
	[MAPS_REASON_PRIVATE_READONLY] = {
		"private mappings of the area can only be read (private=readonly)",
		"map it without PROT_WRITE, or with MAP_SHARED",
	},
	[MAPS_REASON_COW_IN_PIECES] = {
		"remap_pfn_range() fills a mapping that is copied on write only if one call\n"
		"        covers the whole of it, and this area's pages are scattered",
		"map it with MAP_SHARED; or one page at a time; or make the area with\n"
		"        private=readonly; or, best, with mapper=insert, which can copy on write",
	},
	[MAPS_REASON_NO_MEMORY] = {
		"the kernel had no memory for the page tables, or the driver for its record",
		"free some memory and try again",
	},
	[MAPS_REASON_HELPER] = {
		"the kernel's own helper refused a page",
		"make the area with another mapper; see maps(4)",
	},
	[MAPS_REASON_REVOKED] = {
		"the area was revoked: its memory is gone for everybody",
		"open a device that has not been revoked",
	},
};

static const char *protection_text(uint32_t flags)
{
	static const char *const words[] = {
		"PROT_NONE", "PROT_READ", "PROT_WRITE", "PROT_READ|PROT_WRITE",
		"PROT_EXEC", "PROT_READ|PROT_EXEC", "PROT_WRITE|PROT_EXEC", "PROT_READ|PROT_WRITE|PROT_EXEC",
	};

	return words[(flags & MAPS_ASKED_READ ? 1 : 0) | (flags & MAPS_ASKED_WRITE ? 2 : 0) |
		     (flags & MAPS_ASKED_EXEC ? 4 : 0)];
}

int maps_area_refusal(const struct maps_area *area, char **text)
{
	struct maps_refusal refusal = { .size = sizeof(refusal) };

	if (ioctl(area->fd, MAPS_IOC_REFUSAL, &refusal) != 0)
		return -errno;
	if (refusal.reason == MAPS_REASON_NONE)
		return -ENODATA;
	return maps_refusal_text(&refusal, text);
}

int maps_refusal_text(const struct maps_refusal *refusal, char **text)
{
	bool known = refusal->reason < sizeof(texts) / sizeof(texts[0]) && texts[refusal->reason].reason;
	const char *reason = known ? texts[refusal->reason].reason : "one that this version of libmaps has no words for";
	const char *next = known ? texts[refusal->reason].next : "use the libmaps that the driver came with";
	char *made;

	/* Mapper shmem needs a file for each mapping. */
	if (refusal->reason == MAPS_REASON_HELPER && refusal->error == ENFILE) {
		reason = "the system-wide limit on open files was reached";
		next = "close some files, or let root raise the sysctl fs.file-max";
	}

	if (asprintf(&made, "reason: %s\n"
			    "asked:  %s, %s, offset %" PRIu64 ", length %" PRIu64 "; refused at page %" PRIu64 "\n"
			    "next:   %s\n",
		     reason,
		     refusal->flags & MAPS_ASKED_SHARED ? "MAP_SHARED" : "MAP_PRIVATE",
		     protection_text(refusal->flags),
		     (uint64_t)refusal->offset, (uint64_t)refusal->length, (uint64_t)refusal->page,
		     next) < 0)
		return -ENOMEM;
	*text = made;
	return 0;
}
