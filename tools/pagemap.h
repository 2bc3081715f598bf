/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel tells of the pages of a process: /proc/PID/pagemap, as in
 * Documentation/admin-guide/mm/pagemap.rst of the kernel.
 */
#ifndef MAPS_PAGEMAP_H
#define MAPS_PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One entry. The page frame is 0 for who lacks CAP_SYS_ADMIN. */
#define PAGEMAP_FRAME(entry)	((entry) & ((UINT64_C(1) << 55) - 1))
#define PAGEMAP_FILE		(UINT64_C(1) << 61)	/* not anonymous: no private copy */
#define PAGEMAP_SWAPPED		(UINT64_C(1) << 62)
#define PAGEMAP_PRESENT		(UINT64_C(1) << 63)

/*
 * Read the entries of @pages pages from @address on; @pid 0 is this process. What
 * is mapped by page number alone (VM_PFNMAP) has entries of 0.
 *
 * Returns 0; what open(2) or read(2) gave, as a negative number; -ESRCH where the
 * process has gone.
 */
int pagemap_read(pid_t pid, uint64_t address, size_t pages, uint64_t *entries);

/*
 * Which of @pages pages from @address on are mapped by huge entries.
 *
 * Returns 0; -ENOTTY where the kernel does not tell (before 6.7); or as above.
 */
int pagemap_huge(pid_t pid, uint64_t address, size_t pages, bool *huge);

#endif /* MAPS_PAGEMAP_H */
