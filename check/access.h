/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways by which others than the program itself reach a mapping: the kernel in
 * system calls, and other processes. The files access-*.c have the ways; what is
 * the same for each of them is in access.c.
 */
#ifndef MAPS_ACCESS_H
#define MAPS_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct access;
struct record;
struct target;

/**
 * struct way - one way to a mapping
 * @call: the call as C, up to the address, and the length where there is no @size
 * @rest: and from there on
 * @pages: the most pages to move at once
 * @size: how many bytes of each page to move; 0: all
 * @skew: begin so far behind the beginning of the page, so that pages are crossed
 * @into: from the program into the mapping; else out of it
 * @remote: the mapping is in another process
 * @private: the mapping is a private one; what is moved into it stays there
 * @writable: the mapping has to be writable, although nothing is moved into it
 * @refusal: the error by which kernels refuse memory of which they have no struct
 *	page; 0: there is no such excuse
 * @row: the row of the catalogue about that
 * @expected: what a good driver makes of it
 * @because: and who says so
 * @begin: get ready; false where it is known that this does not apply, which was said
 * @move: move @length bytes from @address of the mapping to @copy, or the other way.
 *	Returns the number of bytes, or -errno
 * @excuse: why an error of @move says nothing of the driver; or NULL. May be left out
 */
struct way {
	const char *call;
	const char *rest;
	size_t pages;
	size_t size;
	size_t skew;
	bool into;
	bool remote;
	bool private;
	bool writable;
	int refusal;
	unsigned int row;
	const char *expected;
	const char *because;
	bool (*begin)(struct access *access);
	ssize_t (*move)(struct access *access, void *address, void *copy, size_t length);
	const char *(*excuse)(struct access *access, int error);
};

/* The most pages that a way moves at once, and that a check looks at. */
#define ACCESS_MOST_AT_ONCE 16
#define ACCESS_MOST 48

/**
 * struct access - a check of a way, on its way
 * @target: the device
 * @record: where to write things down
 * @way: the way
 * @memory: the mapping; an address in the process that has it
 * @proof: another mapping of the same memory, in this process; NULL: none
 * @copy: what is moved to or from, in this process
 * @seen: what the one who has the mapping sees in it. Both can be reached by the
 *	other process, at the same address
 * @other: the process that has the mapping; 0: this one
 * @channel: the connection to it
 * @fds: for a way's own use
 * @ring: so, too
 */
struct access {
	const struct target *target;
	struct record *record;
	const struct way *way;
	unsigned char *memory;
	const unsigned char *proof;
	unsigned char *copy;
	unsigned char *seen;
	pid_t other;
	int channel;
	int fds[2];
	struct ring *ring;
};

/* Check a way: move things along it, and compare what arrives. */
void access_check(const struct target *target, struct record *record, const struct way *way);

/*
 * The first page of the piece with that number, @width pages or less, that a way moves at
 * once: of a large device some, from its first page to its last. False behind those.
 */
bool access_piece(const struct target *target, size_t width, size_t index, size_t *page);

/* Map the device as the way wants it, in the process that calls it; MAP_FAILED, which was said. */
unsigned char *access_map(struct access *access);

/* --- Another process that has the mapping: access-process.c ------------------------- */

/* Start it; false where it could not be, which was said. */
bool other_start(struct access *access);

/*
 * Let it copy what it sees at that offset of its mapping to access->seen; 0, the
 * signal it got, or -1 where it is gone, which was said.
 */
int other_look(struct access *access, size_t offset, size_t length);

void other_stop(struct access *access);

/* --- Checks in files of their own ---------------------------------------------------- */

void check_write(const struct target *target, struct record *record);
void check_read(const struct target *target, struct record *record);
void check_system_call(const struct target *target, struct record *record);
void check_direct_io(const struct target *target, struct record *record);
void check_direct_io_read(const struct target *target, struct record *record);
void check_vmsplice(const struct target *target, struct record *record);
void check_process_vm(const struct target *target, struct record *record);
void check_process_vm_write(const struct target *target, struct record *record);
void check_ptrace(const struct target *target, struct record *record);
void check_ptrace_write(const struct target *target, struct record *record);
void check_proc_mem(const struct target *target, struct record *record);
void check_io_uring(const struct target *target, struct record *record);
void check_futex(const struct target *target, struct record *record);
void check_futex_private(const struct target *target, struct record *record);

#endif /* MAPS_ACCESS_H */
