#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Races on two processors: see races.c. Runs in the machine.
#
# needs file build/ARCH/tests/stress/races
# needs cpus 2
# needs parallel

exec ./races
