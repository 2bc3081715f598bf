// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "libmaps.h"
#include "refusal.h"

bool refusal_explain(int fd, FILE *out)
{
	char *text, *rest, *line;
	struct maps_area *area;
	bool known;

	if (maps_open_fd(fd, &area) != 0)
		return false;
	known = maps_area_refusal(area, &text) == 0;
	if (known) {
		for (rest = text; (line = strsep(&rest, "\n")) && *line; )
			fprintf(out, "  %s\n", line);
		free(text);
	}
	maps_close(area);
	return known;
}
