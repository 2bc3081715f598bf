// SPDX-License-Identifier: BSD-2-Clause
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "libmaps.h"
#include "owners.h"
#include "process-name.h"
#include "smaps.h"
#include "vma.h"

/**
 * struct search - while it goes on
 * @areas: what is looked for
 * @count: how many
 * @found: what there is
 * @err: why it has failed
 */
struct search {
	const struct owners_area *areas;
	size_t count;
	struct owners *found;
	int err;
};

/* --- Which thread -------------------------------------------------------------------- */

/* Whether a thread has ended, or its process: its memory is not shown any more. */
static bool has_ended(pid_t thread)
{
	char path[32];
	bool ended;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/maps", thread);
	file = fopen(path, "re");
	if (!file)
		return errno == ESRCH || errno == ENOENT;
	ended = fgetc(file) == EOF;
	fclose(file);
	return ended;
}

pid_t owners_thread(pid_t pid)
{
	pid_t thread, found = pid;
	struct dirent *entry;
	char path[32];
	DIR *dir;

	if (!has_ended(pid))
		return pid;
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && found == pid && (entry = readdir(dir))) {
		thread = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)atoi(entry->d_name) : 0;
		if (thread && !has_ended(thread))
			found = thread;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* --- Which area --------------------------------------------------------------------- */

static int recognize_file(const char *path, struct owners_area *area)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	struct maps_area *handle;
	struct vma vma;
	void *address;
	int err;

	err = maps_open(path, O_RDONLY, &handle);
	if (err)
		return err;
	err = maps_area_map(handle, 0, page_size, PROT_NONE, MAP_SHARED, &address);
	if (!err) {
		err = vma_of_address(address, &vma);
		if (!err) {
			area->file_device = vma.device;
			area->file_inode = vma.inode;
		}
		maps_area_unmap(address, page_size);
	}
	maps_close(handle);
	return err;
}

int owners_recognize(const char *name, const char *path, bool shmem, struct owners_area *area)
{
	struct stat status;

	memset(area, 0, sizeof(*area));
	snprintf(area->name, sizeof(area->name), "%s", name);
	if (stat(path, &status) < 0)
		return -errno;
	area->number = status.st_rdev;
	area->device = status.st_dev;
	area->inode = status.st_ino;
	/* Without the right to map it, its mappings are those of an unknown area. */
	if (shmem)
		recognize_file(path, area);
	return 0;
}

/*
 * The node has another inode in the /dev of a container; the device is the same. What
 * the kernel knows by itself is enough: a file of a process can be on a server that is
 * dead, and who asks that waits for ever.
 */
static const struct owners_area *area_of_number(const struct search *search, const char *path)
{
	struct statx status;
	dev_t number;

	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE, &status) < 0 || !S_ISCHR(status.stx_mode))
		return NULL;
	number = makedev(status.stx_rdev_major, status.stx_rdev_minor);
	for (size_t i = 0; i < search->count; i++)
		if (search->areas[i].number == number)
			return &search->areas[i];
	return NULL;
}

/* The name of the area that a mapping shows; NULL where it is none. */
static const char *area_of(const struct search *search, pid_t thread, const struct vma *vma)
{
	const struct owners_area *area;
	char path[sizeof(vma->path) + 32];

	if (!vma->inode)
		return NULL;
	for (size_t i = 0; i < search->count; i++) {
		area = &search->areas[i];
		if ((vma->device == area->device && vma->inode == area->inode) ||
		    (vma->device == area->file_device && vma->inode == area->file_inode))
			return area->name;
	}
	if (strcmp(vma->path, "anon_inode:[maps]") == 0)
		return OWNERS_ANONYMOUS;
	/* A file of the kernel's shared memory that has the driver's name. */
	if (strcmp(vma->path, "/maps (deleted)") == 0)
		return OWNERS_UNKNOWN;
	if (strncmp(vma->path, "/dev/", 5) != 0)
		return NULL;
	snprintf(path, sizeof(path), "/proc/%d/root%s", thread, vma->path);
	area = area_of_number(search, path);
	return area ? area->name : NULL;
}

static int add_vma(struct vma **vmas, size_t *count, const struct vma *vma)
{
	struct vma *list = reallocarray(*vmas, *count + 1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	*vmas = list;
	list[(*count)++] = *vma;
	return 0;
}

int owners_vmas(const struct owners_area *area, pid_t pid, struct vma **vmas, size_t *count)
{
	const struct search search = { .areas = area, .count = 1 };
	pid_t thread = owners_thread(pid);
	char path[32], *line = NULL;
	size_t capacity = 0;
	int err = 0;
	FILE *file;

	*vmas = NULL;
	*count = 0;
	snprintf(path, sizeof(path), "/proc/%d/maps", thread);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (!err && getline(&line, &capacity, file) > 0) {
		struct vma vma;
		const char *name = vma_parse(line, &vma) ? area_of(&search, thread, &vma) : NULL;

		if (name && strcmp(name, area->name) == 0)
			err = add_vma(vmas, count, &vma);
	}
	free(line);
	fclose(file);
	if (err) {
		free(*vmas);
		*vmas = NULL;
		*count = 0;
	}
	return err;
}

/* --- Owners ---------------------------------------------------------------------------- */

static void read_process(pid_t pid, struct owner *owner)
{
	char path[32], line[512];
	const char *end;
	FILE *file;

	process_name_read(pid, owner->command, sizeof(owner->command));
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	/* The name, which is in parentheses, may have some itself. */
	if (fgets(line, sizeof(line), file)) {
		end = strrchr(line, ')');
		if (end)
			sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %" SCNu64, &owner->faults);
	}
	fclose(file);
}

/* The owner for @pid and @area: the one there is, or a new one. */
static struct owner *owner_of(struct search *search, pid_t pid, const char *area)
{
	struct owners *found = search->found;
	struct owner *owner, *list;

	for (size_t i = found->count; i && found->list[i - 1].pid == pid; i--)
		if (strcmp(found->list[i - 1].area, area) == 0)
			return &found->list[i - 1];
	list = realloc(found->list, (found->count + 1) * sizeof(*list));
	if (!list) {
		search->err = -ENOMEM;
		return NULL;
	}
	found->list = list;
	owner = &list[found->count++];
	*owner = (struct owner){ .pid = pid };
	snprintf(owner->area, sizeof(owner->area), "%s", area);
	read_process(pid, owner);
	return owner;
}

bool owners_is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/*
 * What of a process cannot be opened: it may not be seen, or there is nothing left to open
 * it with, and then nobody knows who has what; or it has just gone.
 */
static void count_unopened(struct search *search, int error)
{
	if (error == EACCES || error == EPERM)
		search->found->hidden++;
	else if (owners_is_shortage(error))
		search->err = -error;
}

/* Open a file of a thread: NULL where that cannot be, which is counted. */
static FILE *open_of(struct search *search, pid_t thread, const char *name)
{
	char path[32];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", thread, name);
	file = fopen(path, "re");
	if (!file)
		count_unopened(search, errno);
	return file;
}

/* smaps is dear for the kernel: only those who have something of ours are asked for it. */
static bool has_mappings(struct search *search, pid_t thread)
{
	size_t capacity = 0;
	char *line = NULL;
	bool has = false;
	struct vma vma;
	FILE *file;

	file = open_of(search, thread, "maps");
	if (!file)
		return false;
	while (!has && getline(&line, &capacity, file) > 0)
		has = vma_parse(line, &vma) && area_of(search, thread, &vma);
	free(line);
	fclose(file);
	return has;
}

static void add_mapping(struct owner *owner, const struct vma *vma, const struct smaps *smaps)
{
	owner->mappings++;
	owner->bytes += vma->end - vma->start;
	owner->present += smaps->rss;
	owner->copies += smaps->anonymous;
	owner->huge += smaps->pmd_mapped;
}

static void find_mappings(struct search *search, pid_t pid, pid_t thread)
{
	struct smaps smaps = { 0 };
	const char *area = NULL;
	size_t capacity = 0;
	char *line = NULL;
	struct owner *owner;
	struct vma vma = { 0 }, next = { 0 };
	bool more;
	FILE *file;

	file = has_mappings(search, thread) ? open_of(search, thread, "smaps") : NULL;
	if (!file)
		return;
	/* What belongs to a mapping is complete where the next one begins. */
	do {
		more = getline(&line, &capacity, file) > 0;
		if (more && !vma_parse(line, &next)) {
			smaps_add_line(line, &smaps);
			continue;
		}
		owner = area ? owner_of(search, pid, area) : NULL;
		if (owner)
			add_mapping(owner, &vma, &smaps);
		vma = next;
		area = more ? area_of(search, thread, &vma) : NULL;
		memset(&smaps, 0, sizeof(smaps));
	} while (more);
	free(line);
	fclose(file);
}

/* The area that a descriptor is of: NULL where it is of none. */
static const char *area_of_descriptor(const struct search *search, const char *path)
{
	const struct owners_area *area = area_of_number(search, path);
	char target[64];
	ssize_t length;

	if (area)
		return area->name;
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return NULL;
	target[length] = '\0';
	return strcmp(target, "anon_inode:[maps]") == 0 ? OWNERS_ANONYMOUS : NULL;
}

static void find_descriptors(struct search *search, pid_t pid, pid_t thread)
{
	char path[64];
	struct dirent *entry;
	struct owner *owner;
	const char *area;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", thread);
	dir = opendir(path);
	/* Whose descriptors may not be seen, his mappings may not, either: he has been counted. */
	if (!dir && errno != EACCES && errno != EPERM)
		count_unopened(search, errno);
	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/fd/%.16s", thread, entry->d_name);
		area = area_of_descriptor(search, path);
		owner = area ? owner_of(search, pid, area) : NULL;
		if (owner)
			owner->descriptors++;
	}
	if (dir)
		closedir(dir);
}

int owners_find(const struct owners_area *areas, size_t count, bool descriptors, struct owners *found)
{
	struct search search = { .areas = areas, .count = count, .found = found };
	struct dirent *entry;
	DIR *proc;

	memset(found, 0, sizeof(*found));
	proc = opendir("/proc");
	if (!proc)
		return -errno;
	while (!search.err && (entry = readdir(proc))) {
		pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)atoi(entry->d_name) : 0;
		pid_t thread;

		if (!pid)
			continue;
		thread = owners_thread(pid);
		find_mappings(&search, pid, thread);
		if (descriptors)
			find_descriptors(&search, pid, thread);
	}
	closedir(proc);
	if (search.err)
		owners_free(found);
	return search.err;
}

void owners_free(struct owners *owners)
{
	free(owners->list);
	memset(owners, 0, sizeof(*owners));
}
