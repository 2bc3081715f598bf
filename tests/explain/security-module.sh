#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of an mmap that a security module forbids: AppArmor, which Debian's
# kernels have switched on. Runs in the machine.
#
# needs root
# needs file build/ARCH/tests/explain/refused

# shellcheck source=tests/tap.sh
. ./tap.sh

mount -t securityfs securityfs /sys/kernel/security 2>/dev/null
# profile NAME RULE: /root/NAME may read and write any file, and what RULE says.
profile() {
	printf 'profile %s /root/%s {\n/** rw,\n%s\n}\n' "$1" "$1" "$2" | apparmor_parser --replace
}

# Debian's profiles have it, by abstractions/base.
signals='signal receive peer=unconfined,'
profile refused "$signals"
profile shut ''
load devices=1

explain() {
	maps explain --timeout 5 -o report -- "$@" >/dev/null 2>&1
	status=$?
	tr -s '\n ' ' ' <report
	return "$status"
}

# Without "m", a file may be read, and not mapped to be executed.
check 'what the policy allows is no incident' 0 'Nothing to explain' explain ./refused good /dev/maps0
check 'what it forbids: EACCES, by a security module' 1 \
	'gave EACCES.* stage a security module reason \(seen\) security_mmap_file\(\) gave -EACCES.* cause 23 ' \
	explain ./refused execute /dev/maps0
check 'the driver was not asked' 1 'the driver was not asked' explain ./refused execute /dev/maps0

# The watch stops a process for a moment, and nothing but a signal lets it go on.
cp refused shut
check 'a process that may not be sent signals is given up, and it is said why' 137 \
	'stays stopped: SIGCONT was refused' explain ./shut good /dev/maps0
profile shut "$signals"
pkill -9 shut
rmmod maps
tap_done
