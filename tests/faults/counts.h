/* SPDX-License-Identifier: BSD-2-Clause */
/* What there is of the driver: counts that are the same before and after. */
#ifndef MAPS_FAULTS_COUNTS_H
#define MAPS_FAULTS_COUNTS_H

#include <stdbool.h>

struct counts {
	long loaded;		/* /sys/module/maps is there */
	long references;	/* of the module */
	long areas;		/* in /proc/driver/maps, and what they have together */
	long bytes;
	long mappings;
	long mapped_bytes;
	long files;		/* that this process has open */
	/* These take some time, and are 0 where it is not given: */
	long devices;		/* in /sys/class/maps */
	long regions;		/* of the kernel's address space, made by the driver */
	long beyond;		/* bytes that are accounted, and nobody has */
};

struct counts counts_take(bool all);

/*
 * Whether they are as before, @all or those that take no time; notes what is not. The kernel
 * does some things a moment later.
 */
bool counts_are(const struct counts *before, bool all);

/* What is free, when the kernel has let go of what it can do without. The driver is not loaded. */
long long counts_free_kilobytes(void);

#endif /* MAPS_FAULTS_COUNTS_H */
