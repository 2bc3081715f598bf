/* SPDX-License-Identifier: BSD-2-Clause */
/* Do a call. Each function knows some kinds of calls, and returns whether it was one of them. */
#ifndef FUZZ_PERFORM_H
#define FUZZ_PERFORM_H

#include <stdbool.h>

#include "scene.h"

bool perform_area(struct scene *scene, const struct call *call);
bool perform_file(struct scene *scene, const struct call *call);
bool perform_memory(struct scene *scene, const struct call *call);
bool perform_access(struct scene *scene, const struct call *call);
bool perform_system(struct scene *scene, const struct call *call);

#endif /* FUZZ_PERFORM_H */
