// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "steps.h"
#include "tests/tap.h"

/* Where nothing else is mapped: page tables of all levels have to be allocated. */
static char *const shared_place = (char *)0x100000000000;
static char *const private_place = (char *)0x180000000000;
static char *const moved_place = (char *)0x200000000000;

static size_t size_of(const struct stage *stage)
{
	return stage->config->pages * page_size();
}

static bool is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
}

static uint32_t kind_of(const char *const names[], const char *name)
{
	uint32_t kind = 0;

	while (!is(names[kind], name))
		kind++;
	return kind;
}

static struct maps_create request_of(const struct config *config)
{
	static const char *const backings[] = { "auto", "vmalloc", "contig", "huge", "shmem" };
	static const char *const mappers[] = { "auto", "remap", "range", "insert", "fault", "huge", "shmem" };
	static const char *const policies[] = { "copy", "readonly", "refuse" };
	struct maps_create create = create_request(config->pages * page_size());

	create.backing = kind_of(backings, config->backing);
	create.mapper = kind_of(mappers, config->mapper);
	create.private_policy = kind_of(policies, config->private);
	create.stamp = STAMP;
	return create;
}

static void must(bool good, const char *what)
{
	if (!good)
		tap_bail("%s: %s", what, strerror(errno));
}

/* --- Load, unload ------------------------------------------------------------- */

static int load(struct stage *stage)
{
	return syscall(SYS_finit_module, stage->module, stage->parameters, 0) ? errno : 0;
}

static bool is_loaded(struct stage *stage)
{
	(void)stage;
	return driver_is_loaded() && access("/dev/maps0", F_OK) == 0 && access("/dev/maps-control", F_OK) == 0;
}

static void unload_if(struct stage *stage, bool done)
{
	(void)stage;
	if (done)
		must(driver_unload() == 0, "delete_module");
}

static void load_it(struct stage *stage)
{
	must(load(stage) == 0, "finit_module");
}

static int unload(struct stage *stage)
{
	(void)stage;
	return -driver_unload();
}

static bool is_unloaded(struct stage *stage)
{
	(void)stage;
	return !driver_is_loaded() && access("/dev/maps0", F_OK) != 0;
}

static void unload_unless(struct stage *stage, bool done)
{
	unload_if(stage, !done);
}

/* --- Create, destroy ------------------------------------------------------------ */

static void request(struct stage *stage)
{
	stage->create = request_of(stage->config);
	strcpy((char *)stage->create.label, "swept");
}

static void request_anonymous(struct stage *stage)
{
	stage->create = request_of(stage->config);
	stage->create.flags = MAPS_CREATE_ANONYMOUS;
}

static int create(struct stage *stage)
{
	return ioctl(stage->control, MAPS_IOC_CREATE, &stage->create) ? errno : 0;
}

static int destroy(struct stage *stage)
{
	struct maps_destroy request = { .size = sizeof(request), .number = (uint32_t)stage->create.result,
					.flags = MAPS_DESTROY_FORCE };

	return ioctl(stage->control, MAPS_IOC_DESTROY, &request) ? errno : 0;
}

/* Its memory is all there: it is mapped, and each page has its stamp. */
static bool shows(const struct stage *stage, int fd)
{
	size_t size = size_of(stage);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	bool good;

	if (memory == MAP_FAILED)
		return false;
	good = stamped_pages(memory, stage->config->pages) == stage->config->pages;
	munmap(memory, size);
	return good;
}

/* It is the first free number, each time: none was lost. */
static bool is_created(struct stage *stage)
{
	int fd = driver_open_number(stage->create.result, O_RDWR);
	bool good = stage->create.result == 0 && fd >= 0 && shows(stage, fd);

	if (fd >= 0)
		close(fd);
	return good;
}

static bool is_created_anonymous(struct stage *stage)
{
	return shows(stage, stage->create.result);
}

static void destroy_if(struct stage *stage, bool done)
{
	if (done)
		stage_destroy(stage);
}

static void close_if(struct stage *stage, bool done)
{
	if (done)
		close(stage->create.result);
}

void stage_create(struct stage *stage)
{
	request(stage);
	must(create(stage) == 0, "MAPS_IOC_CREATE");
}

void stage_destroy(struct stage *stage)
{
	must(destroy(stage) == 0, "MAPS_IOC_DESTROY");
}

/* --- Open ------------------------------------------------------------------------ */

static int open_it(struct stage *stage)
{
	stage->fd = open("/dev/maps0", O_RDWR | O_CLOEXEC);
	return stage->fd < 0 ? errno : 0;
}

static bool is_open(struct stage *stage)
{
	return shows(stage, stage->fd);
}

static void close_it(struct stage *stage, bool done)
{
	if (done)
		close(stage->fd);
}

static void open_before(struct stage *stage)
{
	must(open_it(stage) == 0, "/dev/maps0");
}

static void unmap_all(struct stage *stage)
{
	size_t size = size_of(stage);

	if (stage->shared)
		munmap(stage->shared, size);
	if (stage->private)
		munmap(stage->private, size);
	if (stage->moved)
		munmap(stage->moved, size);
	stage->shared = stage->private = stage->moved = NULL;
}

static void close_all(struct stage *stage, bool done)
{
	(void)done;
	unmap_all(stage);
	close(stage->fd);
}

/* --- Map --------------------------------------------------------------------------- */

static int map_at(struct stage *stage, char *place, char **memory, int protection, int flags)
{
	void *mapped = mmap(place, size_of(stage), protection, flags | MAP_FIXED_NOREPLACE, stage->fd, 0);

	*memory = mapped == MAP_FAILED ? NULL : mapped;
	return *memory ? 0 : errno;
}

static int private_protection(const struct config *config)
{
	return is(config->private, "readonly") ? PROT_READ : PROT_READ | PROT_WRITE;
}

static int map_shared(struct stage *stage)
{
	return map_at(stage, shared_place, &stage->shared, PROT_READ | PROT_WRITE, MAP_SHARED);
}

static int map_private(struct stage *stage)
{
	return map_at(stage, private_place, &stage->private, private_protection(stage->config), MAP_PRIVATE);
}

static int map_populated(struct stage *stage)
{
	return map_at(stage, shared_place, &stage->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE);
}

static int map_private_populated(struct stage *stage)
{
	return map_at(stage, private_place, &stage->private, private_protection(stage->config),
		      MAP_PRIVATE | MAP_POPULATE);
}

static bool is_mapped(struct stage *stage)
{
	const char *memory = stage->shared ? stage->shared : stage->private;

	return memory && stamped_pages(memory, stage->config->pages) == stage->config->pages;
}

static bool maps_private(const struct config *config)
{
	return !config_private_error(config, config->pages, private_protection(config));
}

static bool copies(const struct config *config)
{
	return maps_private(config) && is(config->private, "copy");
}

static void map_both(struct stage *stage)
{
	open_before(stage);
	must(map_shared(stage) == 0, "mmap, shared");
	if (maps_private(stage->config))
		must(map_private(stage) == 0, "mmap, private");
}

/* --- Fault -------------------------------------------------------------------------- */

/*
 * Where a program touches memory and there is none for the page tables, the kernel lets it
 * try again and again, and says so in its log. So the kernel itself touches it, in a read()
 * or write() of another area, which allocates nothing: for that it is EFAULT.
 */
static int touch_by_read(struct stage *stage, const char *memory)
{
	return pwrite(stage->other, memory, 4, 0) == 4 ? 0 : errno;
}

static int touch_by_write(struct stage *stage, char *memory)
{
	return pread(stage->other, memory + 4, 4, 4) == 4 ? 0 : errno;
}

static char *middle(const struct stage *stage, char *memory)
{
	return memory + stage->config->pages / 2 * page_size();
}

static int fault_read(struct stage *stage)
{
	return touch_by_read(stage, middle(stage, stage->shared));
}

static int fault_write(struct stage *stage)
{
	return touch_by_write(stage, middle(stage, stage->shared));
}

static int fault_private_read(struct stage *stage)
{
	return touch_by_read(stage, middle(stage, stage->private));
}

static int fault_private_write(struct stage *stage)
{
	return touch_by_write(stage, middle(stage, stage->private));
}

static void map_both_and_read(struct stage *stage)
{
	map_both(stage);
	stamped_pages(stage->private, stage->config->pages);
}

static bool is_all_there(struct stage *stage)
{
	unsigned long pages = stage->config->pages;

	return (!stage->shared || stamped_pages(stage->shared, pages) == pages) &&
	       (!stage->private || stamped_pages(stage->private, pages) == pages);
}

/* These map nothing by themselves at mmap, so that a fault has to. */
static bool faults(const struct config *config)
{
	return is(config->mapper, "fault") || is(config->mapper, "huge") || is(config->mapper, "shmem");
}

static bool faults_private(const struct config *config)
{
	return faults(config) && maps_private(config);
}

static int populate(struct stage *stage)
{
	return madvise(stage->shared, size_of(stage), MADV_POPULATE_WRITE) ? errno : 0;
}

static bool populates(const struct config *config)
{
	return faults(config) && !kernel_before(5, 14);
}

/* All pages are taken out of the mapping first. */
static void map_both_and_drop(struct stage *stage)
{
	map_both(stage);
	must(madvise(stage->shared, size_of(stage), MADV_DONTNEED) == 0, "MADV_DONTNEED");
	if (stage->private)
		must(madvise(stage->private, size_of(stage), MADV_DONTNEED) == 0, "MADV_DONTNEED");
}

/* --- Fork, and other changes of a mapping ---------------------------------------------- */

static void map_and_copy(struct stage *stage)
{
	map_both(stage);
	stamped_pages(stage->shared, stage->config->pages);
	/* Not of page 0: a copy of that could stop a fork, see tests/abi/coherence.c. */
	if (stage->private && copies(stage->config))
		((volatile uint32_t *)middle(stage, stage->private))[1] = 1;
}

#define STACK_SIZE	((size_t)65536)

static int check_as_child(void *argument)
{
	syscall(SYS_exit_group, is_all_there(argument) ? 0 : 1);
	return 1;
}

/*
 * The child has a stack of its own, and this thread's is shared memory: so what the parent
 * does before it is disarmed copies no page, which would be an allocation.
 */
static int fork_it(struct stage *stage)
{
	stage->child = clone(check_as_child, stage->stack + STACK_SIZE, SIGCHLD, stage);
	return stage->child < 0 ? errno : 0;
}

static void prepare_fork(struct stage *stage)
{
	map_and_copy(stage);
	stage->stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	must(stage->stack != MAP_FAILED, "mmap of a stack");
}

static void close_forked(struct stage *stage, bool done)
{
	munmap(stage->stack, STACK_SIZE);
	close_all(stage, done);
}

static bool child_is_good(struct stage *stage)
{
	int status = -1;

	return waitpid(stage->child, &status, 0) == stage->child && status == 0;
}

static int split(struct stage *stage)
{
	return munmap(middle(stage, stage->shared), page_size()) ? errno : 0;
}

static bool is_split(struct stage *stage)
{
	return stamped_pages(stage->shared, stage->config->pages / 2) == stage->config->pages / 2 &&
	       signal_of_read(middle(stage, stage->shared)) == SIGSEGV;
}

static int protect(struct stage *stage)
{
	return mprotect(middle(stage, stage->shared), page_size(), PROT_READ) ? errno : 0;
}

static int move(struct stage *stage)
{
	size_t size = size_of(stage);
	void *moved = mremap(stage->shared, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, moved_place);

	if (moved == MAP_FAILED)
		return errno;
	/* Where it cannot split what was there, the kernel leaves that: move_vma() of mm/mremap.c. */
	stage->moved = moved;
	return 0;
}

static bool is_moved(struct stage *stage)
{
	return stamped_pages(stage->moved, stage->config->pages) == stage->config->pages;
}

/* --- Read, and tell ---------------------------------------------------------------------- */

#define READ_PAGES	4

/* Into memory that is not there yet. */
static void map_target(struct stage *stage)
{
	open_before(stage);
	stage->moved = mmap(moved_place, size_of(stage), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	must(stage->moved != MAP_FAILED, "mmap of memory");
}

static int read_some(struct stage *stage)
{
	size_t size = READ_PAGES * page_size(), done = 0;
	ssize_t length;

	/* Some of it may have been read before there is no memory. */
	while (done < size) {
		length = pread(stage->fd, stage->moved + done, size - done, (off_t)done);
		if (length <= 0)
			return length < 0 ? errno : EIO;
		done += (size_t)length;
	}
	return 0;
}

static bool is_read(struct stage *stage)
{
	return stamped_pages(stage->moved, READ_PAGES) == READ_PAGES;
}

static int read_file(const char *path)
{
	char text[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;

	if (fd < 0)
		return errno;
	error = read(fd, text, sizeof(text)) <= 0 ? errno : 0;
	close(fd);
	return error;
}

static int read_report(struct stage *stage)
{
	(void)stage;
	return read_file("/proc/driver/maps");
}

static int read_attribute(struct stage *stage)
{
	(void)stage;
	return read_file("/sys/class/maps/maps0/pieces");
}

/* --- Take away ------------------------------------------------------------------------------ */

static int revoke_it(struct stage *stage)
{
	return ioctl(stage->fd, MAPS_IOC_REVOKE) ? errno : 0;
}

static bool is_revoked(struct stage *stage)
{
	char byte;

	return signal_of_read(stage->shared) == SIGBUS && (!stage->private || signal_of_read(stage->private) == SIGBUS) &&
	       pread(stage->fd, &byte, 1, 0) < 0 && errno == ENODEV;
}

static void create_and_map(struct stage *stage)
{
	stage_create(stage);
	map_and_copy(stage);
}

static void map_for_sysfs(struct stage *stage)
{
	create_and_map(stage);
	stage->revoke = open("/sys/class/maps/maps0/revoke", O_WRONLY | O_CLOEXEC);
	must(stage->revoke >= 0, "/sys/class/maps/maps0/revoke");
}

static int revoke_by_sysfs(struct stage *stage)
{
	return pwrite(stage->revoke, "1", 1, 0) == 1 ? 0 : errno;
}

static void close_revoked(struct stage *stage, bool done)
{
	close_all(stage, done);
	stage_destroy(stage);
}

static void close_sysfs(struct stage *stage, bool done)
{
	close(stage->revoke);
	close_revoked(stage, done);
}

/* It is destroyed if it is @done. */
static void close_destroyed(struct stage *stage, bool done)
{
	unmap_all(stage);
	close(stage->fd);
	destroy_if(stage, !done);
}

static void destroy_unless(struct stage *stage, bool done)
{
	destroy_if(stage, !done);
}

static bool is_destroyed(struct stage *stage)
{
	(void)stage;
	return access("/dev/maps0", F_OK) != 0;
}

static bool is_destroyed_by_force(struct stage *stage)
{
	return is_destroyed(stage) && is_revoked(stage);
}

const struct step load_steps[] = {
	{ "load", NULL, NULL, load, is_loaded, unload_if, ENOMEM, .allocates = true },
	{ "unload", NULL, load_it, unload, is_unloaded, unload_unless, 0, .allocates = true },
	{ 0 },
};

const struct step steps[] = {
	{ "create", NULL, request, create, is_created, destroy_if, ENOMEM, .allocates = true },
	{ "create, anonymous", NULL, request_anonymous, create, is_created_anonymous, close_if, ENOMEM,
	  .allocates = true },
	{ "open", NULL, NULL, open_it, is_open, close_it, ENOMEM, .on_area = true, .allocates = true },
	{ "mmap, shared", NULL, open_before, map_shared, is_mapped, close_all, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "mmap, private", maps_private, open_before, map_private, is_mapped, close_all, ENOMEM,
	  .on_area = true, .allocates = true, .private = true },
	{ "mmap, shared, MAP_POPULATE", NULL, open_before, map_populated, is_mapped, close_all, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "mmap, private, MAP_POPULATE", maps_private, open_before, map_private_populated, is_mapped, close_all,
	  ENOMEM, .on_area = true, .allocates = true, .private = true },
	{ "MADV_POPULATE_WRITE", populates, map_both, populate, is_all_there, close_all, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "fault, to read", faults, map_both, fault_read, is_all_there, close_all, EFAULT,
	  .on_area = true, .allocates = true },
	{ "fault, to write", faults, map_both, fault_write, is_all_there, close_all, EFAULT,
	  .on_area = true, .allocates = true },
	{ "fault, private, to read", faults_private, map_both, fault_private_read, is_all_there, close_all, EFAULT,
	  .on_area = true, .allocates = true, .private = true },
	{ "fault, private, to write", copies, map_both, fault_private_write, is_all_there, close_all, EFAULT,
	  .on_area = true, .allocates = true },
	{ "write, private, of what was read", copies, map_both_and_read, fault_private_write, is_all_there, close_all,
	  EFAULT, .on_area = true, .allocates = true },
	{ "fault, after MADV_DONTNEED", config_has_pages, map_both_and_drop, fault_read, is_all_there, close_all,
	  EFAULT, .on_area = true, .allocates = false },
	{ "fork", NULL, prepare_fork, fork_it, child_is_good, close_forked, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "munmap of the middle", NULL, map_and_copy, split, is_split, close_all, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "mprotect of the middle", NULL, map_and_copy, protect, is_all_there, close_all, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "mremap", NULL, map_and_copy, move, is_moved, close_all, ENOMEM, .on_area = true, .allocates = true },
	{ "read", NULL, map_target, read_some, is_read, close_all, EFAULT, .on_area = true, .allocates = true },
	{ "read of /proc/driver/maps", NULL, NULL, read_report, NULL, NULL, ENOMEM,
	  .on_area = true, .allocates = true },
	{ "read of sysfs", NULL, NULL, read_attribute, NULL, NULL, ENOMEM, .on_area = true, .allocates = true },
	{ "revoke", NULL, create_and_map, revoke_it, is_revoked, close_revoked, 0, .allocates = false },
	{ "revoke by sysfs", NULL, map_for_sysfs, revoke_by_sysfs, is_revoked, close_sysfs, ENOMEM,
	  .allocates = true },
	{ "destroy", NULL, stage_create, destroy, is_destroyed, destroy_unless, 0, .allocates = true },
	{ "destroy by force", NULL, create_and_map, destroy, is_destroyed_by_force, close_destroyed, 0,
	  .allocates = true },
	{ 0 },
};
