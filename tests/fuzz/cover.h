/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which code of the driver a process ran: the kernel's KCOV (dev-tools/kcov.rst).
 *
 * Of the kernel, only maps.ko is built to be recorded, so each address is the driver's. A
 * mark of ours, 0, divides the calls of a program.
 */
#ifndef FUZZ_COVER_H
#define FUZZ_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Processes of a program that are recorded: the first, and some of those it forks. */
#define COVER_SLOTS	3

/**
 * struct cover - the record of one process
 * @fd: of the kernel's; -1 where it has none
 * @words: the record: the number of entries, and then these
 * @room: how many entries there is room for
 */
struct cover {
	int fd;
	uint64_t *words;
	size_t room;
};

/* Open COVER_SLOTS records; returns 0, or a negative errno where the kernel has none. */
int cover_open(struct cover *covers);

/* Where no record is wanted. */
void cover_open_none(struct cover *covers);

/* Empty it; for who does not run. */
void cover_clear(struct cover *cover);

/* Record this process from now on. */
void cover_start(struct cover *cover);

/* A call begins. */
void cover_mark(struct cover *cover);

#endif /* FUZZ_COVER_H */
