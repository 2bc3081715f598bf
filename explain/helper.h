/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel functions by which a driver maps. */
#ifndef MAPS_HELPER_H
#define MAPS_HELPER_H

#include <stdbool.h>
#include <stddef.h>

#include "explain/incident.h"

/**
 * struct helper_form - a helper
 * @name: the function
 * @gives_fault: it returns a vm_fault_t, not 0 or -errno
 */
struct helper_form {
	const char *name;
	bool gives_fault;
};

extern const struct helper_form helper_forms[HELPER_COUNT];

const char *helper_name(enum helper helper);

/* The helper of that name; HELPER_COUNT where there is none. */
enum helper helper_find(const char *name);

/* Whether its calls gave an error. */
bool helper_failed(const struct helper_run *run);

/* What each call gave: "0", "-EINVAL", "VM_FAULT_NOPAGE". */
void helper_result_text(const struct helper_run *run, char *text, size_t size);

/* Whether another helper called it, so that it is a part of what that one did. */
bool helper_is_nested(const struct helper_run *run);

/*
 * The driver's function that called it, "ignored_error_mmap"; empty where unknown.
 * A driver that ends in "return vm_insert_page(...)" is not on the stack any more:
 * the caller is then the function of the kernel that called the driver, and the
 * driver's operation is what is meant.
 */
void helper_caller(const struct incident *incident, const struct helper_run *run, char *name, size_t size);

/* As it is printed: "ignored_error_mmap+0x54 [broken]". */
void helper_place(const struct incident *incident, const struct helper_run *run, char *text, size_t size);

#endif /* MAPS_HELPER_H */
