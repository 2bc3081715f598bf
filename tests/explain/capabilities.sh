#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain as a user who has CAP_BPF and CAP_PERFMON, and is not root. Runs in the machine.
#
# needs root
# needs cpus 1
# needs file build/ARCH/tests/explain/victim

# shellcheck source=tests/tap.sh
. ./tap.sh

device=/dev/broken-ignored-error
chmod 666 "$device"

# explain CAPABILITIES: what is said of the program, in one line.
explain() {
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "$1" --ambient-caps "$1" \
		maps explain --timeout 5 -- ./victim "$device" private 2>&1 | tr -s '\n ' ' '
}

# paranoid VALUE
paranoid() {
	echo "$1" >/proc/sys/kernel/perf_event_paranoid
}

paranoid 3
check 'one of the two is not enough, and that is said' 0 'no bpf: that takes root, or CAP_BPF and CAP_PERFMON.*cause 1 .*by ptrace' \
	explain +bpf
check 'both are not where perf events are for root alone, and that is said' 0 \
	'no bpf: that takes root, where kernel.perf_event_paranoid is above 2.*cause 1 .*by ptrace' explain +bpf,+perfmon
paranoid 2
# For a type that the kernel has not, libbpf 1.1 looks where root alone may look.
if grep -aq vm_area_desc /sys/kernel/btf/vmlinux; then
	check 'where they are not, both are: it is seen from within the kernel' 0 \
		'returned 0x[0-9a-f]+\(\) returned 0 .*cause 1 .*functions have no names.*by bpf' explain +bpf,+perfmon
	check 'with CAP_SYSLOG, functions have names' 0 'module broken; its mmap is ignored_error_mmap.*cause 1 .*by bpf' \
		explain +bpf,+perfmon,+syslog
else
	check 'where they are not, it is explained, seen from within the kernel or not' 0 \
		'(by ptrace: no bpf: the kernel does not take the BPF programs: [a-z].*cause 1 .*by ptrace|cause 1 .*by bpf)' \
		explain +bpf,+perfmon
fi
tap_done
