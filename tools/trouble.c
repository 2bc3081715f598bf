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

static const char *next_step(int err)
{
	switch (-err) {
	case ENOENT:
	case ENXIO:
		return trouble_loaded() ? "; 'maps list' has all that are there"
					: "; the driver is not loaded: modprobe maps";
	case ENODEV:
		return "; it is no device of the maps driver, or it was revoked: "
		       "'maps list -o NAME,LABEL,REVOKED' tells";
	case EACCES:
	case EPERM:
		return "; root may, and who may open it is in 'ls -l'";
	case ENOMEM:
		return "; free some memory and try again";
	case EBADF:
		return "; the descriptor is not open";
	default:
		return "";
	}
}

void trouble_device(const char *command, const char *device, int err)
{
	message(command, "%s: %s%s", device, strerror(-err), next_step(err));
}

void trouble_walk(const char *command, int err)
{
	message(command, "/sys/class/maps: %s%s", strerror(-err), next_step(err));
}

void trouble_control(const char *command, int err)
{
	const char *next;

	switch (-err) {
	case ENOENT:
	case ENXIO:
		next = trouble_loaded() ? "the driver is loaded, so this /dev lacks the node: udev makes it"
					: "the driver is not loaded: modprobe maps";
		break;
	case EACCES:
	case EPERM:
		next = "it is root's right, or that of the group that 'ls -l' shows";
		break;
	case ENOSPC:
		next = "there is no number left for a device: 'maps destroy' some";
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
		return "all areas together may have the bytes of /sys/module/maps/parameters/max_bytes (0: half of the "
		       "memory): take less, destroy some, or let root raise it";
	case EOVERFLOW:
		return "it is more than an address space has: take less";
	default:
		return "there is not so much memory for you: take less, or free some";
	}
}
