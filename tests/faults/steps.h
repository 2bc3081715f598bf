/* SPDX-License-Identifier: BSD-2-Clause */
/* The steps of an area's life, each of which is to survive that memory runs out. */
#ifndef MAPS_FAULTS_STEPS_H
#define MAPS_FAULTS_STEPS_H

#include <stdbool.h>
#include <sys/types.h>

#include "tests/abi/driver.h"

/* What a step works on. */
struct stage {
	const struct config *config;
	char parameters[160];	/* for load */
	int module;		/* maps.ko, opened */
	int control;		/* /dev/maps-control, opened */
	int other;		/* an area of its own, to copy from and to; anonymous */
	struct maps_create create;
	int fd;			/* of the area, opened; -1 */
	int revoke;		/* its file in sysfs, opened; -1 */
	char *shared;		/* mappings of it, or NULL */
	char *private;
	char *moved;
	pid_t child;
	char *stack;		/* of the child */
};

struct step {
	const char *name;
	/* Whether it can be with that configuration. NULL: it can. */
	bool (*suits)(const struct config *config);
	/* All that has to be there, without a failure. */
	void (*prepare)(struct stage *stage);
	/* The step; nothing but system calls. 0 or an errno. */
	int (*act)(struct stage *stage);
	/* Whether all is as it should be, where act succeeded. */
	bool (*good)(struct stage *stage);
	/* Take back what prepare did, and what act did where it succeeded. */
	void (*undo)(struct stage *stage, bool done);
	/* The errno it may fail with; 0: it may not. */
	int error;
	/* Whether one area is there from before the step till after it; other steps create and destroy their own. */
	bool on_area;
	/* Whether it has to reach an allocation. */
	bool allocates;
	/* Whether it is another one where private mappings can only be read. */
	bool private;
};

/* Make the area of the stage's configuration, and destroy it. */
void stage_create(struct stage *stage);
void stage_destroy(struct stage *stage);

/* With the driver loaded, and with it unloaded; the last one has no name. */
extern const struct step steps[];
extern const struct step load_steps[];

#endif /* MAPS_FAULTS_STEPS_H */
