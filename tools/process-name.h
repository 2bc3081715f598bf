/* SPDX-License-Identifier: BSD-2-Clause */
/* The name of a process, as the kernel has it and as it may be printed. */
#ifndef MAPS_PROCESS_NAME_H
#define MAPS_PROCESS_NAME_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The name of @pid, in @name of @size bytes; "" where it has gone. Who chose the name may
 * not be who reads it: see process_name_tame().
 */
void process_name_read(pid_t pid, char *name, size_t size);

/*
 * Put a question mark for each byte that is not printable ASCII: a name is not to speak
 * to a terminal, and, as the kernel cuts it where it will, it may be no text in JSON.
 */
void process_name_tame(char *name);

#endif /* MAPS_PROCESS_NAME_H */
