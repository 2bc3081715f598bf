// SPDX-License-Identifier: BSD-2-Clause
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "counts.h"
#include "tests/abi/driver.h"
#include "tests/tap.h"

static long entries(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	long count = 0;

	while (folder && (entry = readdir(folder)))
		count += entry->d_name[0] != '.';
	if (folder)
		closedir(folder);
	return count;
}

static long number_in(const char *path)
{
	FILE *file = fopen(path, "re");
	long number = -1;

	if (file && fscanf(file, "%ld", &number) != 1)
		number = -1;
	if (file)
		fclose(file);
	return number;
}

static void take_report(struct counts *counts)
{
	FILE *file = fopen("/proc/driver/maps", "re");
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "total %ld - - - %ld %ld", &counts->bytes, &counts->mappings, &counts->mapped_bytes) != 3)
			counts->areas++;
	if (file)
		fclose(file);
}

/* Lines such as "0x..-0x... 69632 vmalloc_allocate+0x5c/0x90 [maps] ...". */
static long regions(void)
{
	FILE *file = fopen("/proc/vmallocinfo", "re");
	char line[256];
	long count = 0;

	while (file && fgets(line, sizeof(line), file))
		count += strstr(line, "[maps]") != NULL;
	if (file)
		fclose(file);
	return count;
}

static void allow(unsigned long bytes)
{
	FILE *file = fopen("/sys/module/maps/parameters/max_bytes", "we");

	if (!file || fprintf(file, "%lu", bytes) < 0 || fclose(file))
		tap_bail("/sys/module/maps/parameters/max_bytes: %s", strerror(errno));
}

static int create_pages(unsigned long pages)
{
	struct maps_create create = create_request(pages * page_size());
	int error;

	create.flags = MAPS_CREATE_ANONYMOUS;
	error = area_create(&create);
	if (!error)
		close(create.result);
	return error;
}

/*
 * The driver accounts what areas have, and tells nobody. But of an allowance of one page
 * more than that, one page has to be had, and not two.
 */
static long beyond(long bytes)
{
	long wrong = 0;

	allow((unsigned long)bytes + page_size());
	if (create_pages(1))
		wrong = (long)page_size();
	else if (create_pages(2) != EDQUOT)
		wrong = -(long)page_size();
	allow(0);
	return wrong;
}

struct counts counts_take(bool all)
{
	struct counts counts = { .loaded = driver_is_loaded(), .files = entries("/proc/self/fd") };

	if (!counts.loaded)
		return counts;
	take_report(&counts);
	counts.references = number_in("/sys/module/maps/refcnt");
	if (all) {
		counts.devices = entries("/sys/class/maps");
		counts.regions = regions();
		counts.beyond = beyond(counts.bytes);
	}
	return counts;
}

bool counts_are(const struct counts *before, bool all)
{
	static const char *const names[] = { "loaded", "references", "areas", "bytes", "mappings", "mapped bytes",
					     "files", "devices", "regions", "bytes that nobody has" };
	size_t compared = all ? sizeof(*before) : offsetof(struct counts, devices);
	struct counts after = { 0 };

	for (unsigned int tries = 0; tries < 20; tries++) {
		after = counts_take(all);
		if (memcmp(before, &after, compared) == 0)
			return true;
		usleep(50000);
	}
	for (unsigned int i = 0; i < compared / sizeof(long); i++)
		if (((const long *)before)[i] != ((const long *)&after)[i])
			tap_note("%s: %ld before, %ld after", names[i], ((const long *)before)[i],
				 ((const long *)&after)[i]);
	return false;
}

static void write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			tap_note("%s: %s", path, strerror(errno));
		close(fd);
	}
}

/* A debug kernel keeps freed objects for a while: each cache gives its own back. */
static void shrink_caches(void)
{
	DIR *folder = opendir("/sys/kernel/slab");
	struct dirent *entry;
	char path[320];

	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", entry->d_name);
		if (entry->d_name[0] != '.')
			write_to(path, "1");
	}
	if (folder)
		closedir(folder);
}

/*
 * What was vfree()d goes back some 32 MiB of addresses at a time, and with KASAN an eighth
 * of them is memory. Where a module is loaded, its text is made read-only, and all goes
 * back: change_page_attr_set_clr() of arch/x86, vm_unmap_aliases().
 */
static void purge_addresses(void)
{
	if (driver_load("devices=0") || driver_unload())
		tap_bail("maps.ko: %s", driver_complaint());
}

/* The sum of the numbers that @format finds, one a line. */
static long long sum_in(const char *path, const char *format)
{
	FILE *file = fopen(path, "re");
	long long sum = 0, number;
	bool found = false;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, format, &number) == 1) {
			sum += number;
			found = true;
		}
	if (!found)
		tap_bail("%s: it has no line of '%s'", path, format);
	fclose(file);
	return sum;
}

/* Each processor has a stock of free pages, some MiB since 6.7, which are not in MemFree. */
long long counts_free_kilobytes(void)
{
	purge_addresses();
	write_to("/proc/sys/vm/drop_caches", "3");
	shrink_caches();
	return sum_in("/proc/meminfo", "MemFree: %lld") +
	       sum_in("/proc/zoneinfo", " count: %lld") * (long long)page_size() / 1024;
}
