/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that access memory of the program, by name. */
#ifndef MAPS_SYSTEM_CALL_H
#define MAPS_SYSTEM_CALL_H

#include <stdbool.h>

/* The name of a system call of this machine's own programs; NULL: it has none here. */
const char *system_call_name(long number);

/*
 * The number that programs of this machine have for @number, which is of a 32-bit one;
 * negative, and as great, where there is none here.
 */
long system_call_of_32bit(long number);

/* Whether the kernel writes to the buffer that it is given. */
bool system_call_writes(const char *name);

#endif /* MAPS_SYSTEM_CALL_H */
