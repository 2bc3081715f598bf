// SPDX-License-Identifier: BSD-2-Clause
/* libmaps: areas are mapped, asked and revoked. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "abi/driver.h"
#include "areas.h"
#include "tap.h"

#define NR_PAGES 8
#define BYTES (NR_PAGES * page_size())

static void map_is(const struct maps_area *area, uint64_t offset, size_t length, int protection, int flags, int err,
		   const char *sentence)
{
	void *memory = NOT_THERE;

	tap_equal(maps_area_map(area, offset, length, protection, flags, &memory), err, "%s", sentence);
	if (err)
		tap_ok(memory == NOT_THERE, "%s: the address is left alone", sentence);
	else
		tap_equal(maps_area_unmap(memory, length), 0, "%s: it is unmapped", sentence);
}

static void check_mapping(const struct maps_area *area)
{
	void *whole, *part;

	if (maps_area_map(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, &whole) ||
	    maps_area_map(area, 3 * page_size(), page_size(), PROT_READ, MAP_SHARED, &part))
		tap_bail("no mapping");
	set_word_at(whole, 3, 0x5678);
	tap_equal(word_at(part, 0), 0x5678, "a part begins at its offset");
	tap_equal(maps_area_unmap(part, page_size()), 0, "a part is unmapped");
	tap_equal(signal_of_read(part), 11, "what is unmapped is gone");
	tap_equal(maps_area_unmap((char *)whole + 1, page_size()), -EINVAL, "an address within a page is refused");
	tap_equal(maps_area_unmap(whole, BYTES), 0, "the whole is unmapped");

	map_is(area, 0, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0, "a private mapping");
	map_is(area, 0, BYTES, PROT_READ, MAP_SHARED | MAP_POPULATE, 0, "with another flag");
	map_is(area, 0, 1, PROT_NONE, MAP_SHARED, 0, "of one byte, without rights");
	map_is(area, 0, 0, PROT_READ, MAP_SHARED, -EINVAL, "of no length");
	map_is(area, 1, page_size(), PROT_READ, MAP_SHARED, -EINVAL, "at an offset within a page");
	map_is(area, 0, BYTES, PROT_READ, 0, -EINVAL, "neither shared nor private");
	map_is(area, 0, BYTES + 1, PROT_READ, MAP_SHARED, -EINVAL, "beyond the end");
	map_is(area, BYTES, page_size(), PROT_READ, MAP_SHARED, -EINVAL, "behind the end");
	map_is(area, (uint64_t)INT64_MAX + 1, page_size(), PROT_READ, MAP_SHARED, -EOVERFLOW, "at an offset that no file has");
	map_is(area, UINT64_MAX - page_size() + 1, page_size(), PROT_READ, MAP_SHARED, -EOVERFLOW, "at the largest offset");
	map_is(area, 0, page_size(), PROT_READ, MAP_SHARED | MAP_FIXED, -EINVAL, "at an address of one's own: refused");
	map_is(area, INT64_MAX - page_size() + 1, page_size(), PROT_READ, MAP_SHARED, -EINVAL, "at the end of the largest file");
	map_is(area, 0, SIZE_MAX, PROT_READ, MAP_SHARED, -ENOMEM, "of more than the address space");
	map_is(area, 0, BYTES, PROT_READ | PROT_EXEC, MAP_SHARED, -EPERM, "to be executed");
}

static void refusal_has(const struct maps_area *area, const char *words, const char *sentence)
{
	char *text = NOT_THERE;

	if (!tap_equal(maps_area_refusal(area, &text), 0, "%s has a reason", sentence))
		return;
	if (!tap_ok(strstr(text, words) && text[strlen(text) - 1] == '\n', "%s: the reason is said", sentence))
		tap_note("%s", text);
	free(text);
}

static void check_refusals(void)
{
	struct maps_area *area = area_anonymous(BYTES), *same, *readonly;
	struct maps_options *options = options_of(BYTES, NULL);
	char *text = NOT_THERE;
	void *memory;

	tap_equal(maps_area_refusal(area, &text), -ENODATA, "nothing was refused yet");
	tap_ok(text == NOT_THERE, "the text is left alone");
	maps_area_map(area, 1, 1, PROT_READ, MAP_SHARED, &memory);
	tap_equal(maps_area_refusal(area, &text), -ENODATA, "what the kernel refuses, the driver never sees");
	maps_area_map(area, page_size(), BYTES, PROT_READ, MAP_SHARED, &memory);
	refusal_has(area, "reason: the area ends before the mapping does\nasked:  MAP_SHARED, PROT_READ, offset", "beyond the end");
	maps_area_map(area, 2 * page_size(), BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, &memory);
	refusal_has(area, "asked:  MAP_PRIVATE, PROT_READ|PROT_WRITE, offset", "beyond the end, once more");
	maps_area_map(area, 3 * page_size(), BYTES, PROT_WRITE, MAP_SHARED, &memory);
	refusal_has(area, "asked:  MAP_SHARED, PROT_WRITE, offset", "beyond the end, without PROT_READ");
	maps_area_map(area, 4 * page_size(), BYTES, PROT_NONE, MAP_SHARED, &memory);
	refusal_has(area, "asked:  MAP_SHARED, PROT_NONE, offset", "beyond the end, without rights");
	maps_area_map(area, 2 * page_size(), BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, &memory);

	maps_open_fd(maps_area_fd(area), &same);
	refusal_has(same, "asked:  MAP_PRIVATE, PROT_READ|PROT_WRITE, offset", "another handle of the same open file");
	maps_close(same);
	maps_close(area);

	maps_options_set_private(options, "readonly");
	if (maps_create_anonymous(options, &readonly))
		tap_bail("no area");
	map_is(readonly, 0, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, -EACCES, "private, to be written, where that is refused");
	refusal_has(readonly, "next:   map it without PROT_WRITE", "private, to be written");
	maps_close(readonly);
	maps_options_free(options);
}

static void check_info(void)
{
	struct maps_area *area = area_with_device(BYTES, "asked");
	struct maps_info *before = info_of(area), *after;
	void *one, *two;

	maps_area_map(area, 0, BYTES, PROT_READ, MAP_SHARED, &one);
	maps_area_map(area, 0, page_size(), PROT_READ, MAP_SHARED, &two);
	after = info_of(area);
	tap_equal((long long)maps_info_mappings(before), 0, "what was known before stays as it was");
	tap_equal((long long)maps_info_mappings(after), 2, "mappings are counted");
	tap_equal((long long)maps_info_mapped_bytes(after), (long long)(BYTES + page_size()), "their bytes are, too");
	maps_info_free(before);
	maps_info_free(after);
	maps_area_unmap(one, BYTES);
	maps_area_unmap(two, page_size());
	maps_close(area);
	maps_destroy("asked", false);
}

static void check_revoke_of(struct maps_area *area, const char *kind)
{
	struct maps_info *info;
	void *memory = NOT_THERE;
	char *text = NULL;
	char byte;

	maps_area_map(area, 0, BYTES, PROT_READ, MAP_SHARED, &memory);
	tap_equal(signal_of_read(memory), 0, "%s: can be read", kind);
	tap_equal(maps_area_revoke(area), 0, "%s: is revoked", kind);
	tap_equal(signal_of_read(memory), 7, "%s: an access is SIGBUS", kind);
	maps_area_unmap(memory, BYTES);
	tap_equal(maps_area_revoke(area), -ENODEV, "%s: once", kind);
	map_is(area, 0, BYTES, PROT_READ, MAP_SHARED, -ENODEV, "what is revoked is not mapped");
	tap_ok(maps_area_refusal(area, &text) == 0 && strstr(text, "was revoked"), "%s: the reason is known", kind);
	free(text);
	tap_ok(read(maps_area_fd(area), &byte, 1) < 0 && errno == ENODEV, "%s: read(2) is ENODEV", kind);
	info = info_of(area);
	tap_ok(maps_info_revoked(info) && maps_info_size(info) == 0, "%s: it is known to be revoked", kind);
	tap_equal((long long)maps_info_mappings(info), 0, "%s: nothing is mapped", kind);
	maps_info_free(info);
	maps_close(area);
}

static int revoke_as(void *area)
{
	return maps_area_revoke(area);
}

static void check_revoke(void)
{
	struct maps_area *area;

	check_revoke_of(area_with_device(BYTES, "revoked"), "an area that has a device");
	maps_destroy("revoked", false);
	check_revoke_of(area_anonymous(BYTES), "an anonymous area");

	area = area_with_device(BYTES, "kept");
	tap_equal(by_user(1000, revoke_as, area), -EPERM, "another user may not revoke an area that has a device");
	maps_close(area);
	maps_destroy("kept", false);
	area = area_anonymous(BYTES);
	tap_equal(by_user(1000, revoke_as, area), 0, "who can write an anonymous area may revoke it");
	tap_equal(maps_area_revoke(area), -ENODEV, "for all who have it");
	maps_close(area);
}

int main(void)
{
	struct maps_area *area;
	unsigned int before;

	if (driver_load(""))
		tap_bail("the driver cannot be loaded: %s", driver_complaint());
	before = open_descriptors();
	area = area_with_device(BYTES, "mapped");
	check_mapping(area);
	maps_close(area);
	maps_destroy("mapped", false);
	area = area_anonymous(BYTES);
	check_mapping(area);
	maps_close(area);
	check_refusals();
	check_info();
	check_revoke();
	tap_equal(open_descriptors(), before, "no descriptor is left of all that");
	tap_equal(driver_unload(), 0, "nothing holds the driver");
	return tap_done();
}
