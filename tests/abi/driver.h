/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver under test: load it in every configuration, open it, ask it. */
#ifndef MAPS_TEST_DRIVER_H
#define MAPS_TEST_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/maps.h>

#define STAMP	0xaabbccddU
#define PAGES	16	/* that the driver offers where nothing is said */

/* One way to load the driver. */
struct config {
	const char *backing;
	const char *mapper;
	const char *private;	/* what private mappings may do */
	unsigned long pages;
};

/* All that suit each other, and PAGES pages each; the last one has no backing. */
extern const struct config configs[];

/*
 * Load maps.ko with @parameters; returns 0 or a negative errno. Where it fails,
 * driver_complaint() has what the driver wrote into the kernel's log.
 */
int driver_load(const char *parameters);
const char *driver_complaint(void);
int driver_unload(void);
bool driver_is_loaded(void);

/*
 * Load the driver as @config says, call @test, and unload it. That nothing is
 * mapped any more, and that it can be unloaded, are results of their own.
 */
void driver_with(const struct config *config, void (*test)(const struct config *config));

/* The same for each of configs[]. */
void driver_with_each(void (*test)(const struct config *config));

/* The same for each backing and mapper, with private copies; for what the policy does not change. */
void driver_with_each_mapper(void (*test)(const struct config *config));

/* "contig+remap private=copy", for the sentences. */
const char *config_name(const struct config *config);

/* Whether the mapper gives the kernel struct pages, not mere page numbers. */
bool config_has_pages(const struct config *config);

/* Whether the kernel that runs is older than that. */
bool kernel_before(int version, int sublevel);

/* Whether it asks the driver's access operation where a mapping has no struct pages. */
bool kernel_asks_access(void);

/* Whether a debugger can read shared mappings. */
bool config_debugger_reads(const struct config *config);

/* Whether the mapping is one of a file: it can grow, be locked, have futexes. */
bool config_is_file(const struct config *config);

/* The errno with which a private mapping of @pages pages is refused, 0 if not. */
int config_private_error(const struct config *config, unsigned long pages, int protection);

/* /dev/maps0, opened; the test ends where that fails. */
int driver_open(int flags);

/* /dev/maps@number; a descriptor, or a negative errno. */
int driver_open_number(int number, int flags);

/* A request for an area of @bytes, in which all else is as if nothing were said. */
struct maps_create create_request(uint64_t bytes);

/* MAPS_IOC_CREATE and MAPS_IOC_DESTROY: 0 or an errno. */
int area_create(struct maps_create *create);
int area_destroy(int number, uint32_t flags);

/* Call @function in a process of its own, as another user; returns what it returns. */
int as_nobody(int (*function)(void *argument), void *argument);

/* Take the memory of maps0 away from everybody; returns 0 or an errno. */
int driver_revoke(void);

/* The number in /sys/class/maps/maps0/NAME. */
long long driver_number(const char *name);

size_t page_size(void);

/* Kilobytes that are free, when the kernel has let go of what it can do without. */
long long free_kilobytes(void);

/* The memory of the machine that is promised to somebody: what overcommit is judged by. */
long long promised_kilobytes(void);

/*
 * Whether less than @kilobytes are missing of @before, which free_kilobytes() gave;
 * it is waited for: the kernel frees in the background, too.
 */
bool memory_is_back(long long before, long long kilobytes);

/* The size of a huge page table entry; the test ends where the kernel has none. */
size_t huge_size(void);

/* The first 32-bit word of page @page of a mapping. */
uint32_t word_at(const void *memory, unsigned long page);
void set_word_at(void *memory, unsigned long page, uint32_t word);

/* How many of the first @pages pages begin with the stamp. */
unsigned long stamped_pages(const void *memory, unsigned long pages);

/* The value in kB of the line @name of the mapping at @memory in /proc/self/smaps. */
long smaps_kilobytes(const void *memory, const char *name);

/*
 * The signal that reading (or writing) a byte at @address gives, 0 for none. For
 * threads, too; SIGBUS and SIGSEGV are caught from then on.
 */
int signal_of_read(const void *address);
int signal_of_write(void *address);

#endif /* MAPS_TEST_DRIVER_H */
