// SPDX-License-Identifier: BSD-2-Clause
/* Group "access": the kernel, in system calls, and other processes use the mapping. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "check/access.h"
#include "check/check.h"
#include "check/keep.h"
#include "check/record.h"
#include "check/target.h"
#include "check/touch.h"

/* --- Pieces: what is moved at once ------------------------------------------------- */

struct piece {
	size_t offset;
	size_t length;
};

bool access_piece(const struct target *target, size_t width, size_t index, size_t *page)
{
	size_t all = (target_pages(target) + width - 1) / width;
	size_t most = ACCESS_MOST / width, count = all < most ? all : most;

	if (index >= count)
		return false;
	if (count > 1)
		index = index * (all - 1) / (count - 1);
	*page = index * width;
	return true;
}

/* Find the piece with number @index; false if there is none. */
static bool piece_at(const struct access *access, size_t index, struct piece *piece)
{
	const struct target *target = access->target;
	const struct way *way = access->way;
	size_t page;

	if (!access_piece(target, way->pages, index, &page))
		return false;
	piece->offset = page * target->page;
	piece->length = target->length - piece->offset;
	if (piece->length > way->pages * target->page)
		piece->length = way->pages * target->page;
	if (way->size)
		piece->length = way->size;
	if (piece->length > target->page) {
		piece->offset += way->skew;
		piece->length -= way->skew;
	}
	return true;
}

/* --- Marks: so that no two pages are alike ------------------------------------------ */

struct marks {
	size_t count;
	struct {
		size_t page;
		uint64_t word;
		uint64_t made;	/* what became of the mark there: registers keep but a part of it */
	} saved[ACCESS_MOST];
};

/* Memory that changes by itself gets no marks: they would take the place of somebody's data. */
static unsigned char *map_to_mark(const struct target *target)
{
	if (!target->design.shared_write || target->frozen || target->design.fresh || target->design.moving)
		return MAP_FAILED;
	return mmap(NULL, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, target->fd, target->base);
}

static void mark_page(struct marks *marks, unsigned char *memory, const struct target *target, size_t page)
{
	unsigned char *there = memory + page * target->page;
	uint64_t word, made;

	if (marks->count >= ACCESS_MOST || !target_may_mark(target, memory, page) || mark_get(there, &word) != 0)
		return;
	keep_word(page, word);
	if (mark_put(there, mark_of((uint16_t)getpid(), page)) != 0 || mark_get(there, &made) != 0)
		return;
	marks->saved[marks->count].page = page;
	marks->saved[marks->count].word = word;
	marks->saved[marks->count++].made = made;
}

/*
 * Write the marks through a mapping that is gone before the mapping to check is made. So the kernel
 * is the first to touch a page of that one.
 */
static void marks_put(struct marks *marks, const struct access *access)
{
	const struct target *target = access->target;
	unsigned char *memory = map_to_mark(target);
	struct piece piece;

	if (memory == MAP_FAILED)
		return;
	for (size_t i = 0; piece_at(access, i, &piece); i++)
		for (size_t at = piece.offset; at < piece.offset + piece.length; at += target->page)
			mark_page(marks, memory, target, at / target->page);
	munmap(memory, target->length);
}

/* Begin with the last one, for several pages may be the same memory. */
static void marks_take_back(const struct marks *marks, const struct target *target)
{
	unsigned char *memory = marks->count ? map_to_mark(target) : MAP_FAILED;
	bool all = true;

	if (memory == MAP_FAILED)
		return;
	for (size_t i = marks->count; i-- > 0;)
		all &= mark_replace(memory + marks->saved[i].page * target->page, marks->saved[i].made,
				    marks->saved[i].word);
	if (all)
		keep_no_words();
	munmap(memory, target->length);
}

/* --- The mapping -------------------------------------------------------------------- */

unsigned char *access_map(struct access *access)
{
	const struct target *target = access->target;
	bool writable = access->way->into || access->way->writable;
	int flags = access->way->private ? MAP_PRIVATE : target_flags(target);
	unsigned char *memory;

	memory = target_mmap(target, access->record, target->length,
			     writable ? PROT_READ | PROT_WRITE : target_protection(target), flags, 0);
	if (memory == MAP_FAILED)
		record_skip(access->record, "mmap gives %s", error_name(errno));
	return memory;
}

/* Copy to access->seen what the process that has the mapping sees there; returns what other_look() does. */
static int look(struct access *access, size_t offset, size_t length)
{
	if (access->other)
		return other_look(access, offset, length);
	return touch_copy(access->seen, access->memory + offset, length);
}

/* How many bytes at the beginning of the piece the program itself can read. */
static size_t readable(struct access *access, const struct piece *piece)
{
	size_t page = access->target->page, good = 0;

	while (good < piece->length) {
		size_t step = page - (piece->offset + good) % page;

		if (look(access, piece->offset + good, 1) != 0)
			break;
		good += step;
	}
	return good < piece->length ? good : piece->length;
}

static bool start(struct access *access)
{
	const struct target *target = access->target;
	const size_t size = ACCESS_MOST_AT_ONCE * target->page;

	access->copy = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (access->copy == MAP_FAILED) {
		record_skip(access->record, "no memory to compare with");
		return false;
	}
	access->seen = access->copy + size;
	if (access->way->remote) {
		if (!other_start(access))
			return false;
	} else {
		access->memory = access_map(access);
		if (access->memory == MAP_FAILED)
			return false;
	}
	/* By design, the memory may belong to one process or to one mapping: then there is no proof. */
	if ((access->way->private || !access->way->remote) && target->design.shared && !target->design.once &&
	    !target->design.fresh) {
		access->proof = mmap(NULL, target->length, PROT_READ, MAP_SHARED, target->fd, target->base);
		if (access->proof == MAP_FAILED)
			access->proof = NULL;
	}
	return !access->way->begin || access->way->begin(access);
}

static void stop(struct access *access)
{
	if (access->other)
		other_stop(access);
	else if (access->memory && access->memory != MAP_FAILED)
		munmap(access->memory, access->target->length);
	if (access->proof)
		munmap((void *)access->proof, access->target->length);
}

/* --- Move --------------------------------------------------------------------------- */

/* Fill @copy with words that are all different, in all pieces and checks, and none of which is a mark. */
static void fill(const struct access *access, size_t offset, size_t length)
{
	for (size_t i = 0; i < length; i += sizeof(uint64_t)) {
		uint64_t word = ~mark_of((uint16_t)getpid(), offset + i);

		memcpy(access->copy + i, &word, length - i < sizeof(word) ? length - i : sizeof(word));
	}
}

static ssize_t move(struct access *access, unsigned char *address, size_t length)
{
	if (!access->way->into)
		memset(access->copy, 0, length);
	return access->way->move(access, address, access->copy, length);
}

static void say_moved(const struct access *access, const unsigned char *address, size_t length, ssize_t moved)
{
	char result[40], size[40] = "";

	if (moved < 0)
		snprintf(result, sizeof(result), "-1 %s", error_name((int)-moved));
	else
		snprintf(result, sizeof(result), "%zd", moved);
	if (!access->way->size)
		snprintf(size, sizeof(size), ", %zu", length);
	record_did(access->record, "%s%p%s%s = %s", access->way->call, (const void *)address, size, access->way->rest,
		   result);
}

/* Try it with plain memory: if that does not work, the device is not to blame. */
static bool works_at_all(struct access *access)
{
	size_t length = access->way->size ? access->way->size : access->target->page;
	ssize_t moved;

	fill(access, 0, length);
	memset(access->seen, 0, length);
	moved = move(access, access->seen, length);
	if (moved == (ssize_t)length)
		return true;
	say_moved(access, access->seen, length, moved);
	record_skip(access->record, "it does not work with plain memory either (%s)",
		    moved < 0 ? error_name((int)-moved) : "a part was moved");
	return false;
}

/* Whether all of the piece is the device's own memory; true if that is not known. */
static bool is_own(const struct access *access, const struct piece *piece)
{
	const struct target *target = access->target;
	unsigned char *memory;
	bool own = true;

	if (!target->design.reads)
		return true;
	memory = mmap(NULL, target->length, target_protection(target), MAP_SHARED, target->fd, target->base);
	if (memory == MAP_FAILED)
		return true;
	for (size_t page = piece->offset / target->page; page * target->page < piece->offset + piece->length && own; page++)
		own = target_is_own(target, memory + page * target->page, page);
	munmap(memory, target->length);
	return own;
}

/* Whether a program itself can write there, through another mapping; true if that is not known. */
static bool can_be_written(const struct access *access, const struct piece *piece)
{
	const struct target *target = access->target;
	unsigned char *memory = mmap(NULL, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, target->fd, target->base);
	bool can = true;
	uint8_t byte;

	if (memory == MAP_FAILED)
		return true;
	for (size_t at = piece->offset; at < piece->offset + piece->length && can; at += target->page)
		can = touch_copy(&byte, memory + at, sizeof(byte)) != 0 || touch_write(memory + at, byte) == 0;
	munmap(memory, target->length);
	return can;
}

/* The kernel refused it, although the program itself can read the piece. */
static void judge_refusal(struct access *access, const struct piece *piece, ssize_t moved)
{
	const struct way *way = access->way;
	int error = moved < 0 ? (int)-moved : 0;
	const char *excuse = way->excuse ? way->excuse(access, error) : NULL;
	const char *what = moved < 0 ? error_name(error) : "only a part was moved";
	bool refused_to_all = way->into && !way->private && !access->target->design.page_numbers &&
			      !can_be_written(access, piece);

	if (error == ENOMEM)
		excuse = "there is no memory for it, or no leave to lock that";
	if (excuse) {
		record_skip(access->record, "%s: %s", what, excuse);
	} else if (way->refusal) {
		access->record->row = refused_to_all ? 57 : way->row;
		record_warn(access->record, "%s%s", what,
			    access->target->design.page_numbers ? ": it is mapped by page number, without struct pages" :
			    refused_to_all ? ": a program itself cannot write there either" : "");
	} else {
		access->record->row = refused_to_all ? 57 : 58;
		record_fail(access->record, "%s, although the program itself can %s", what,
			    refused_to_all ? "read it, but not write to it" : "read it");
	}
}

/* Not all of the piece was moved: find out whether that is the device's fault. */
static bool move_again(struct access *access, struct piece *piece, ssize_t moved)
{
	unsigned char *address = access->memory + piece->offset;
	size_t good = readable(access, piece);
	/* If a page is missing, or the error is not about pages, nothing follows from it if this works now. */
	bool excused = good < piece->length || (moved < 0 && moved != -EFAULT && moved != -access->way->refusal);

	/* Group bounds reports pages that cannot be read. */
	piece->length = good;
	if (!good)
		return true;
	say_moved(access, address, piece->length, moved);
	moved = move(access, address, piece->length);
	if (moved != (ssize_t)piece->length) {
		say_moved(access, address, piece->length, moved);
		judge_refusal(access, piece, moved);
		return false;
	}
	if (!excused) {
		record_did(access->record, "read each page of that");
		say_moved(access, address, piece->length, moved);
		access->record->row = 58;
		record_fail(access->record, "it works only after the program itself has read the pages");
		return false;
	}
	return true;
}

/* --- Compare ------------------------------------------------------------------------ */

/* At which byte the two differ; @length if they are the same. */
static size_t difference(const unsigned char *one, const unsigned char *other, size_t length)
{
	size_t at = 0;

	while (at < length && one[at] == other[at])
		at++;
	return at;
}

/*
 * Whether the memory keeps what a program itself writes there: registers, and memory that is
 * write-protected, may not. True if that is not known: the other process may have the only mapping.
 */
static bool keeps(struct access *access, const struct piece *piece)
{
	static const struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 };
	const struct target *target = access->target;
	unsigned char *memory = mmap(NULL, target->length, PROT_READ | PROT_WRITE, MAP_SHARED, target->fd, target->base);
	bool kept = true;

	if (memory == MAP_FAILED)
		return true;
	if (touch_copy(memory + piece->offset, access->copy, piece->length) == 0) {
		nanosleep(&moment, NULL);
		kept = touch_copy(access->seen, memory + piece->offset, piece->length) != 0 ||
		       difference(access->seen, access->copy, piece->length) == piece->length;
	}
	munmap(memory, target->length);
	return kept;
}

/* What was moved into it is not there. That is no fault if the memory keeps nothing of what a program writes either. */
static bool is_excused(struct access *access, const struct piece *piece)
{
	if (!access->way->into || access->way->private || keeps(access, piece))
		return false;
	record_skip(access->record, "its memory does not keep what a program itself writes there");
	return true;
}

/* Whether the mapping shows what was moved. */
static bool compare(struct access *access, const struct piece *piece)
{
	int got = look(access, piece->offset, piece->length);
	size_t at;

	if (got < 0)
		return false;
	at = got ? piece->length : difference(access->seen, access->copy, piece->length);
	if (at < piece->length && !access->target->design.moving) {
		const unsigned char moved = access->copy[at], has = access->seen[at];

		if (is_excused(access, piece))
			return false;
		say_moved(access, access->memory + piece->offset, piece->length, (ssize_t)piece->length);
		record_did(access->record, "read %zu bytes at %p", piece->length,
			   (void *)(access->memory + piece->offset));
		access->record->row = access->target->design.page_numbers ? access->way->row : 58;
		record_differs(access->record, "other bytes: %#x was moved, and the mapping has %#x, at byte %zu",
			    moved, has, piece->offset + at);
		return false;
	}
	return true;
}

/* Whether another mapping shows the same, or, if the mapping is private, what it showed before. */
static bool compare_proof(struct access *access, const struct piece *piece, const unsigned char *before)
{
	const unsigned char *wanted = access->way->private ? before : access->copy;
	unsigned char has;
	size_t at;

	if (!access->proof || access->target->design.moving ||
	    touch_copy(access->seen, access->proof + piece->offset, piece->length) != 0)
		return true;
	at = difference(access->seen, wanted, piece->length);
	if (at == piece->length)
		return true;
	has = access->seen[at];
	if (is_excused(access, piece))
		return false;
	say_moved(access, access->memory + piece->offset, piece->length, (ssize_t)piece->length);
	access->record->row = access->way->private ? 42 : 58;
	record_differs(access->record, "byte %zu is %#x in another mapping, and should be %#x%s", piece->offset + at,
		    has, wanted[at], access->way->private ? ": it was written to the device" : "");
	return false;
}

/* --- What is moved into a private mapping may go through to the device ------------------- */

/* The first word of each piece, if it could be read. */
struct words {
	bool known[ACCESS_MOST];
	unsigned char word[ACCESS_MOST][sizeof(uint64_t)];
};

/* Read them through a mapping that is gone before the mapping to check is made, as in marks_put(). */
static void keep_words(const struct access *access, struct words *words)
{
	const struct target *target = access->target;
	unsigned char *memory = mmap(NULL, target->length, PROT_READ, MAP_PRIVATE, target->fd, target->base);
	struct piece piece;

	if (memory == MAP_FAILED)
		return;
	for (size_t i = 0; piece_at(access, i, &piece); i++)
		words->known[i] = touch_copy(words->word[i], memory + piece.offset, piece.length) == 0;
	munmap(memory, target->length);
}

/*
 * Move the old words back, the same way: no other one may go through to the device. In a private copy
 * this changes nothing that matters. What somebody else has written meanwhile stays.
 */
static void undo_words(struct access *access, const struct words *words)
{
	struct piece piece;

	for (size_t i = 0; piece_at(access, i, &piece); i++) {
		fill(access, piece.offset, piece.length);
		if (!words->known[i] || look(access, piece.offset, piece.length) != 0 ||
		    memcmp(access->seen, access->copy, piece.length) != 0)
			continue;
		memcpy(access->copy, words->word[i], piece.length);
		move(access, access->memory + piece.offset, piece.length);
	}
}

/* --- Check -------------------------------------------------------------------------- */

static bool try_piece(struct access *access, struct piece *piece)
{
	unsigned char before[sizeof(uint64_t)] = { 0 };
	ssize_t moved;

	if (access->way->into)
		fill(access, piece->offset, piece->length);
	if (access->way->private && access->proof)
		touch_copy(before, access->proof + piece->offset, piece->length);
	moved = move(access, access->memory + piece->offset, piece->length);
	if (moved != (ssize_t)piece->length && !move_again(access, piece, moved))
		return false;
	return compare(access, piece) && compare_proof(access, piece, before);
}

void access_check(const struct target *target, struct record *record, const struct way *way)
{
	struct access access = { .target = target, .record = record, .way = way, .channel = -1, .fds = { -1, -1 } };
	bool ready, tried = false;
	bool may_go_through = way->into && way->private;
	struct marks marks = { 0 };
	struct words words = { 0 };
	struct piece piece;

	record_expect(record, way->row, way->expected, way->because);
	marks_put(&marks, &access);
	if (may_go_through)
		keep_words(&access, &words);
	ready = start(&access) && works_at_all(&access);
	for (size_t i = 0; ready && piece_at(&access, i, &piece); i++) {
		/* If the kernel refuses to write by page number, nothing reaches the device. */
		bool arrives = way->into && !way->private && !(target->design.page_numbers && way->refusal);

		if (arrives && !is_own(&access, &piece))
			continue;
		tried = true;
		if (!try_piece(&access, &piece))
			break;
	}
	if (ready && !tried)
		record_skip(record, "read(2) gives other memory than the mapping shows: that may be somebody else's");
	if (ready && may_go_through)
		undo_words(&access, &words);
	stop(&access);
	marks_take_back(&marks, target);
}

/* These checks fill whole pages, which could not be put back in memory that changes by itself. */
#define NEEDS_INTO (NEEDS_SHARED | NEEDS_SHARED_WRITE | NEEDS_STILL)

static const struct check checks[] = {
	{ "write", "write(2) from a mapping gives its bytes", NEEDS_MAPPING, check_write },
	{ "read", "read(2) into a shared mapping arrives in it", NEEDS_INTO, check_read },
	{ "system-call", "one system call fills many pages of a mapping that nobody has touched",
	  NEEDS_INTO, check_system_call },
	{ "direct-io", "a file can be written from a mapping with O_DIRECT", NEEDS_MAPPING, check_direct_io },
	{ "direct-io-read", "a file can be read into a shared mapping with O_DIRECT",
	  NEEDS_INTO, check_direct_io_read },
	{ "vmsplice", "vmsplice(2) lends pages of a mapping to a pipe", NEEDS_MAPPING, check_vmsplice },
	{ "io-uring", "a mapping can be a registered buffer of io_uring", NEEDS_SHARED | NEEDS_SHARED_WRITE,
	  check_io_uring },
	{ "process-vm", "another process can read a mapping with process_vm_readv(2)", NEEDS_MAPPING,
	  check_process_vm },
	{ "process-vm-write", "another process can write to a shared mapping with process_vm_writev(2)",
	  NEEDS_INTO, check_process_vm_write },
	{ "ptrace", "a debugger can read a mapping", NEEDS_MAPPING, check_ptrace },
	{ "ptrace-write", "what a debugger writes to a private mapping stays there",
	  NEEDS_PRIVATE | NEEDS_PRIVATE_WRITE | WRITES_IF_ALLOWED, check_ptrace_write },
	{ "proc-mem", "/proc/PID/mem gives the bytes of a mapping", NEEDS_MAPPING, check_proc_mem },
	{ "futex", "a futex in a shared mapping wakes another process",
	  NEEDS_SHARED | NEEDS_SHARED_WRITE | NEEDS_COHERENT | NEEDS_STILL | NEEDS_TWICE, check_futex },
	{ "futex-private", "a futex within one process works in any mapping", NEEDS_MAPPING, check_futex_private },
	{ 0 }
};

const struct check_group group_access = {
	.name = "access",
	.summary = "the kernel, in system calls, and other processes use a mapping",
	.checks = checks,
};
