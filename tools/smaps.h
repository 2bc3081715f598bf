/* SPDX-License-Identifier: BSD-2-Clause */
/* What /proc/self/smaps says of one mapping. */
#ifndef MAPS_SMAPS_H
#define MAPS_SMAPS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct smaps - one mapping of this process
 * @rss: bytes that are present, as far as the kernel counts them: it does not
 *	count pages that are mapped by page number alone
 * @anonymous: bytes of private copies
 * @pmd_mapped: bytes in huge entries
 * @vm_flags: the two-letter words of VmFlags, see
 *	Documentation/filesystems/proc.rst of the kernel
 */
struct smaps {
	uint64_t rss;
	uint64_t anonymous;
	uint64_t pmd_mapped;
	char vm_flags[160];
};

/*
 * Look up the mapping that contains @address.
 *
 * Returns 0; -ENOENT where nothing is mapped there; or what opening the file
 * gave, as a negative number.
 */
int smaps_read(const void *address, struct smaps *smaps);

/* Whether @flag, two letters, is among the mapping's VmFlags. */
bool smaps_has_flag(const struct smaps *smaps, const char *flag);

#endif /* MAPS_SMAPS_H */
