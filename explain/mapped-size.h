/* SPDX-License-Identifier: BSD-2-Clause */
/* How large the file of a mapping is now. */
#ifndef MAPS_MAPPED_SIZE_H
#define MAPS_MAPPED_SIZE_H

#include <stdint.h>
#include <sys/types.h>

#include "explain/incident.h"

/*
 * Fill in @size and @size_seen of the file that is mapped at @address, if it is a regular one: it
 * need not have a name. Takes root, and a process that is not gone. Whoever does not answer, as
 * the server of a file may, is not waited for, and then nobody is asked again.
 */
void mapped_size_read(pid_t pid, uint64_t address, struct incident *incident);

#endif /* MAPS_MAPPED_SIZE_H */
