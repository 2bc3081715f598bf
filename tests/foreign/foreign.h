/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Set up a device that somebody else's driver serves, and check its mmap.
 *
 * Such a device cannot simply be opened and mapped: its memory has to be asked for
 * by ioctls, and goes with the descriptor. So each program here opens it, does what
 * is needed, and becomes "maps check --fd N", with the further arguments it was given.
 */
#ifndef MAPS_FOREIGN_H
#define MAPS_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit status: this kernel or this machine has no such device. */
#define FOREIGN_ABSENT 77

/* Say why the device is not there, and end with FOREIGN_ABSENT. */
void foreign_absent(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* What a system call returned; where that is -1, @what is absent. */
int foreign_need(int result, const char *what);

/* Open a device to be read and written. */
int foreign_open(const char *path);

/* Whether the next argument is @word; if so, it is taken. */
bool foreign_word(char ***arguments, const char *word);

/* The next argument, which has to be there; @what it is. */
const char *foreign_argument(char ***arguments, const char *what);

/* A length, in whole pages. */
uint64_t foreign_pages(uint64_t length);

/* Become maps check of @fd from @offset on; a @length of 0 is for it to find out. */
void foreign_check(int fd, uint64_t offset, uint64_t length, char **arguments) __attribute__((noreturn));

#endif /* MAPS_FOREIGN_H */
