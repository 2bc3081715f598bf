/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an incident means. A pure function: no system call, no global state, so
 * that incidents recorded on any kernel test it on any machine.
 */
#ifndef MAPS_EXPLANATION_H
#define MAPS_EXPLANATION_H

#include "explain/incident.h"

struct cause;

/* Where it went wrong, in the order in which an mmap comes by. */
enum stage {
	STAGE_NONE,		/* nowhere */
	STAGE_LIBRARY,		/* the C library refused without asking the kernel */
	STAGE_ENTRY,		/* the system call's own checks */
	STAGE_SECURITY,		/* a security module */
	STAGE_CHECKS,		/* do_mmap(): the descriptor, the flags, the address, limits */
	STAGE_ACCOUNTING,	/* memory limits */
	STAGE_DRIVER,		/* the driver's own check */
	STAGE_HELPER,		/* a helper that the driver called */
	STAGE_FAULT,		/* the fault handler */
	STAGE_ACCESS,		/* a system call's access to the mapping */
};

/**
 * struct explanation - see above
 * @stage: where it went wrong
 * @cause: the row of the catalogue; NULL: none of them
 * @beneath: the row of the error that the driver made another one of; NULL: it made none
 * @function: the driver's function that was told, or that decided; empty: unknown
 * @seen: the reason was seen; otherwise it was inferred from what was seen
 * @reason: what happened, in plain words, with the kernel function that decides
 */
struct explanation {
	enum stage stage;
	const struct cause *cause;
	const struct cause *beneath;
	char function[64];
	bool seen;
	char reason[640];
};

/* Explain @incident. */
void explain(const struct incident *incident, struct explanation *explanation);

/* The stage as a word, for programs, and in words, for a person. */
const char *stage_word(enum stage stage);
const char *stage_text(enum stage stage);

#endif /* MAPS_EXPLANATION_H */
