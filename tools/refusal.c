// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "libmaps.h"
#include "refusal.h"

void refusal_explain(int fd, FILE *out)
{
	struct maps_area *area;
	char *text, *rest, *line;

	if (maps_open_fd(fd, &area) != 0)
		return;
	if (maps_area_refusal(area, &text) == 0) {
		for (rest = text; (line = strsep(&rest, "\n")) && *line; )
			fprintf(out, "  %s\n", line);
		free(text);
	}
	maps_close(area);
}
