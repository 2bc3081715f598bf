/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The catalogue: why the mmap of a device fails.
 *
 * One table, from which come what maps check prints, docs/failures.md, and what
 * the tests expect of each device of tests/broken.
 */
#ifndef MAPS_CATALOGUE_H
#define MAPS_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct catalogue_device - a device of tests/broken, which makes the mistake
 * @name: its node is /dev/broken-NAME, its source tests/broken/NAME.c
 * @dangerous: it hangs a process for good, or corrupts the kernel: it is there
 *	with dangerous=1 only, and wants a machine of its own
 * @fails: the checks of maps check that fail, by name, with blanks between
 * @warns: the checks that warn, beside those that do with every mapping of page
 *	numbers: what the devices of rows 29 and 30 warn of
 */
struct catalogue_device {
	const char *name;
	bool dangerous;
	const char *fails;
	const char *warns;
};

#define CATALOGUE_DEVICES 3

/**
 * struct cause - one cause of failure
 * @row: its number, which never changes
 * @symptom: what a person sees
 * @cause: what was done wrong
 * @decided_by: the kernel function that decides, and what it does then
 * @driver_cure: what the author of the driver does about it; NULL: nothing
 * @program_cure: what the author of the program does about it; NULL: nothing
 * @evidence: where the row comes from: "run" was reproduced, "read" was read in
 *	the kernel's source, "reported" was met by somebody else
 * @devices: the devices of tests/broken that make this mistake
 * @no_device: why there is none
 */
struct cause {
	unsigned int row;
	const char *symptom;
	const char *cause;
	const char *decided_by;
	const char *driver_cure;
	const char *program_cure;
	const char *evidence;
	struct catalogue_device devices[CATALOGUE_DEVICES];
	const char *no_device;
};

/* The table, in the order of its rows; its end is an entry with row 0. */
extern const struct cause catalogue[];

/* The row of that number; NULL where there is none. */
const struct cause *catalogue_find(unsigned int row);

#endif /* MAPS_CATALOGUE_H */
