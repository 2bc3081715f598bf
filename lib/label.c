// SPDX-License-Identifier: BSD-2-Clause
/* What a label may be. The driver has the last word; this is to say it early. */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define LETTERS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

bool maps_name_is_device(const char *name)
{
	static const char prefix[] = "maps";

	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return false;
	name += sizeof(prefix) - 1;
	return *name && name[strspn(name, "0123456789")] == '\0';
}

int maps_label_check(const char *label)
{
	if (strlen(label) >= MAPS_LABEL_SIZE)
		return -ENAMETOOLONG;
	/* isalnum() would depend on the locale. */
	if (!*label || strchr("._-", *label) || label[strspn(label, LETTERS_AND_DIGITS "._-")] != '\0')
		return -EINVAL;
	return maps_name_is_device(label) ? -EINVAL : 0;
}
