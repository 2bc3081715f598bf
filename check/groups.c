// SPDX-License-Identifier: BSD-2-Clause
/* The groups, in the order in which they run: each can rely on those before it. */
#include "check/check.h"

const struct check_group *const check_groups[] = {
	&group_bounds,
	&group_sharing,
	&group_private,
	&group_permissions,
	&group_content,
	&group_vma,
	&group_access,
	&group_fork,
	&group_lifetime,
	&group_concurrency,
	NULL
};
