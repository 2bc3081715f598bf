// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "tap.h"

#define MODULE "/modules/maps.ko"

const struct config configs[] = {
	{ "vmalloc", "remap", "copy", PAGES },
	{ "vmalloc", "remap", "readonly", PAGES },
	{ "vmalloc", "remap", "refuse", PAGES },
	{ "vmalloc", "range", "copy", PAGES },
	{ "vmalloc", "range", "readonly", PAGES },
	{ "vmalloc", "range", "refuse", PAGES },
	{ "vmalloc", "insert", "copy", PAGES },
	{ "vmalloc", "insert", "readonly", PAGES },
	{ "vmalloc", "insert", "refuse", PAGES },
	{ "vmalloc", "fault", "copy", PAGES },
	{ "vmalloc", "fault", "readonly", PAGES },
	{ "vmalloc", "fault", "refuse", PAGES },
	{ "contig", "remap", "copy", PAGES },
	{ "contig", "remap", "readonly", PAGES },
	{ "contig", "remap", "refuse", PAGES },
	{ "contig", "insert", "copy", PAGES },
	{ "contig", "insert", "readonly", PAGES },
	{ "contig", "insert", "refuse", PAGES },
	{ "contig", "fault", "copy", PAGES },
	{ "contig", "fault", "readonly", PAGES },
	{ "contig", "fault", "refuse", PAGES },
	{ "huge", "huge", "copy", PAGES },
	{ "huge", "huge", "readonly", PAGES },
	{ "huge", "huge", "refuse", PAGES },
	{ "huge", "remap", "copy", PAGES },
	{ "huge", "insert", "copy", PAGES },
	{ "huge", "fault", "copy", PAGES },
	{ "shmem", "shmem", "copy", PAGES },
	{ "shmem", "shmem", "readonly", PAGES },
	{ "shmem", "shmem", "refuse", PAGES },
	{ NULL, NULL, NULL, 0 }
};

/* --- Load and unload ------------------------------------------------------- */

static int kmsg = -1;
static char complaint[1024];

/* From here on driver_complaint() looks at what is logged. */
static void watch_log(void)
{
	complaint[0] = '\0';
	if (kmsg < 0)
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	lseek(kmsg, 0, SEEK_END);
}

/* A record of /dev/kmsg is "priority,sequence,time,flags;text" and a newline. */
const char *driver_complaint(void)
{
	char record[1024];
	ssize_t length;

	while ((length = read(kmsg, record, sizeof(record) - 1)) > 0) {
		char *text;

		record[length] = '\0';
		text = strchr(record, ';');
		if (!text || strncmp(text + 1, "maps: ", 6) != 0)
			continue;
		text[strcspn(text, "\n")] = '\0';
		/* Each line is kept: a test counts them. */
		snprintf(complaint + strlen(complaint), sizeof(complaint) - strlen(complaint), "%s%s",
			 complaint[0] ? "\n" : "", text + 1);
	}
	return complaint;
}

int driver_load(const char *parameters)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		tap_bail("%s: %s", MODULE, strerror(errno));
	watch_log();
	err = syscall(SYS_finit_module, fd, parameters, 0) ? -errno : 0;
	close(fd);
	return err;
}

int driver_unload(void)
{
	return syscall(SYS_delete_module, "maps", O_NONBLOCK) ? -errno : 0;
}

bool driver_is_loaded(void)
{
	return access("/sys/module/maps", F_OK) == 0;
}

void driver_with(const struct config *config, void (*test)(const struct config *config))
{
	char parameters[160];
	int err;

	snprintf(parameters, sizeof(parameters), "backing=%s mapper=%s private=%s pages=%lu",
		 config->backing, config->mapper, config->private, config->pages);
	err = driver_load(parameters);
	if (err)
		tap_bail("maps.ko %s: %s: %s", parameters, strerror(-err), driver_complaint());
	test(config);
	tap_equal(driver_number("mappings"), 0, "%s: nothing is mapped after the test", config_name(config));
	tap_equal(driver_unload(), 0, "%s: unloads", config_name(config));
}

void driver_with_each(void (*test)(const struct config *config))
{
	for (const struct config *config = configs; config->backing; config++)
		driver_with(config, test);
}

void driver_with_each_mapper(void (*test)(const struct config *config))
{
	for (const struct config *config = configs; config->backing; config++)
		if (strcmp(config->private, "copy") == 0)
			driver_with(config, test);
}

int driver_open(int flags)
{
	int fd = open("/dev/maps0", flags | O_CLOEXEC);

	if (fd < 0)
		tap_bail("/dev/maps0: %s", strerror(errno));
	return fd;
}

int driver_open_number(int number, int flags)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/maps%d", number);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

struct maps_create create_request(uint64_t bytes)
{
	return (struct maps_create){ .size = sizeof(struct maps_create), .bytes = bytes, .node = -1 };
}

static int control_ioctl(unsigned long command, void *argument)
{
	int fd = open("/dev/maps-control", O_RDWR | O_CLOEXEC), error;

	if (fd < 0)
		return errno;
	error = ioctl(fd, command, argument) ? errno : 0;
	close(fd);
	return error;
}

int area_create(struct maps_create *create)
{
	return control_ioctl(MAPS_IOC_CREATE, create);
}

int area_destroy(int number, uint32_t flags)
{
	struct maps_destroy destroy = { .size = sizeof(destroy), .number = (uint32_t)number, .flags = flags };

	return control_ioctl(MAPS_IOC_DESTROY, &destroy);
}

int as_nobody(int (*function)(void *argument), void *argument)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (setgid(65534) || setuid(65534))
			_exit(255);
		_exit(function(argument));
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

long long driver_number(const char *name)
{
	char path[80];
	long long number;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/maps/maps0/%s", name);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%lld", &number) != 1)
		tap_bail("%s: no number there", path);
	fclose(file);
	return number;
}

/* --- What a configuration is to do ----------------------------------------- */

const char *config_name(const struct config *config)
{
	static char name[80];

	snprintf(name, sizeof(name), "%s+%s private=%s", config->backing, config->mapper, config->private);
	return name;
}

bool config_has_pages(const struct config *config)
{
	return strcmp(config->mapper, "remap") != 0;
}

bool kernel_before(int version, int sublevel)
{
	struct utsname name;
	int here, here_sublevel;

	return uname(&name) == 0 && sscanf(name.release, "%d.%d", &here, &here_sublevel) == 2 &&
	       (here < version || (here == version && here_sublevel < sublevel));
}

bool kernel_asks_access(void)
{
#ifdef __aarch64__
	/* With HAVE_IOREMAP_PROT only. */
	return !kernel_before(6, 0);
#else
	return true;
#endif
}

bool config_debugger_reads(const struct config *config)
{
	return config_has_pages(config) || kernel_asks_access();
}

bool config_is_file(const struct config *config)
{
	return strcmp(config->mapper, "shmem") == 0;
}

int config_private_error(const struct config *config, unsigned long pages, int protection)
{
	if (strcmp(config->private, "refuse") == 0)
		return EINVAL;
	if (strcmp(config->private, "readonly") == 0)
		return protection & PROT_WRITE ? EACCES : 0;
	/* remap_pfn_range() has to cover a copy-on-write mapping in one call. */
	if (!config_has_pages(config) && strcmp(config->backing, "contig") != 0 && pages > 1)
		return EINVAL;
	return 0;
}

int driver_revoke(void)
{
	int fd = open("/sys/class/maps/maps0/revoke", O_WRONLY | O_CLOEXEC), error;

	if (fd < 0)
		tap_bail("/sys/class/maps/maps0/revoke: %s", strerror(errno));
	error = write(fd, "1", 1) == 1 ? 0 : errno;
	close(fd);
	return error;
}

/* --- Memory ---------------------------------------------------------------- */

size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* The sum of what stands behind @name in lines of a file. */
static long long sum_in(const char *path, const char *name)
{
	long long sum = 0, number;
	char line[256];
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file)) {
		const char *text = line + strspn(line, " ");

		if (strncmp(text, name, strlen(name)) == 0 && sscanf(text + strlen(name), "%lld", &number) == 1)
			sum += number;
	}
	if (file)
		fclose(file);
	return sum;
}

long long free_kilobytes(void)
{
	int caches = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);

	if (caches < 0 || write(caches, "3", 1) != 1)
		tap_bail("/proc/sys/vm/drop_caches: %s", strerror(errno));
	close(caches);
	/* Each processor has a stock of free pages, which is not in MemFree. */
	return sum_in("/proc/meminfo", "MemFree:") +
	       sum_in("/proc/zoneinfo", "count:") * (long long)(page_size() / 1024);
}

long long promised_kilobytes(void)
{
	return sum_in("/proc/meminfo", "Committed_AS:");
}

bool memory_is_back(long long before, long long kilobytes)
{
	long long missing = 0;

	for (unsigned int tries = 0; tries < 50; tries++) {
		missing = before - free_kilobytes();
		if (missing < kilobytes)
			return true;
		usleep(100000);
	}
	tap_note("%lld kB less are free", missing);
	return false;
}

size_t huge_size(void)
{
	unsigned long bytes = 0;
	FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "re");

	if (!file || fscanf(file, "%lu", &bytes) != 1)
		tap_bail("this kernel has no huge pages");
	fclose(file);
	return bytes;
}

uint32_t word_at(const void *memory, unsigned long page)
{
	return *(const volatile uint32_t *)((const char *)memory + page * page_size());
}

void set_word_at(void *memory, unsigned long page, uint32_t word)
{
	*(volatile uint32_t *)((char *)memory + page * page_size()) = word;
}

unsigned long stamped_pages(const void *memory, unsigned long pages)
{
	unsigned long stamped = 0;

	for (unsigned long page = 0; page < pages; page++)
		stamped += word_at(memory, page) == STAMP;
	return stamped;
}

long smaps_kilobytes(const void *memory, const char *name)
{
	char line[256], start[32];
	bool inside = false;
	long found = -1;
	FILE *file = fopen("/proc/self/smaps", "re");

	snprintf(start, sizeof(start), "%lx-", (unsigned long)memory);
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, start, strlen(start)) == 0)
			inside = true;
		else if (inside && strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':') {
			found = atol(line + strlen(name) + 1);
			break;
		}
	}
	if (file)
		fclose(file);
	return found;
}

/* One for each thread, as its signals are. */
static __thread sigjmp_buf touched;
static __thread volatile sig_atomic_t touches;

/* A signal of any other access ends the test: once more, it finds no handler. */
static void on_signal(int number)
{
	if (touches)
		siglongjmp(touched, number);
	signal(number, SIG_DFL);
}

static int signal_of(volatile char *address, bool write)
{
	static const struct sigaction action = { .sa_handler = on_signal };
	int signal;

	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	signal = sigsetjmp(touched, 1);
	if (!signal) {
		char byte;

		touches = 1;
		byte = *address;
		if (write)
			*address = byte;
	}
	touches = 0;
	return signal;
}

int signal_of_read(const void *address)
{
	return signal_of((volatile char *)(uintptr_t)address, false);
}

int signal_of_write(void *address)
{
	return signal_of(address, true);
}
