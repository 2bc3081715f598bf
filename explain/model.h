/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who has what mapped, and what went wrong with it: joins what a collector sees into
 * incidents. It follows munmap, mremap, mprotect, fork and exec, so that an address means
 * the mapping that was there at the time, as it then was.
 */
#ifndef MAPS_MODEL_H
#define MAPS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "explain/incident.h"

struct model;

/* @page: bytes of a page. @all: what is good is to be told, too. */
struct model *model_new(size_t page, bool all);
void model_free(struct model *model);

/* An mmap has ended; all that was seen of it. */
void model_mmap(struct model *model, const struct incident *call);

/* A mapping that is older than the watch. */
void model_existing(struct model *model, const struct incident *mapping);

void model_unmap(struct model *model, pid_t pid, uint64_t start, uint64_t length);
void model_move(struct model *model, pid_t pid, uint64_t start, uint64_t length, uint64_t to, uint64_t new_length);
void model_protect(struct model *model, pid_t pid, uint64_t start, uint64_t length, uint64_t protection);
void model_fork(struct model *model, pid_t parent, pid_t child);
void model_exec(struct model *model, pid_t pid);

/* An open() failed: an mmap that follows may have that for its cause. Those below /dev come before others. */
void model_open_failed(struct model *model, pid_t pid, const char *path, int error);

/* A fault gave an error: @fault has the fields of the access, and those of file and VMA. */
void model_fault(struct model *model, const struct incident *fault);

/*
 * The kernel forces a signal on a thread, which need not die of it: @signal has its
 * fields, and may have @fault_ip and @fault_write, and the file's @size, if @size_seen.
 */
void model_signal(struct model *model, const struct incident *signal);

/* The kernel itself failed in a thread. */
void model_oops(struct model *model, pid_t pid);

/*
 * A process is gone, with a status as of waitpid(). Who caught a signal and ended well,
 * or of something else, has come over it.
 */
void model_exit(struct model *model, pid_t pid, int status);

/*
 * A system call gave EFAULT, or an error that means the same, for an address of @owner:
 * @efault has who made it, and the fields of the call; the size as for a signal.
 */
void model_efault(struct model *model, pid_t owner, const struct incident *efault);

/* An mmap, if @stuck is @called, or else a fault, was entered and never left. */
void model_stuck(struct model *model, const struct incident *stuck);

/* The incident that the mapping at @address of @pid is of; NULL: no file is there. */
const struct incident *model_mapping(const struct model *model, pid_t pid, uint64_t address);

/* Whether that is a regular file. */
bool model_maps_file(const struct model *model, pid_t pid, uint64_t address);

/* The incidents so far, in their order; good mappings, too, where all are to be told. */
size_t model_count(const struct model *model);
const struct incident *model_incident(const struct model *model, size_t i);

/* How many mappings of files were watched. */
unsigned long model_watched(const struct model *model);

/* How often something went wrong that is not among the incidents, as there are too many. */
unsigned long model_dropped(const struct model *model);

/* Whether something was left out, for lack of memory. */
bool model_lost(const struct model *model);

#endif /* MAPS_MODEL_H */
