#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of programs that never come as far as the driver: the stage, the row
# of the catalogue and the reason. Runs in the machine.
#
# needs cpus 1
# needs file build/ARCH/tests/explain/refused
# needs file build/ARCH/tests/explain/victim
# needs file build/ARCH/tests/explain/refused-32bit

# shellcheck source=tests/tap.sh
. ./tap.sh

# value KEY: what the report has for it; 'null' where there is none.
value() {
	sed -n "s,\\\\/,/,g; s/^      \"$1\": *\"\?\(.*[^\",]\)\"\?,\?$/\1/p" report.json
}

# told ROW STAGE CERTAINTY WORDS COMMAND...: that the one report of it says so.
told() {
	expected="$1 $2 $3" words=$4
	shift 4
	rm -f report.json
	maps explain --timeout 5 --json -o report.json -- "$@"
	got="$(value row) $(value stage) $(value seen)"
	if [ "$got" = "$expected" ] && value reason | grep -Eq -- "$words"; then
		echo right
	else
		echo "it says: $got: $(value reason)"
	fi
}

# before CASE FILE ROW STAGE CERTAINTY WORDS SENTENCE
before() {
	check "$7" 0 '^right$' told "$3" "$4" "$5" "$6" "./${program:-refused}" "$1" "$2"
}

mkdir noexec
mount -t tmpfs -o noexec noexec noexec
for file in noexec/file file; do
	dd if=/dev/zero of="$file" bs=65536 count=1 2>/dev/null
done
load devices=1
page=$(getconf PAGESIZE 2>/dev/null || awk '/^KernelPageSize/ { print $2 * 1024; exit }' /proc/self/smaps)

# Opening it, and how it is open
before no-right /dev/maps0 51 entry false 'open\(\).*of /dev/maps0, which gave -EACCES' 'a device that may not be opened: EBADF, and who gave it'
before not-open /dev/maps0 51 entry true 'not open' 'a descriptor that was never opened: EBADF'
before path-only /dev/maps0 51 entry true 'O_PATH' 'a descriptor open with O_PATH: EBADF'
before write-only /dev/maps0 23 checks true 'open to be written only' 'open to be written only: EACCES'
before read-only /dev/maps0 23 checks true 'open to be read only' 'shared and writable, of a device open to be read: EACCES'
before read-only file 23 checks true 'open to be read only' 'the same of a file'
before folder /tmp 26 checks true 'a folder' 'a folder: ENODEV'
before execute noexec/file 24 checks true 'noexec' 'PROT_EXEC on a file system mounted noexec: EPERM'
before execute /dev/maps0 46 driver true 'own check' 'PROT_EXEC of a device that refuses it: EPERM, by the driver'
if ./refused writable-code /dev/maps0 | grep -q denied; then
	before writable-code /dev/maps0 23 checks false 'PR_SET_MDWE' 'writable code after PR_SET_MDWE: EACCES'
else
	echo '# this kernel has no PR_SET_MDWE (Linux 6.3)'
fi

# Arguments
before no-length /dev/maps0 27 checks true 'length is 0' 'a length of 0: EINVAL'
before no-type /dev/maps0 27 checks true 'neither MAP_SHARED nor MAP_PRIVATE' 'neither shared nor private: EINVAL'
before offset-raw /dev/maps0 27 entry true 'offset, 100, is no multiple' 'an offset within a page: EINVAL'
before fixed-unaligned /dev/maps0 27 checks true 'MAP_FIXED at an address that is no multiple' 'a fixed address within a page: EINVAL'
before low /dev/maps0 24 checks true 'vm.mmap_min_addr' 'a fixed address of 0, below vm.mmap_min_addr, as nobody: EPERM'
before taken /dev/maps0 51 checks true 'MAP_FIXED_NOREPLACE' 'a fixed address that is taken: EEXIST'
before grows-down /dev/maps0 27 checks true 'MAP_GROWSDOWN' 'MAP_GROWSDOWN: EINVAL'
before huge /dev/maps0 27 entry true 'MAP_HUGETLB' 'MAP_HUGETLB: EINVAL'
before unknown-flag /dev/maps0 27 checks true 'MAP_SYNC' 'MAP_SYNC: EOPNOTSUPP'
before far file 51 checks true 'beyond what a file can have' 'an offset beyond what a file can have: EOVERFLOW'
# shellcheck disable=SC2016 # it is for that shell
check 'an offset that the C library refuses: it is said that this is not seen' 1 'What the C library refuses' \
	sh -c 'maps explain -o report -- ./refused offset /dev/maps0; status=$?; tr "\n" " " <report; exit $status'

# Limits
before address-space /dev/maps0 47 accounting true 'RLIMIT_AS' 'RLIMIT_AS: ENOMEM'
before too-long /dev/maps0 47 checks true 'no gap of' 'a length that no address space has: ENOMEM'
before locked /dev/maps0 25 accounting true 'RLIMIT_MEMLOCK' 'MAP_LOCKED over RLIMIT_MEMLOCK: EAGAIN'
before locked-none /dev/maps0 24 checks true 'RLIMIT_MEMLOCK is 0' 'MAP_LOCKED with RLIMIT_MEMLOCK 0: EPERM'
before locked-future /dev/maps0 25 accounting false 'MCL_FUTURE' 'mlockall(MCL_FUTURE), and over RLIMIT_MEMLOCK: EAGAIN'
most=$(cat /proc/sys/vm/max_map_count)
check 'as many mappings as vm.max_map_count: ENOMEM' 0 '^right$' told 47 checks true 'vm.max_map_count' \
	sh -c 'echo 100 >/proc/sys/vm/max_map_count; ./refused too-many /dev/maps0'
echo "$most" >/proc/sys/vm/max_map_count

# Mapped, and then truncated
before truncated cut 45 fault true "the file, which has $page bytes" 'a truncated file: SIGBUS'
before truncated-in-call cut 45 fault true "the file, which has $page bytes" 'a truncated file as a buffer: EFAULT'
before grown cut 45 fault true "the file, which has $page bytes" 'a file that grew, and not enough: SIGBUS'
before truncated-unlinked cut 45 fault true "the file, which has $page bytes" 'a truncated file that has no name any more: SIGBUS'

# Mapped, and the memory breaks
./refused poisoned broken-1 2>/dev/null
if [ $? -ne 2 ]; then
	before poisoned broken-2 49 access true 'is broken: the hardware' 'broken memory: SIGBUS'
else
	echo '# this kernel is not made to handle broken memory (CONFIG_MEMORY_FAILURE, CONFIG_HWPOISON_INJECT)'
fi

# Mapped, and not for what a system call does with it
read_only='writes to its buffer, and the mapping is not writable'
before read-only-buffer /dev/maps0 48 access true "read\\(\\) $read_only" 'a buffer that may only be read: EFAULT'
before protected-buffer /dev/maps0 48 access true "read\\(\\) $read_only" 'a buffer that was made read-only by mprotect(): EFAULT'
before read-only-piece /dev/maps0 48 access true "readv\\(\\) $read_only" 'a piece of one'

# Mapped, and a debugger cannot read it
check 'a debugger of a child that has page numbers mapped: EIO' 0 '^right$' \
	told 30 access true 'ptrace\(\) gave -EIO' ./victim /dev/broken-no-access debug
check 'one of a driver that has vm_ops->access: nothing' 0 '^Nothing to explain' \
	maps explain -- ./victim /dev/broken-page-numbers debug

# 32-bit programs
if ./refused-32bit good /dev/maps0 2>/dev/null; then
	program=refused-32bit
	before read-only /dev/maps0 23 checks true 'open to be read only' 'a 32-bit program: shared and writable, of a device open to be read'
	before no-length /dev/maps0 27 checks true 'length is 0' 'a 32-bit program: a length of 0'
	before no-right /dev/maps0 51 entry false 'which gave -EACCES' 'a 32-bit program: a device that may not be opened'
	before execute /dev/maps0 46 driver true 'own check' 'a 32-bit program: PROT_EXEC of a device that refuses it'
	before truncated cut 45 fault true "the file, which has $page bytes" 'a 32-bit program: a truncated file'
	before read-only-buffer /dev/maps0 48 access true "read\\(\\) $read_only" 'a 32-bit program: a buffer that may only be read'
	before read-only-piece /dev/maps0 48 access true "readv\\(\\) $read_only" 'a 32-bit program: a piece of one'
else
	echo '# this kernel runs no 32-bit programs'
fi
rmmod maps
tap_done
