// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "explain/flags.h"
#include "explain/patience.h"
#include "explain/process-maps.h"
#include "tools/process-name.h"

static void fill_status(const char *path, struct incident *incident)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return;
	incident->is_device = S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
	incident->is_regular = S_ISREG(status.st_mode);
	if (incident->is_device) {
		incident->major = major(status.st_rdev);
		incident->minor = minor(status.st_rdev);
	} else {
		incident->size = (uint64_t)status.st_size;
		incident->inode = incident->is_regular ? status.st_ino : 0;
	}
}

/* The letters of a line of maps, "rw-p", are four of the flags. */
static uint64_t flags_of(const char *letters)
{
	uint64_t flags = 0;

	flags |= letters[0] == 'r' ? VM_READ : 0;
	flags |= letters[1] == 'w' ? VM_WRITE : 0;
	flags |= letters[2] == 'x' ? VM_EXEC : 0;
	flags |= letters[3] == 's' ? VM_SHARED | VM_MAYSHARE : 0;
	return flags;
}

/* Whether @line begins a mapping, which it then puts into @incident. */
static bool parse(const char *line, struct incident *incident)
{
	char letters[5];
	int name = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n", &incident->vma_start,
		   &incident->vma_end, letters, &incident->offset, &name) < 4)
		return false;
	incident->vma_flags = flags_of(letters);
	if (name)
		snprintf(incident->path, sizeof(incident->path), "%.*s", (int)strcspn(line + name, "\n"), line + name);
	return true;
}

/*
 * The kernel takes the mmap_lock of the process for what follows, which a driver may hold for
 * ever; but of a large process it takes its time.
 */
static struct patience patience = { .milliseconds = 2000 };

/**
 * struct reading - /proc/PID/maps
 * @text: all of it; what comes too late is nobody's, and lost
 * @err: 0 or -errno
 */
struct reading {
	pid_t pid;
	char *text;
	int err;
};

static void read_all(void *data)
{
	struct reading *reading = data;
	size_t capacity = 0;
	char name[32];
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/maps", reading->pid);
	file = fopen(name, "re");
	if (!file) {
		reading->err = errno == ENOENT ? -ESRCH : -errno;
		return;
	}
	/* There is no NUL in it; nothing at all, where the process is about to end. */
	if (getdelim(&reading->text, &capacity, '\0', file) < 0) {
		free(reading->text);
		reading->text = NULL;
	}
	fclose(file);
}

int process_maps(pid_t pid, void (*take)(void *context, const struct incident *mapping), void *context)
{
	char command[sizeof(((struct incident *)0)->command)] = "", *rest = NULL;
	struct reading reading = { .pid = pid };

	if (!patience_ask(&patience, read_all, &reading, sizeof(reading)))
		return patience.lost ? -ETIMEDOUT : -EAGAIN;
	if (reading.err)
		return reading.err;
	process_name_read(pid, command, sizeof(command));
	for (char *line = reading.text ? strtok_r(reading.text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct incident mapping = { .pid = pid, .tid = pid, .page = (uint32_t)sysconf(_SC_PAGESIZE) };

		if (!parse(line, &mapping) || mapping.path[0] != '/')
			continue;
		memcpy(mapping.command, command, sizeof(mapping.command));
		fill_status(mapping.path, &mapping);
		take(context, &mapping);
	}
	free(reading.text);
	return 0;
}

/* The kernel's two letters for flags. Those that are not here have no meaning for us. */
static uint64_t flag_of(const char *letters)
{
	static const struct {
		char letters[3];
		uint64_t flag;
	} known[] = {
		{ "rd", VM_READ }, { "wr", VM_WRITE }, { "ex", VM_EXEC }, { "sh", VM_SHARED },
		{ "mr", VM_MAYREAD }, { "mw", VM_MAYWRITE }, { "me", VM_MAYEXEC }, { "ms", VM_MAYSHARE },
		{ "pf", VM_PFNMAP }, { "lo", VM_LOCKED }, { "io", VM_IO }, { "dc", VM_DONTCOPY },
		{ "de", VM_DONTEXPAND }, { "dd", VM_DONTDUMP }, { "mm", VM_MIXEDMAP },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(letters, known[i].letters, 2) == 0)
			return known[i].flag;
	return 0;
}

/**
 * struct place - an address of a process
 * @start, @end, @flags: the VMA that has it, if one was @found
 */
struct place {
	pid_t pid;
	uint64_t address;
	uint64_t start;
	uint64_t end;
	uint64_t flags;
	bool found;
};

static uint64_t read_flags(const char *words)
{
	uint64_t flags = 0;

	for (const char *word = words; *word == ' ' && word[1] > ' '; word += 3)
		flags |= flag_of(word + 1);
	return flags;
}

static void find_vma(void *data)
{
	struct place *place = data;
	char name[32], *line = NULL;
	bool inside = false;
	size_t capacity = 0;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/smaps", place->pid);
	file = fopen(name, "re");
	while (file && !(place->found && !inside) && getline(&line, &capacity, file) > 0) {
		struct incident mapping = { 0 };

		if (parse(line, &mapping)) {
			inside = mapping.vma_start <= place->address && place->address < mapping.vma_end;
			if (!inside)
				continue;
			place->found = true;
			place->start = mapping.vma_start;
			place->end = mapping.vma_end;
			place->flags = mapping.vma_flags;
		} else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
			place->flags = read_flags(line + 8);
		}
	}
	free(line);
	if (file)
		fclose(file);
}

bool process_vma(pid_t pid, uint64_t address, struct incident *incident)
{
	/* Its own: smaps of a large process may take too long where maps does not. */
	static struct patience smaps = { .milliseconds = 2000 };
	struct place place = { .pid = pid, .address = address };

	if (!patience_ask(&smaps, find_vma, &place, sizeof(place)) || !place.found)
		return false;
	incident->vma_start = place.start;
	incident->vma_end = place.end;
	incident->vma_flags = place.flags;
	return true;
}

bool process_file(pid_t pid, int fd, struct incident *incident)
{
	unsigned int mode = 0;
	char name[64], line[64];
	struct statvfs system;
	ssize_t length;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/fd/%d", pid, fd);
	length = readlink(name, incident->path, sizeof(incident->path) - 1);
	if (length < 0)
		return false;
	incident->path[length] = '\0';
	fill_status(name, incident);
	incident->noexec = statvfs(name, &system) == 0 && system.f_flag & ST_NOEXEC;
	snprintf(name, sizeof(name), "/proc/%d/fdinfo/%d", pid, fd);
	file = fopen(name, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "flags: %o", &mode) == 1)
			break;
	if (file)
		fclose(file);
	incident->readable = (mode & O_ACCMODE) != O_WRONLY;
	incident->writable = (mode & O_ACCMODE) != O_RDONLY;
	return true;
}

/* What is open as @fd. */
struct descriptor {
	pid_t pid;
	int fd;
	bool is_regular;
};

static void find_type(void *data)
{
	struct descriptor *descriptor = data;
	struct stat status;
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/fd/%d", descriptor->pid, descriptor->fd);
	/* FUSE gives EACCES to root, too, unless it was mounted for others. */
	descriptor->is_regular = stat(name, &status) < 0 ? errno == EACCES : S_ISREG(status.st_mode);
}

bool process_has_regular(pid_t pid, int fd)
{
	static struct patience servers = { .milliseconds = 200 };
	struct descriptor descriptor = { .pid = pid, .fd = fd };

	return !patience_ask(&servers, find_type, &descriptor, sizeof(descriptor)) || descriptor.is_regular;
}
