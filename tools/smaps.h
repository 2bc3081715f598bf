/* SPDX-License-Identifier: BSD-2-Clause */
/* What /proc/PID/smaps says of one mapping. */
#ifndef MAPS_SMAPS_H
#define MAPS_SMAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct smaps - one mapping of a process
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

/* Add to *@smaps what @line, one of those below a mapping's first, tells. */
void smaps_add_line(const char *line, struct smaps *smaps);

/*
 * Look up the mapping of the process @pid that contains @address; 0 is this process.
 *
 * Returns 0; -ENOENT where nothing is mapped there; or what opening the file
 * gave, as a negative number.
 */
int smaps_read_process(pid_t pid, uint64_t address, struct smaps *smaps);

/* The same for this process. */
int smaps_read(const void *address, struct smaps *smaps);

/* Whether @flag, two letters, is among the mapping's VmFlags. */
bool smaps_has_flag(const struct smaps *smaps, const char *flag);

#endif /* MAPS_SMAPS_H */
