// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a thread does with what it holds. Others revoke and destroy it meanwhile, so each
 * result is compared with what is known of the area (ledger.h): an access is SIGBUS where
 * somebody began to take it away, and only there; and where that was done before the
 * access began, it is SIGBUS.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger.h"
#include "random.h"
#include "tests/abi/driver.h"
#include "touch.h"
#include "worker.h"

#define NUMBERS	24	/* of devices that are looked for */

static const int none[] = { 0 };

static unsigned long below(struct worker *worker, unsigned long limit)
{
	return random_below(&worker->random, limit);
}

static bool is_remap(const struct area *area)
{
	return area->mapper == MAPS_MAPPER_REMAP;
}

/* Count an operation on an area, which may be revoked: that is ENODEV. */
static bool count_of(enum operation operation, const struct area *area, int error)
{
	bool going = error == ENODEV && area_going(area->id);

	return ledger_count(operation, error, going ? (const int[]){ ENODEV, 0 } : none);
}

/* The module may be absent: whether it was, at any time since @epoch. */
static bool absent_since(unsigned int epoch)
{
	return epoch % 2 || atomic_load(&ledger->epoch) != epoch;
}

/* --- Make, open, close ---------------------------------------------------------- */

static unsigned int new_area(void)
{
	unsigned int id = atomic_fetch_add(&ledger->next_area, 1);

	return id < MOST_AREAS ? id : BASE_AREA;
}

static int create_area(const struct area *area, bool anonymous, int *result)
{
	unsigned int epoch = atomic_load(&ledger->epoch);
	struct maps_create create = area_request(area, anonymous);
	int error = area_create(&create);
	bool absent = (error == ENOENT || error == ENXIO || error == ENODEV) && absent_since(epoch);

	*result = create.result;
	/* ENOSPC: each of 256 numbers is taken, if the driver has not been unloaded for long. */
	ledger_count(anonymous ? DO_CREATE_ANONYMOUS : DO_CREATE, error,
		     absent ? (const int[]){ error, 0 } : (const int[]){ EDQUOT, ENOMEM, anonymous ? ENOMEM : ENOSPC, 0 });
	return error;
}

static void create_named(void)
{
	struct area area = area_of(new_area());
	int number;

	if (area.id != BASE_AREA && create_area(&area, false, &number) == 0 && (number < 0 || number > 255))
		ledger_complain("create gave number %d", number);
}

void held_create(struct held *held)
{
	struct area area = area_of(new_area());
	int fd;

	if (area.id == BASE_AREA || create_area(&area, true, &fd))
		return;
	*held = (struct held){ .used = true, .area = area, .fd = fd, .number = -1 };
}

/* What an open file says of itself has to be what is known of its area. */
static void check_info(const struct held *held, const struct maps_area_info *info)
{
	const struct area *area = &held->area;
	bool revoked = info->flags & MAPS_INFO_REVOKED;

	if (info->backing != area->backing || info->mapper != area->mapper || info->stamp != area->stamp ||
	    (area->id != BASE_AREA && info->private_policy != area->private_policy) || info->number != held->number)
		ledger_complain("area %u is told to be another one", area->id);
	if (revoked ? !area_going(area->id) : info->bytes != area->pages * page_size())
		ledger_complain("area %u is told to have %llu bytes, flags %x", area->id,
				(unsigned long long)info->bytes, info->flags);
}

static void open_named(struct worker *worker, struct held *held)
{
	struct maps_area_info info = { .size = sizeof(info) };
	int number = (int)below(worker, NUMBERS), fd = driver_open_number(number, O_RDWR);

	/* It is not there, it is being removed, or it was revoked. */
	ledger_count(DO_OPEN, fd < 0 ? -fd : 0, (const int[]){ ENOENT, ENXIO, ENODEV, 0 });
	if (fd < 0)
		return;
	if (ioctl(fd, MAPS_IOC_INFO, &info)) {
		ledger_complain("info: %s", strerror(errno));
		close(fd);
		return;
	}
	*held = (struct held){ .used = true, .area = area_of(area_id((char *)info.label)), .fd = fd, .number = number };
	check_info(held, &info);
}

static void close_held(struct held *held)
{
	if (held->fd >= 0)
		ledger_count(DO_CLOSE, close(held->fd) ? errno : 0, none);
	held->fd = -1;
	held->used = held->memory;
}

static void unmap_held(struct held *held)
{
	if (held->memory)
		ledger_count(DO_UNMAP, munmap(held->memory, held->pages * page_size()) ? errno : 0, none);
	held->memory = NULL;
	held->used = held->fd >= 0;
}

void held_drop(struct held *held)
{
	close_held(held);
	unmap_held(held);
}

/* --- Map ------------------------------------------------------------------------ */

static void map(struct worker *worker, struct held *held)
{
	const struct area *area = &held->area;
	unsigned long first = below(worker, area->pages), pages = 1 + below(worker, area->pages - first);
	bool shared = below(worker, 2), writable = below(worker, 4), beyond = below(worker, 32) == 0;
	int protection = PROT_READ | (writable ? PROT_WRITE : 0), error = 0, expected = 0;
	int flags = (shared ? MAP_SHARED : MAP_PRIVATE) | (below(worker, 8) ? 0 : MAP_POPULATE);
	void *memory;

	if (beyond)
		pages = area->pages - first + 1;
	/* Whole ones can have huge entries. */
	else if (below(worker, 3) == 0)
		first = 0, pages = area->pages;
	if (beyond)
		expected = EINVAL;
	else if (!shared)
		expected = area_private_error(area, pages, writable);
	memory = mmap(NULL, pages * page_size(), protection, flags, held->fd, (off_t)(first * page_size()));
	error = memory == MAP_FAILED ? errno : 0;
	if (expected && error == expected) {
		ledger_count(DO_MAP, error, (const int[]){ expected, 0 });
		return;
	}
	if (expected && !error)
		ledger_complain("an mmap of area %u is not refused, where %s was due", area->id, strerror(expected));
	if (!count_of(DO_MAP, area, error))
		return;
	held->memory = memory;
	held->first = first;
	held->pages = pages;
	held->shared = shared;
	held->writable = writable;
	held->split = false;
	held->mapping = atomic_fetch_add(&ledger->next_mapping, 1);
	held->marked = 0;
}

/* Unmap some pages at an end, or all. */
static void unmap_part(struct worker *worker, struct held *held)
{
	unsigned long pages = below(worker, held->pages + 1);
	bool front = below(worker, 2);

	if (pages == 0 || pages == held->pages) {
		unmap_held(held);
		return;
	}
	if (!ledger_count(DO_UNMAP, munmap(held->memory + (front ? 0 : (held->pages - pages) * page_size()),
					   pages * page_size()) ? errno : 0, none))
		return;
	if (front) {
		held->memory += pages * page_size();
		held->first += pages;
	}
	held->pages -= pages;
	held->marked = 0;
}

/* --- Access ---------------------------------------------------------------------- */

static unsigned long words_of_page(void)
{
	return page_size() / sizeof(uint32_t);
}

/* A word of the mapping that may be written: its place in the area. */
static unsigned long choose_word(struct worker *worker, const struct held *held)
{
	unsigned long page = held->first + below(worker, held->pages);

	return page * words_of_page() + 1 + below(worker, words_of_page() - 1);
}

static char *address_of(const struct held *held, unsigned long word)
{
	return held->memory + word * sizeof(uint32_t) - held->first * page_size();
}

/* Whether the access that gave @signal was done; complains where that is wrong. */
static bool count_access(enum operation operation, const struct held *held, int signal, bool gone)
{
	if (signal == 0 && gone)
		ledger_complain("%s: area %u can be accessed after it was taken away", operation_names[operation],
				held->area.id);
	if (signal == SIGBUS) {
		atomic_fetch_add(&ledger->taken_away, 1);
		if (!area_going(held->area.id))
			ledger_complain("%s: SIGBUS in area %u, which is there", operation_names[operation], held->area.id);
	}
	if (signal == SIGSEGV)
		ledger_complain("%s: SIGSEGV in area %u", operation_names[operation], held->area.id);
	atomic_fetch_add(signal ? &ledger->refused[operation] : &ledger->done[operation], 1);
	return signal == 0;
}

static bool may_have(const struct held *held, unsigned long index, uint32_t word)
{
	return area_may_have(&held->area, index, word) ||
	       (!held->shared && index % words_of_page() && word == private_word(held->mapping, index));
}

static void read_word(const struct held *held, unsigned long index)
{
	bool gone = area_gone(held->area.id);
	uint32_t word = 0;

	if (!count_access(DO_TOUCH, held, touch_read(address_of(held, index), &word), gone))
		return;
	if (!may_have(held, index, word))
		ledger_complain("word %lu of area %u is %08x, in a %s mapping", index, held->area.id, word,
				held->shared ? "shared" : "private");
	if (index == held->marked && index && word != private_word(held->mapping, index))
		ledger_complain("word %lu of area %u is %08x: a private write is lost", index, held->area.id, word);
}

static void touch(struct worker *worker, const struct held *held)
{
	unsigned long index = choose_word(worker, held);

	if (held->marked && below(worker, 2))
		index = held->marked;
	read_word(held, index);
	read_word(held, index / words_of_page() * words_of_page());
}

static void write_word(struct worker *worker, struct held *held)
{
	enum operation operation = held->shared ? DO_WRITE_SHARED : DO_WRITE_PRIVATE;
	unsigned long index = choose_word(worker, held);
	bool gone = area_gone(held->area.id);
	uint32_t word = held->shared ? area_word(held->area.id, index) : private_word(held->mapping, index);

	if (!held->writable)
		return;
	if (count_access(operation, held, touch_write(address_of(held, index), word), gone) && !held->shared)
		held->marked = index;
}

/* --- Change a mapping ------------------------------------------------------------- */

static void protect_all(struct held *held)
{
	const struct area *area = &held->area;
	bool readonly = !held->shared && area->private_policy == MAPS_PRIVATE_READONLY && area->id != BASE_AREA;
	int error = mprotect(held->memory, held->pages * page_size(), PROT_READ | PROT_WRITE) ? errno : 0;

	if (!error && readonly)
		ledger_complain("a private mapping of area %u, which may only be read, is made writable", area->id);
	held->writable = ledger_count(DO_PROTECT, error, readonly ? (const int[]){ EACCES, 0 } : none);
}

/* Some pages are made read-only, and a write there is SIGSEGV; then they are as before. */
static void protect_part(struct worker *worker, struct held *held)
{
	unsigned long page = below(worker, held->pages), pages = 1 + below(worker, held->pages - page);
	char *memory = held->memory + page * page_size();
	int error = mprotect(memory, pages * page_size(), PROT_READ) ? errno : 0, signal;

	if (!ledger_count(DO_PROTECT, error, none))
		return;
	held->split = true;
	signal = touch_write(memory + sizeof(uint32_t), 0);
	if (signal != SIGSEGV)
		ledger_complain("a write where mprotect forbids it: signal %d", signal);
	error = mprotect(memory, pages * page_size(), PROT_READ | PROT_EXEC) ? errno : 0;
	if (error != EACCES)
		ledger_complain("mprotect with PROT_EXEC: %s", strerror(error));
	error = mprotect(memory, pages * page_size(), PROT_READ | PROT_WRITE) ? errno : 0;
	ledger_count(DO_PROTECT, error, none);
}

static void protect(struct worker *worker, struct held *held)
{
	if (held->writable)
		protect_part(worker, held);
	else
		protect_all(held);
}

/*
 * All of it, or its end, to another place; what was moved alone is unmapped then.
 *
 * Of several VMAs, the kernel moves none, or those before the one that it cannot move, when
 * it has unmapped what was at the target: both leave holes, into which other threads map,
 * and nobody knows any more what is whose. commons.c has that.
 */
static void move(struct worker *worker, struct held *held)
{
	unsigned long pages = below(worker, 2) ? held->pages : 1 + below(worker, held->pages);
	size_t length = pages * page_size();
	char *from = held->memory + (held->pages - pages) * page_size(), *moved;
	char *target = held->split ? MAP_FAILED : mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (target == MAP_FAILED)
		return;
	moved = mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, target);
	if (!ledger_count(DO_MOVE, moved == MAP_FAILED ? errno : 0, none))
		return;
	if (pages == held->pages) {
		held->memory = moved;
		return;
	}
	munmap(moved, length);
	held->pages -= pages;
	held->marked = 0;
}

static void grow(struct worker *worker, struct held *held)
{
	size_t length = held->pages * page_size();
	bool may = held->area.mapper == MAPS_MAPPER_SHMEM, must = may && !held->split;
	char *memory;

	if (below(worker, 2) && held->pages > 1) {
		memory = mremap(held->memory, length, length - page_size(), 0);
		if (ledger_count(DO_GROW, memory == MAP_FAILED ? errno : 0, none))
			held->pages--;
		held->marked = 0;
		return;
	}
	memory = mremap(held->memory, length, length + page_size(), MREMAP_MAYMOVE);
	if (memory != MAP_FAILED && !may)
		ledger_complain("a mapping of area %u grows", held->area.id);
	if (!ledger_count(DO_GROW, memory == MAP_FAILED ? errno : 0, must ? none : (const int[]){ EFAULT, 0 }))
		return;
	held->memory = memory;
	munmap(memory + length, page_size());
}

/* The errnos that an advice may give, where the area is there. */
static const int *advice_errors(const struct area *area, int advice)
{
	static const int invalid[] = { EINVAL, 0 }, populate[] = { EINVAL, EFAULT, 0 };

	switch (advice) {
	case MADV_DONTNEED:
	case MADV_COLD:
	case MADV_PAGEOUT:
		return is_remap(area) ? invalid : none;
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		/* EINVAL: the mapping may not be written, or the kernel does not know it. */
		return is_remap(area) ? populate : invalid;
	case MADV_HUGEPAGE:
	case MADV_NOHUGEPAGE:
		return invalid;
	default:
		return none;
	}
}

static void advise(struct worker *worker, struct held *held)
{
	static const int all[] = { MADV_DONTNEED, MADV_COLD, MADV_PAGEOUT, MADV_WILLNEED, MADV_POPULATE_READ,
				   MADV_POPULATE_WRITE, MADV_HUGEPAGE, MADV_NOHUGEPAGE };
	unsigned long page = below(worker, held->pages), pages = 1 + below(worker, held->pages - page);
	int advice = all[below(worker, sizeof(all) / sizeof(all[0]))];
	int error = madvise(held->memory + page * page_size(), pages * page_size(), advice) ? errno : 0;
	bool taken = error == EFAULT && area_going(held->area.id);

	held->split |= advice == MADV_HUGEPAGE || advice == MADV_NOHUGEPAGE;
	/* While others fault: with huge entries or with small ones, of all mappings here. */
	prctl(PR_SET_THP_DISABLE, below(worker, 4) == 0, 0, 0, 0);
	if (ledger_count(DO_ADVISE, error, taken ? (const int[]){ EFAULT, 0 } : advice_errors(&held->area, advice)) &&
	    advice == MADV_DONTNEED)
		held->marked = 0;
}

static void sync_held(struct held *held)
{
	int error = msync(held->memory, held->pages * page_size(), MS_SYNC) ? errno : 0;

	count_of(DO_SYNC, &held->area, error);
}

/* --- System calls that copy -------------------------------------------------------- */

static void read_some(struct worker *worker, const struct held *held)
{
	unsigned long words = held->area.pages * words_of_page(), first = below(worker, words);
	bool gone = area_gone(held->area.id);
	uint32_t buffer[64] = { 0 };
	ssize_t length = pread(held->fd, buffer, sizeof(buffer), (off_t)(first * sizeof(uint32_t)));
	unsigned long count = words - first < 64 ? words - first : 64;

	if (!count_of(DO_READ, &held->area, length < 0 ? errno : 0))
		return;
	if (gone)
		ledger_complain("read(): area %u can be read after it was taken away", held->area.id);
	if (length != (ssize_t)(count * sizeof(uint32_t)))
		ledger_complain("read(): %zd bytes of %zu", length, count * sizeof(uint32_t));
	for (unsigned long i = 0; i < count; i++)
		if (!area_may_have(&held->area, first + i, buffer[i]))
			ledger_complain("word %lu of area %u is read as %08x", first + i, held->area.id, buffer[i]);
}

static void write_some(struct worker *worker, const struct held *held)
{
	unsigned long page = below(worker, held->area.pages);
	unsigned long index = page * words_of_page() + 1 + below(worker, words_of_page() - 1);
	uint32_t word = area_word(held->area.id, index);
	bool gone = area_gone(held->area.id);
	ssize_t length = pwrite(held->fd, &word, sizeof(word), (off_t)(index * sizeof(word)));

	if (!count_of(DO_WRITE, &held->area, length < 0 ? errno : 0))
		return;
	if (length != sizeof(word) || gone)
		ledger_complain("write() to area %u, %s: %zd bytes", held->area.id, gone ? "taken away" : "there", length);
}

/*
 * The kernel copies from the area to a mapping of the same place, or back: while it copies
 * it faults, and finds the driver again. What is there may stay, so nothing changes.
 */
static void copy_over(struct worker *worker, struct held *held)
{
	unsigned long page = below(worker, held->pages), words = 1 + below(worker, words_of_page() - 1);
	size_t size = words * sizeof(uint32_t), at = page_size() - size;
	char *memory = held->memory + page * page_size() + at;
	off_t offset = (off_t)((held->first + page) * page_size() + at);
	bool write = held->shared && below(worker, 2);
	ssize_t length = write ? pwrite(held->fd, memory, size, offset) : pread(held->fd, memory, size, offset);
	int error = length < 0 ? errno : 0;

	/* A mapping that may not be written, or is taken away, is EFAULT; some of it may be done. */
	if (!write && !held->writable && error == EFAULT)
		ledger_count(DO_COPY_OVER, error, (const int[]){ EFAULT, 0 });
	else if (error == EFAULT && area_going(held->area.id))
		ledger_count(DO_COPY_OVER, error, (const int[]){ EFAULT, 0 });
	else
		count_of(DO_COPY_OVER, &held->area, error);
	if (length >= 0 && length != (ssize_t)size && !area_going(held->area.id))
		ledger_complain("%s of a mapping: %zd bytes of %zu", write ? "write()" : "read()", length, size);
	held->marked = 0;
}

/* --- Fork --------------------------------------------------------------------------- */

static void live_as_child(struct worker *worker)
{
	for (struct held *held = worker->held; held < worker->held + HELD; held++) {
		if (!held->memory)
			continue;
		touch(worker, held);
		if (!held->shared) {
			/* What it writes from here on must not be seen by its parent. */
			held->mapping = atomic_fetch_add(&ledger->next_mapping, 1);
			held->marked = 0;
		}
		write_word(worker, held);
		unmap_part(worker, held);
	}
}

static void fork_child(struct worker *worker)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		live_as_child(worker);
		_exit(0);
	}
	/*
	 * ENOMEM: kernels before 6.16 refuse to copy a private mapping of page numbers whose
	 * first page was written.
	 */
	if (!ledger_count(DO_FORK, child < 0 ? errno : 0, (const int[]){ ENOMEM, EAGAIN, EINVAL, 0 }))
		return;
	if (waitpid(child, &status, 0) != child || status != 0)
		ledger_complain("a child ends with status %x", status);
	for (struct held *held = worker->held; held < worker->held + HELD; held++)
		if (held->memory)
			touch(worker, held);
}

/* --- Tell, take away ------------------------------------------------------------------ */

static void report(struct worker *worker)
{
	static const char *const names[] = { "size", "pieces", "mapped_bytes", "label", "revoked" };
	char path[96] = "/proc/driver/maps", text[4096];
	ssize_t length = 0;
	int fd, error;

	if (below(worker, 2))
		snprintf(path, sizeof(path), "/sys/class/maps/maps%lu/%s", below(worker, NUMBERS),
			 names[below(worker, sizeof(names) / sizeof(names[0]))]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		length = read(fd, text, sizeof(text));
	error = fd < 0 || length < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	/* ENODEV: it is removed between open and read. */
	ledger_count(DO_REPORT, error, (const int[]){ ENOENT, ENODEV, 0 });
}

static int revoke_by_sysfs(int number)
{
	char path[64];
	int fd, error;

	snprintf(path, sizeof(path), "/sys/class/maps/maps%d/revoke", number);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	error = fd < 0 || write(fd, "1", 1) != 1 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return error;
}

/* While it is open here, its number is not given to another one. */
static void take_away(struct worker *worker, struct held *held)
{
	enum operation operation = held->number < 0 || below(worker, 2) ? DO_REVOKE : DO_DESTROY;
	bool by_sysfs = held->number >= 0 && below(worker, 2);
	int error;

	if (held->area.id == BASE_AREA)
		return;
	atomic_store(&ledger->fates[held->area.id].going, true);
	if (operation == DO_DESTROY)
		error = area_destroy(held->number, MAPS_DESTROY_FORCE);
	else if (by_sysfs)
		error = revoke_by_sysfs(held->number);
	else
		error = ioctl(held->fd, MAPS_IOC_REVOKE) ? errno : 0;
	/* Others may do the same. A revoke that they did can be under way still. */
	if (ledger_count(operation, error, (const int[]){ ENODEV, ENOENT, 0 }) && operation == DO_REVOKE)
		atomic_store(&ledger->fates[held->area.id].gone, true);
}

static void destroy_unused(struct worker *worker)
{
	unsigned int epoch = atomic_load(&ledger->epoch);
	int number = (int)below(worker, NUMBERS), error = area_destroy(number, 0);
	bool absent = (error == ENXIO || error == ENODEV) && absent_since(epoch);

	ledger_count(DO_DESTROY, error, absent ? (const int[]){ error, 0 } : (const int[]){ ENOENT, EBUSY, 0 });
}

/* --- Choose ----------------------------------------------------------------------------- */

static void operate_on_mapping(struct worker *worker, struct held *held)
{
	switch (below(worker, 20)) {
	case 0 ... 4:
		touch(worker, held);
		break;
	case 5 ... 9:
		write_word(worker, held);
		break;
	case 10:
		protect(worker, held);
		break;
	case 11:
		move(worker, held);
		break;
	case 12:
		grow(worker, held);
		break;
	case 13 ... 14:
		advise(worker, held);
		break;
	case 15:
		sync_held(held);
		break;
	case 16 ... 17:
		if (held->fd >= 0)
			copy_over(worker, held);
		break;
	default:
		unmap_part(worker, held);
	}
}

static void operate_on_file(struct worker *worker, struct held *held)
{
	switch (below(worker, 16)) {
	case 0 ... 3:
		read_some(worker, held);
		break;
	case 4 ... 7:
		write_some(worker, held);
		break;
	case 8:
		take_away(worker, held);
		break;
	case 9 ... 10:
		close_held(held);
		break;
	default:
		if (!held->memory)
			map(worker, held);
	}
}

void worker_operate(struct worker *worker)
{
	struct held *held = &worker->held[below(worker, HELD)];

	switch (below(worker, 32)) {
	case 0 ... 1:
		create_named();
		return;
	case 2:
		fork_child(worker);
		return;
	case 3 ... 4:
		report(worker);
		return;
	case 5:
		destroy_unused(worker);
		return;
	}
	if (!held->used) {
		if (below(worker, 3))
			open_named(worker, held);
		else
			held_create(held);
		if (held->used)
			map(worker, held);
	} else if (held->memory && (held->fd < 0 || below(worker, 3))) {
		operate_on_mapping(worker, held);
	} else {
		operate_on_file(worker, held);
	}
}

void worker_let_go(struct worker *worker)
{
	for (struct held *held = worker->held; held < worker->held + HELD; held++)
		held_drop(held);
	held_drop(&worker->lasting);
}

void worker_knock(struct worker *worker)
{
	struct held held = { .used = false, .fd = -1 };
	bool away = atomic_load(&ledger->away);

	/* Most of the time nobody is to be at the door, or it is never unloaded. */
	if (below(worker, 16)) {
		usleep((useconds_t)below(worker, 1000));
		return;
	}
	open_named(worker, &held);
	away = away && atomic_load(&ledger->away);
	if (away && held.used)
		ledger_complain("an area is opened while the driver is unloaded");
	if (away)
		atomic_fetch_add(&ledger->absent, 1);
	if (!held.used)
		return;
	map(worker, &held);
	if (held.memory)
		touch(worker, &held);
	held_drop(&held);
}
