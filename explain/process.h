/* SPDX-License-Identifier: BSD-2-Clause */
/* A process that is watched: what it has mapped where, and what befell it last. */
#ifndef MAPS_PROCESS_H
#define MAPS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "explain/incident.h"
#include "explain/sight.h"

/**
 * struct mapping - what is mapped from @start to @end
 * @first: where its first page is, or would be, had nothing been unmapped or moved away
 * @sight: what was seen of it
 * @flags: those of its VMA, VM_ bits; 0: not known
 */
struct mapping {
	uint64_t start;
	uint64_t end;
	uint64_t first;
	struct sight *sight;
	uint64_t flags;
};

/**
 * struct process - a process
 * @pid: it
 * @mappings, @count, @capacity: those of files, the latest last, but for parts of one that
 *	was cut; each uses its sight
 * @fault: the last fault with an error; @fault.faulted says whether there was one
 * @signal: the last one that the kernel forced on it; @signal.signal is 0: none
 * @oops: the kernel failed in it
 * @not_opened, @open_error: the last open() that failed, of a device if there was one, and its -errno
 * @lost: a mapping could not be kept, for lack of memory
 * @next: the model's list
 */
struct process {
	pid_t pid;
	struct mapping *mappings;
	size_t count;
	size_t capacity;
	struct incident fault;
	struct incident signal;
	bool oops;
	char not_opened[256];
	int open_error;
	bool lost;
	struct process *next;
};

/* That is mapped now. */
void process_map(struct process *process, const struct mapping *mapping);

/* Nothing is mapped there any more; mappings around it stay. */
void process_unmap(struct process *process, uint64_t start, uint64_t end);

/* What is mapped there is given another protection, PROT_ bits; mappings around it keep theirs. */
void process_protect(struct process *process, uint64_t start, uint64_t end, uint64_t protection);

/* Something else is mapped there now: what went wrong there before was of another mapping. */
void process_forget(struct process *process, uint64_t start, uint64_t end);

/* What is mapped at @address; NULL: no file. */
struct mapping *process_find(const struct process *process, uint64_t address);

/* A child of @from has what it had. */
void process_fork(const struct process *from, struct process *to);

/* All its mappings are gone, and what befell it is forgotten: by exec, or its end. */
void process_clear(struct process *process);

#endif /* MAPS_PROCESS_H */
