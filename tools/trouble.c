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
