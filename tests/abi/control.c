// SPDX-License-Identifier: BSD-2-Clause
/* /dev/maps-control: make areas that have a device, and destroy them. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/maps.h>

#include "driver.h"
#include "tap.h"

#define CONTROL "/dev/maps-control"

static int try_control(void *unused)
{
	(void)unused;
	return open(CONTROL, O_RDWR) < 0 ? errno : 0;
}

static void check_node(void)
{
	struct stat node = { 0 };

	tap_ok(stat(CONTROL, &node) == 0 && S_ISCHR(node.st_mode), CONTROL " is a character device");
	tap_equal(node.st_mode & 0777, 0600, "root may open it, and nobody else");
	tap_equal(as_nobody(try_control, NULL), EACCES, "another user is refused");
}

/* What sysfs says of an attribute of maps@number. */
static const char *attribute(int number, const char *name)
{
	static char value[128];
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/maps/maps%d/%s", number, name);
	value[0] = '\0';
	file = fopen(path, "re");
	if (!file)
		return "(none)";
	if (fgets(value, sizeof(value), file))
		value[strcspn(value, "\n")] = '\0';
	fclose(file);
	return value;
}

static void check_named(void)
{
	struct maps_area_info info = { .size = sizeof(info) };
	struct maps_create create = create_request(3 * page_size() - 1);
	unsigned char *memory;
	size_t dirty = 0;
	int fd;

	strcpy((char *)create.label, "frames");
	tap_equal(area_create(&create), 0, "an area is made");
	tap_equal(create.result, 0, "it is maps0, the first free number");
	fd = driver_open_number(create.result, O_RDWR);
	tap_ok(fd >= 0, "its node is there when the call returns");
	tap_equal(lseek(fd, 0, SEEK_END), (long long)(3 * page_size()), "its size is rounded up to whole pages");
	memory = mmap(NULL, 3 * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (size_t at = 0; memory != MAP_FAILED && at < 3 * page_size(); at++)
		dirty += memory[at] != 0;
	tap_ok(memory != MAP_FAILED && !dirty, "without a stamp, all of it is zero");
	tap_ok(strcmp(attribute(0, "label"), "frames") == 0, "sysfs has its label");
	tap_ok(strcmp(attribute(0, "node"), "-1") == 0, "and that it is from any node");
	tap_ok(strcmp(attribute(0, "backing"), "vmalloc") == 0, "a small one is of vmalloc");
	tap_ok(strcmp(attribute(0, "mapper"), "insert") == 0, "and its pages are inserted");

	tap_equal(ioctl(fd, MAPS_IOC_INFO, &info), 0, "a descriptor tells about it");
	tap_ok(info.size == sizeof(info) && info.bytes == 3 * page_size() && info.mappings == 1 &&
	       info.mapped_bytes == 3 * page_size() && info.flags == 0, "its size, and what is mapped");
	tap_ok(info.backing == MAPS_BACKING_VMALLOC && info.mapper == MAPS_MAPPER_INSERT &&
	       info.private_policy == MAPS_PRIVATE_COPY && info.node == -1 && info.stamp == 0 && info.number == 0,
	       "what it is, and its number");
	tap_ok(strcmp((char *)info.label, "frames") == 0, "its label");

	munmap(memory, 3 * page_size());
	close(fd);
	tap_equal(area_destroy(0, 0), 0, "it is destroyed");
	tap_ok(access("/dev/maps0", F_OK) != 0, "its node is gone when the call returns");
	tap_equal(area_destroy(0, 0), ENOENT, "it cannot be destroyed twice");
}

/* Each backing with each mapper: what suits is made and shows its stamp. */
static void check_kinds(void)
{
	static const char *const backings[] = { "auto", "vmalloc", "contig", "huge", "shmem" };
	static const char *const mappers[] = { "auto", "remap", "range", "insert", "fault", "huge", "shmem" };

	for (uint32_t backing = 0; backing < 5; backing++) {
		for (uint32_t mapper = 0; mapper < 7; mapper++) {
			struct maps_create create = create_request(PAGES * page_size());
			bool shmem = backing == MAPS_BACKING_SHMEM;
			bool suits = mapper == MAPS_MAPPER_AUTO || (mapper == MAPS_MAPPER_SHMEM) == shmem;
			void *memory;
			int error, fd;

			if (mapper == MAPS_MAPPER_RANGE)
				suits = backing == MAPS_BACKING_AUTO || backing == MAPS_BACKING_VMALLOC;
			if (mapper == MAPS_MAPPER_HUGE)
				suits = backing == MAPS_BACKING_HUGE;
			create.backing = backing;
			create.mapper = mapper;
			create.stamp = 0x11223344;
			error = area_create(&create);
			tap_equal(error, suits ? 0 : EINVAL, "%s by %s %s", backings[backing], mappers[mapper],
				  suits ? "is made" : "is refused");
			if (error)
				continue;
			fd = driver_open_number(create.result, O_RDWR);
			memory = mmap(NULL, PAGES * page_size(), PROT_READ, MAP_SHARED, fd, 0);
			tap_ok(memory != MAP_FAILED && word_at(memory, 0) == 0x11223344 &&
			       word_at(memory, PAGES - 1) == 0x11223344, "and maps, with its stamp");
			munmap(memory, PAGES * page_size());
			close(fd);
			tap_equal(area_destroy(create.result, 0), 0, "and is destroyed");
		}
	}
}

static void check_private(void)
{
	static const int errors[] = { 0, EACCES, EINVAL };

	for (uint32_t policy = MAPS_PRIVATE_COPY; policy <= MAPS_PRIVATE_REFUSE; policy++) {
		struct maps_create create = create_request(page_size());
		void *memory;
		int fd;

		create.private_policy = policy;
		area_create(&create);
		fd = driver_open_number(create.result, O_RDWR);
		memory = mmap(NULL, page_size(), PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		tap_equal(memory == MAP_FAILED ? errno : 0, errors[policy], "private policy %u is kept", policy);
		if (memory != MAP_FAILED)
			munmap(memory, page_size());
		close(fd);
		area_destroy(create.result, 0);
	}
}

static void check_sizes(void)
{
	static const struct {
		uint64_t bytes;
		int error;
		const char *sentence;
	} sizes[] = {
		{ 0, EINVAL, "a size of 0 is refused" },
		{ UINT64_MAX, EOVERFLOW, "one that no address space has, too" },
		{ UINT64_MAX - 65535, ENOMEM, "one that no machine has, too" },
		{ (uint64_t)1 << 40, ENOMEM, "a tebibyte is not there" },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct maps_create create = create_request(sizes[i].bytes);

		tap_equal(area_create(&create), sizes[i].error, "%s", sizes[i].sentence);
	}
}

static void check_labels(void)
{
	static const struct {
		const char *label;
		int error;
	} labels[] = {
		{ "a", 0 }, { "frames.left_2-b", 0 }, { "9", 0 }, { "maps", 0 }, { "maps1x", 0 }, { "Maps0", 0 },
		{ "012345678901234567890123456789012345678901234567890123456789012", 0 },
		{ "0123456789012345678901234567890123456789012345678901234567890123", EINVAL },
		{ "a/b", EINVAL }, { "/", EINVAL }, { "..", EINVAL }, { ".a", EINVAL }, { "-a", EINVAL },
		{ "_a", EINVAL }, { "a b", EINVAL }, { "a\nb", EINVAL }, { "maps0", EINVAL }, { "maps17", EINVAL },
		{ "\xc3\xa4", EINVAL }, { "a\"", EINVAL },
	};
	struct maps_create create, second;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		int error;

		create = create_request(1);
		memcpy(create.label, labels[i].label, strnlen(labels[i].label, MAPS_LABEL_SIZE));
		error = area_create(&create);
		tap_equal(error, labels[i].error, "the label '%s' is %s", strchr(labels[i].label, '\n') ? "a\\nb" : labels[i].label,
			  labels[i].error ? "refused" : "taken");
		if (!error)
			area_destroy(create.result, 0);
	}
	create = create_request(1);
	create.label[5] = 'x';
	tap_equal(area_create(&create), EINVAL, "what is behind the end of a label has to be zero");

	create = second = create_request(1);
	strcpy((char *)create.label, "twin");
	strcpy((char *)second.label, "twin");
	tap_equal(area_create(&create), 0, "a label is taken");
	tap_equal(area_create(&second), EEXIST, "and not given twice");
	area_destroy(create.result, 0);
	tap_equal(area_create(&second), 0, "until the first is destroyed");
	area_destroy(second.result, 0);
}

/* An ioctl of the control node with any argument; an errno. */
static int control(unsigned long command, const void *argument)
{
	int fd = open(CONTROL, O_RDWR | O_CLOEXEC);
	int error = ioctl(fd, command, argument) ? errno : 0;

	close(fd);
	return error;
}

static void check_structures(void)
{
	struct {
		struct maps_create create;
		uint64_t more;
	} larger = { .create = create_request(1) };
	struct maps_create create = create_request(1);
	struct maps_destroy destroy = { .size = sizeof(destroy), .number = 0 };
	struct maps_area_info info;
	int fd;

	create.size = sizeof(create) - 1;
	tap_equal(area_create(&create), EINVAL, "a structure that is too small is refused");
	create.size = 0;
	tap_equal(area_create(&create), EINVAL, "one without a size, too");
	create.size = UINT32_MAX;
	tap_equal(area_create(&create), E2BIG, "and one that is larger than anything");
	larger.create.size = sizeof(larger);
	larger.more = 1;
	tap_equal(area_create(&larger.create), E2BIG, "a field that the driver does not know is refused");
	larger.more = 0;
	tap_equal(area_create(&larger.create), 0, "unless it is zero");

	create = create_request(1);
	create.flags = 1U << 31;
	tap_equal(area_create(&create), EINVAL, "a flag that it does not know is refused");
	create = create_request(1);
	create.backing = 5;
	tap_equal(area_create(&create), EINVAL, "a backing that it does not know, too");
	create = create_request(1);
	create.mapper = UINT32_MAX;
	tap_equal(area_create(&create), EINVAL, "a mapper");
	create = create_request(1);
	create.private_policy = 3;
	tap_equal(area_create(&create), EINVAL, "a private policy");

	destroy.flags = 2;
	tap_equal(control(MAPS_IOC_DESTROY, &destroy), EINVAL, "a flag of destroy");
	destroy.flags = 0;
	destroy.padding = 1;
	tap_equal(control(MAPS_IOC_DESTROY, &destroy), EINVAL, "padding that is not zero");
	destroy.padding = 0;
	destroy.size = sizeof(destroy) - 4;
	tap_equal(control(MAPS_IOC_DESTROY, &destroy), EINVAL, "a destroy that is too small");
	tap_equal(control(MAPS_IOC_CREATE, NULL), EFAULT, "no structure at all is EFAULT");
	tap_equal(control(MAPS_IOC_CREATE, (void *)-64L), EFAULT, "and so is one in the kernel");
	tap_equal(control(MAPS_IOC_DESTROY, (void *)8), EFAULT, "and a wild pointer");
	tap_equal(control(MAPS_IOC_INFO, &info), ENOTTY, "what is for areas is ENOTTY");

	fd = driver_open_number(larger.create.result, O_RDONLY);
	memset(&info, 0xff, sizeof(info));
	info.size = sizeof(info) - 1;
	tap_ok(ioctl(fd, MAPS_IOC_INFO, &info) < 0 && errno == EINVAL, "an info that is too small is refused");
	info.size = sizeof(info) + 8;
	tap_ok(ioctl(fd, MAPS_IOC_INFO, &info) == 0 && info.size == sizeof(info), "of a larger one, a part is filled in");
	tap_ok(ioctl(fd, MAPS_IOC_INFO, NULL) < 0 && errno == EFAULT, "none at all is EFAULT");
	tap_ok(ioctl(fd, MAPS_IOC_CREATE, &create) < 0 && errno == ENOTTY, "what is for the control node is ENOTTY");
	close(fd);
	area_destroy(larger.create.result, 0);
}

/* A result that cannot be told: the structure lies in memory that is read-only. */
static void check_untold(void)
{
	struct maps_create *create = mmap(NULL, page_size(), PROT_READ | PROT_WRITE,
					  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*create = create_request(1);
	mprotect(create, page_size(), PROT_READ);
	tap_equal(area_create(create), EFAULT, "a result that cannot be written is EFAULT");
	tap_ok(access("/dev/maps0", F_OK) != 0, "and no device is left behind");
	mprotect(create, page_size(), PROT_READ | PROT_WRITE);
	create->flags = MAPS_CREATE_ANONYMOUS;
	mprotect(create, page_size(), PROT_READ);
	tap_equal(area_create(create), EFAULT, "nor can that of a descriptor");
	munmap(create, page_size());
}

static void check_in_use(void)
{
	struct maps_create create = create_request(page_size());
	void *memory;
	int fd;

	area_create(&create);
	fd = driver_open_number(create.result, O_RDWR);
	tap_equal(area_destroy(create.result, 0), EBUSY, "a device that is open is not destroyed");
	memory = mmap(NULL, page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	tap_equal(area_destroy(create.result, 0), EBUSY, "nor one that is mapped, its file closed");
	set_word_at(memory, 0, 1);
	munmap(memory, page_size());
	tap_equal(area_destroy(create.result, 0), 0, "after that it is");

	for (uint32_t kind = MAPS_BACKING_VMALLOC; kind <= MAPS_BACKING_SHMEM; kind++) {
		struct maps_create second = create_request(page_size());

		create = create_request(page_size());
		create.backing = kind;
		area_create(&create);
		fd = driver_open_number(create.result, O_RDWR);
		memory = mmap(NULL, page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		set_word_at(memory, 0, 1);
		tap_equal(area_destroy(create.result, MAPS_DESTROY_FORCE), 0, "by force it is, in use (backing %u)", kind);
		tap_equal(signal_of_read(memory), SIGBUS, "an access to its mapping is SIGBUS");
		tap_ok(pread(fd, &kind, 0, 0) < 0 && errno == ENODEV, "a read is ENODEV");
		tap_ok(access("/dev/maps0", F_OK) != 0, "its node is gone");
		tap_equal(area_create(&second), 0, "another one can be made");
		tap_ok(second.result != create.result, "its number is not that of the one in use");
		tap_equal(area_destroy(second.result, 0), 0, "and be destroyed");
		munmap(memory, page_size());
		close(fd);
	}
	tap_equal(area_destroy(12345678, MAPS_DESTROY_FORCE), ENOENT, "a device that there is not cannot be destroyed");
}

/* All numbers, and one more. */
static void check_many(void)
{
	int made = 0, destroyed = 0, error = 0;

	while (made < 300) {
		struct maps_create create = create_request(1);

		error = area_create(&create);
		if (error)
			break;
		made++;
	}
	tap_equal(made, 256, "256 devices can be made");
	tap_equal(error, ENOSPC, "one more is ENOSPC");
	for (int number = 0; number < 256; number++)
		destroyed += area_destroy(number, 0) == 0;
	tap_equal(destroyed, 256, "and all be destroyed");
}

#define THREADS 4
#define ROUNDS 60

/* Make and destroy areas, with a label that all threads want. */
static void *create_and_destroy(void *wrong)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct maps_create create = create_request(page_size());
		int error, fd;

		if (round % 2)
			strcpy((char *)create.label, "contested");
		error = area_create(&create);
		if (error == EEXIST && round % 2)
			continue;
		/* Somebody else may have destroyed it by force already. */
		fd = driver_open_number(create.result, O_RDONLY);
		area_destroy(create.result, round % 3 ? MAPS_DESTROY_FORCE : 0);
		if (fd >= 0)
			close(fd);
		error = error ? error : area_destroy(create.result, MAPS_DESTROY_FORCE);
		if (error && error != ENOENT)
			__atomic_add_fetch((int *)wrong, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void check_threads(void)
{
	pthread_t threads[THREADS];
	int wrong = 0, left = 0;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, create_and_destroy, &wrong);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int number = 0; number < 256; number++)
		left += area_destroy(number, MAPS_DESTROY_FORCE) == 0;
	tap_equal(wrong, 0, "four threads make and destroy areas at the same time");
	tap_equal(left, 0, "and nothing is left of them");
}

/* Any bytes at all: an error or an area, and never more than that. */
static void check_any_bytes(void)
{
	unsigned int seed = (unsigned int)getpid();
	int fd = open(CONTROL, O_RDWR | O_CLOEXEC), made = 0;

	tap_note("seed %u", seed);
	srand(seed);
	for (int round = 0; round < 4000; round++) {
		struct maps_create create = create_request((uint64_t)rand());
		unsigned char *bytes = (unsigned char *)&create;

		for (int change = rand() % 4; change >= 0; change--)
			bytes[(size_t)rand() % sizeof(create)] = (unsigned char)rand();
		if (ioctl(fd, rand() % 8 ? MAPS_IOC_CREATE : MAPS_IOC_DESTROY, &create))
			continue;
		made++;
		if (create.flags & MAPS_CREATE_ANONYMOUS)
			close(create.result);
		else
			area_destroy(create.result, 0);
	}
	close(fd);
	tap_ok(made > 0, "thousands of random requests give errors, or %d areas", made);
}

/* The number that the next descriptor will have. */
static int next_descriptor(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

/* How many areas there are, be they anonymous. */
static int count_areas(void)
{
	FILE *file = fopen("/proc/driver/maps", "re");
	char line[256];
	int lines = 0;

	while (file && fgets(line, sizeof(line), file))
		lines++;
	if (file)
		fclose(file);
	return lines - 2;	/* the headings, and the sum */
}

/* A structure that lies anywhere, or that ends where the memory does, with any bytes. */
static void *any_pointer(unsigned char *end)
{
	unsigned char *begin = end - rand() % 256;

	for (unsigned char *byte = begin; byte < end; byte++)
		*byte = rand() % 2 ? 0 : (unsigned char)rand();
	if (end - begin >= 4 && rand() % 2)
		memcpy(begin, &(uint32_t){ (uint32_t)(rand() % 256) }, 4);
	switch (rand() % 8) {
	case 0:
		return (void *)(uintptr_t)((uint64_t)rand() << 33 | (uint64_t)rand());
	case 1:
		return (void *)(intptr_t)-rand();	/* of the kernel */
	case 2:
		return (void *)(uintptr_t)(rand() % 4096);
	default:
		return begin;
	}
}

/* Open what there is to be tried: the control node is there already. */
static void open_areas(int fds[3])
{
	struct maps_create named = create_request(1), anonymous = create_request(1);

	anonymous.flags = MAPS_CREATE_ANONYMOUS;
	if (area_create(&named) || area_create(&anonymous))
		tap_bail("no area");
	fds[1] = driver_open_number(named.result, O_RDWR);
	fds[2] = anonymous.result;
}

/* And what was made meanwhile: all descriptors from the first of these on. */
static void close_areas(const int fds[3])
{
	int end = next_descriptor();

	for (int fd = fds[1]; fd < end; fd++)
		close(fd);
	for (int number = 0; number < 256; number++)
		area_destroy(number, MAPS_DESTROY_FORCE);
}

/* Any command with any pointer, on the control node, on a device and on an anonymous area. */
static void check_any_ioctl(void)
{
	static const unsigned long commands[] = {
		MAPS_IOC_REFUSAL, MAPS_IOC_INFO, MAPS_IOC_REVOKE, MAPS_IOC_CREATE, MAPS_IOC_DESTROY
	};
	unsigned char *memory = mmap(NULL, 2 * page_size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fds[3] = { open(CONTROL, O_RDWR | O_CLOEXEC) }, refused = 0, kept = 0;

	munmap(memory + page_size(), page_size());
	for (int round = 0; round < 8000; round++) {
		unsigned long command = rand() % 4 ? commands[rand() % 5] : _IOC((unsigned int)rand() % 4, MAPS_IOC_TYPE,
										 (unsigned int)rand() % 256,
										 (unsigned int)rand() % 256);
		int next;

		if (round % 100 == 0)
			open_areas(fds);
		next = next_descriptor();
		if (ioctl(fds[rand() % 3], command, any_pointer(memory + page_size()))) {
			refused++;
			kept += next_descriptor() != next;
		}
		if (round % 100 == 99)
			close_areas(fds);
	}
	tap_ok(refused > 4000, "any command with any pointer: of 8000, %d give errors", refused);
	tap_equal(kept, 0, "none of which leaves a descriptor");
	tap_equal(count_areas(), 0, "and no area is left of all");
	close(fds[0]);
	munmap(memory, page_size());
}

int main(void)
{
	if (driver_load("devices=0"))
		tap_bail("maps.ko: %s", driver_complaint());
	check_node();
	check_named();
	check_kinds();
	check_private();
	check_sizes();
	check_labels();
	check_structures();
	check_untold();
	check_in_use();
	check_many();
	check_threads();
	check_any_bytes();
	check_any_ioctl();
	tap_ok(driver_complaint()[0] == '\0', "the driver has said nothing to the kernel's log");
	tap_equal(driver_unload(), 0, "unloads");
	return tap_done();
}
