// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "message.h"
#include "trouble.h"

bool trouble_loaded(void)
{
	return access("/sys/class/maps", F_OK) == 0;
}

/* What helps whatever it was that could not be opened. */
static const char *common_step(int err)
{
	switch (-err) {
	case EACCES:
	case EPERM:
		return "root may, and 'ls -l' shows who else may";
	case ENOMEM:
		return "free some memory and try again";
	case EMFILE:
	case ENFILE:
		return "close some files, or raise 'ulimit -n'";
	case ENOSYS:
		return "/proc is not mounted: mount -t proc proc /proc";
	case EBUSY:
		return "somebody else is using it: wait until they have finished";
	default:
		return "the kernel's log may tell more: dmesg";
	}
}

static const char *device_step(int err)
{
	switch (-err) {
	case ENOENT:
	case ENXIO:
	case ENOTDIR:
	case ENAMETOOLONG:
	case ELOOP:
		return trouble_loaded() ? "'maps list' has all areas" : "the driver is not loaded: modprobe maps";
	case ENODEV:
		return trouble_loaded() ? "it is not a device of the maps driver, or its area was revoked: "
					  "'maps list -o NAME,LABEL,REVOKED' shows"
					: "the driver is not loaded: modprobe maps";
	default:
		return common_step(err);
	}
}

/* Of a device of any driver: where it is not there, that driver may not be, either. */
static const char *any_step(int err)
{
	switch (-err) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		return trouble_loaded() ? "is its driver loaded? 'maps list' has all areas"
					: "is its driver loaded? The maps driver is not: modprobe maps";
	case ENOTDIR:
	case ENAMETOOLONG:
	case ELOOP:
	case EISDIR:
		return "name a device, a file or an area";
	case ENOSYS:
		return "the kernel, or a sandbox, has not a system call that this needs, such as pidfd_open(2)";
	default:
		return common_step(err);
	}
}

void trouble_device(const char *command, const char *device, int err)
{
	message(command, "%s: %s; %s", device, strerror(-err), device_step(err));
}

void trouble_any_device(const char *command, const char *device, int err)
{
	message(command, "%s: %s; %s", device, strerror(-err), any_step(err));
}

void trouble_walk(const char *command, int err)
{
	message(command, "/sys/class/maps: %s; %s", strerror(-err), device_step(err));
}

void trouble_control(const char *command, int err)
{
	const char *next;

	switch (-err) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		next = !trouble_loaded() ? "the driver is not loaded: modprobe maps" :
		       err == -ENOENT ? "the driver is loaded, but this /dev lacks its device node: udev creates it" :
					"the driver is loaded, but this device node is of another one: udev creates the right one";
		break;
	case EMFILE:
	case ENFILE:
	case ENOSYS:
		next = common_step(err);
		break;
	case EACCES:
	case EPERM:
		next = "only root may do this, or the group that 'ls -l' shows";
		break;
	case ENOSPC:
		next = "there is no device number left: 'maps destroy' some areas";
		break;
	default:
		next = "the kernel's log may tell more: dmesg";
	}
	message(command, "/dev/maps-control: %s; %s", strerror(-err), next);
}

const char *trouble_memory(int err)
{
	switch (-err) {
	case EDQUOT:
		return "the areas together may have /sys/module/maps/parameters/max_bytes bytes (0: half of the "
		       "memory): take less, destroy some, or let root raise it";
	case EOVERFLOW:
		return "it exceeds the address space: take less";
	default:
		return "there is not enough memory: take less, or free some";
	}
}
