#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps create, destroy and revoke: what they make and remove, and what they say where
# they cannot. Runs in the machine.
#
# needs file build/ARCH/tests/cli/holder
# needs file tests/holder.sh

# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/holder.sh
. ./holder.sh

# refused SENTENCE STATUS PATTERN COMMAND...: that it fails with STATUS, and says so in one line.
refused() {
	sentence=$1 expected=$2 pattern=$3
	shift 3
	"$@" >said.out 2>said
	status=$?
	# A word of usage comes with where to find more.
	lines=$(grep -vc "^Try 'maps [a-z]* --help'" said)
	case $pattern in
	^*) pattern=${pattern#^} ;;
	*) pattern=".*$pattern" ;;
	esac
	check "$sentence" 0 "^$expected 1 0 $pattern" echo "$status" "$lines" "$(wc -c <said.out)" "$(head -n 1 said)"
}

as_nobody() {
	su -s /bin/sh nobody -c "$*"
}
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd

load devices=1
check 'an area is made, and its device told' 0 '^/dev/maps1$' maps create --size 64K
check 'the device is there' 0 '^crw' ls -l /dev/maps1
check 'its pages are zeroed' 0 '^0000000 +0000000 *$' sh -c 'hexdump -v -e "1/4 \"%07x \"" -n 8 /dev/maps1; echo'
check 'the size is rounded up to pages' 0 '^8192$' sh -c 'maps create -s 4097 -l odd && maps info -nb -o SIZE odd'
check 'everything can be chosen' 0 '^/dev/maps3$' \
	maps create --size 2M --backing huge --mapper fault --private readonly --node 0 --stamp beef --label chosen
check 'and is so' 0 '^maps3 chosen 2097152 huge fault readonly 0 0000beef$' \
	maps list -rnb -o NAME,LABEL,SIZE,BACKING,MAPPER,PRIVATE,NODE,STAMP
check 'the stamp is in the memory' 0 '^\[0000beef\] \[0000beef\]$' maps show --length 8K chosen
check 'a label is taken for a device' 0 '' maps destroy chosen
check 'its device is gone' 1 '' test -e /dev/maps3
check 'a name is, too' 0 '' maps destroy maps2
check 'and a path' 0 '' maps destroy /dev/maps1
ln -s /dev/maps0 link
check 'and a link to one' 0 '' maps destroy ./link
check 'nothing is left' 0 '^0$' sh -c 'maps list -n | wc -l'

refused 'a size that is none' 2 '^maps create: --size 12Q: not a size; write it as 64M, 512K or 1G' maps create --size 12Q
refused 'no number at all' 2 '^maps create: --size lots: not a size; write it as' maps create --size lots
refused 'a negative size' 2 '--size -1: not a size;' maps create --size -1
refused 'a size of nothing' 2 '--size 0: an area cannot be empty; write it as' maps create --size 0
refused 'a size beyond all numbers' 2 '--size 99999999999999999999: too large; write it as' maps create --size 99999999999999999999
refused 'no size' 2 'no size; give one with --size' maps create
refused 'an unknown backing' 2 '--backing tape: no such word; use one of auto, vmalloc' maps create --size 4K --backing tape
refused 'an unknown mapper' 2 '--mapper magic: no such word; use one of' maps create --size 4K --mapper magic
refused 'an unknown private policy' 2 '--private maybe: no such word; use one of copy' maps create --size 4K --private maybe
refused 'a node that is no number' 2 '--node x: not a number; .*/sys/devices/system/node' maps create --size 4K --node x
refused 'a node that is not there' 1 '--node 9: Invalid argument; .*has_memory' maps create --size 4K --node 9
refused 'a stamp that is no word' 2 '--stamp 123456789: not a 32-bit word; write it as' maps create --size 4K --stamp 123456789
refused 'a label with a slash' 2 '--label a/b: not a label; use letters' maps create --size 4K --label a/b
refused 'an empty label' 2 '--label : not a label' maps create --size 4K --label ''
refused 'a label that is the name of a device' 2 '--label maps7: not a label' maps create --size 4K --label maps7
refused 'a label that is too long' 2 'too long; a label has at most 63 bytes' maps create --size 4K --label "$(printf %064d 0)"
refused 'a name where none is wanted' 2 "frames: the driver names the device; .*--label frames" maps create --size 4K frames
refused 'a node for memory that has none' 1 '--node 0: Invalid argument; .*leave it out' maps create --size 4K --backing shmem --node 0
refused 'a block that nobody has' 1 '--size 64M: Cannot allocate memory; contig is one block, at most 4M on most kernels' \
	maps create --size 64M --backing contig
refused 'a mapper that does not suit' 1 '--backing vmalloc, --mapper huge: Invalid argument; .*suit' \
	maps create --size 4K --backing vmalloc --mapper huge
refused 'more than an address space has' 2 '--size 16777215T: too large; write it as' maps create --size 16777215T
refused 'more than there is memory' 1 '--size 512G: .*; .*take less' maps create --size 512G
maps create --size 4K --label twice >/dev/null
refused 'a label that is taken' 1 "--label twice: File exists; 'maps info twice' shows" maps create --size 4K --label twice
refused 'no right to create' 1 "/dev/maps-control: Permission denied; only root may do this" as_nobody maps create --size 4K
refused 'no right to destroy' 1 'maps destroy: twice: Permission denied; this requires access to /dev/maps-control' as_nobody maps destroy twice
refused 'no right to revoke' 1 'maps revoke: twice: Permission denied; root may' as_nobody maps revoke twice
chmod 666 /dev/maps1 /dev/maps0 2>/dev/null
refused 'a right to open is none to revoke' 1 "maps revoke: twice: Operation not permitted; this requires root" as_nobody maps revoke twice
chmod 666 /dev/maps-control
refused 'a right to create, and none to open' 1 "^maps create: the new area's device node: Permission denied; .* two seconds, .*destroyed again: root may" \
	as_nobody maps create --size 4K
chmod 600 /dev/maps-control
mkdir empty
refused 'a /dev without the new node' 1 "^maps create: the new area's device node: No such file or directory; .*nothing creates device nodes in this /dev" \
	unshare -m sh -c 'mount -t tmpfs none empty && cp -a /dev/maps-control empty && mount --move empty /dev && maps create --size 4K'
check 'nothing of that has made an area' 0 '^twice$' maps list -rn -o LABEL

hold open twice
refused 'who has it open' 1 "maps destroy: twice: .*busy: holder \(process $held\) has it open; --force" maps destroy twice
release
escape=$(printf 'a\033[2Jb')
ln -s holder "$escape"
"./$escape" open twice >held &
held=$!
while kill -0 "$held" && ! grep -q ready held; do sleep 0.1; done
refused 'the name of a program does not speak to the terminal' 1 \
	"maps destroy: twice: .*busy: a\?\[2Jb \(process $held\) has it open" maps destroy twice
release
hold shared twice
refused 'who has it mapped' 1 "maps destroy: twice: .*busy: holder \(process $held\) has 4K of it mapped; --force" maps destroy twice
check 'it is still there' 0 '^twice$' maps list -rn -o LABEL
check 'by force it goes' 0 '' maps destroy --force twice
check 'and is gone' 0 '^0$' sh -c 'maps list -n | wc -l'
release
maps create --size 64K --backing shmem --label sea >/dev/null
hold untouched sea
refused 'who has an area of shmem mapped' 1 "sea: .*busy: holder \(process $held\) has 64K of it mapped" maps destroy sea
release
check 'without users it goes' 0 '' maps destroy sea

maps create --size 64K --label one >/dev/null
maps create --size 64K --label two >/dev/null
refused 'one of several cannot be destroyed' 1 "maps destroy: none: No such file or directory; 'maps list'" maps destroy one none two
check 'the others are' 0 '^0$' sh -c 'maps list -n | wc -l'
refused 'a device of another driver' 1 'maps destroy: /dev/null: No such device; it is not a device of the maps driver' maps destroy /dev/null
refused 'a descriptor that is closed' 1 'maps destroy: /dev/fd/9: No such file or directory; ' maps destroy /dev/fd/9
refused 'a path through a file' 1 "maps info: /dev/null/x: Not a directory; 'maps list' has all" maps info /dev/null/x
refused 'a path that is too long' 1 "File name too long; 'maps list' has all" maps info "/$(printf %05000d 0)"
refused 'nothing to destroy' 2 'no device; name at least one' maps destroy
refused 'an unknown option' 2 '^maps destroy: unrecognized option' maps destroy --gently x
refused 'an option without its value' 2 "^maps create: option '--size' requires an argument" maps create --size

maps create --size 64K --label gone >/dev/null
hold shared gone
check 'an area is revoked' 0 '' maps revoke gone
check 'it has no size then' 0 '^0 yes$' maps list -rnb -o SIZE,REVOKED
check 'its pages cannot be shown' 1 'No such device' maps show gone
refused 'a second time' 1 'maps revoke: gone: No such device; .*revoked' maps revoke gone
release
check 'and it can be destroyed' 0 '' maps destroy gone
refused 'nothing to revoke' 2 'no device; name at least one' maps revoke

load devices=0 max_bytes=1M 2>/dev/null || load devices=0 max_bytes=1048576
refused 'more than the bound' 1 '--size 2M: Disk quota exceeded; .*max_bytes.*take less' maps create --size 2M
check 'up to it is possible' 0 '^/dev/maps0$' maps create --size 1M
refused 'both together' 1 '--size 4K: Disk quota exceeded; .*destroy some' maps create --size 4K

numbers=$(sed 's/:/ /' /sys/class/maps/maps0/dev)
rmmod maps
refused 'create without the driver' 1 '^maps create: /dev/maps-control: No such file or directory; the driver is not loaded: modprobe maps' \
	maps create --size 4K
refused 'destroy without the driver' 1 '^maps destroy: frames: No such file or directory; the driver is not loaded: modprobe maps' \
	maps destroy frames
refused 'revoke without the driver' 1 '^maps revoke: frames: No such file or directory; the driver is not loaded' maps revoke frames
refused 'list without the driver' 1 '^maps list: /sys/class/maps: No such file or directory; the driver is not loaded' maps list
refused 'info without the driver' 1 '^maps info: frames: No such file or directory; the driver is not loaded' maps info frames
refused 'show without the driver' 1 '^maps show: frames: No such file or directory; .*modprobe' maps show frames
refused 'layout without the driver' 1 '^maps layout: frames: No such file or directory; the driver is not loaded' maps layout frames
refused 'watch without the driver' 1 '^maps watch: /sys/class/maps: No such file or directory; the driver is not loaded' maps watch
# shellcheck disable=SC2086 # two words
mknod /dev/maps0 c $numbers
refused 'a node that was left without it' 1 '^maps info: /dev/maps0: No such device; the driver is not loaded' maps info /dev/maps0
refused 'show of it' 1 '^maps show: /dev/maps0: No such device or address; is its driver loaded\? .*modprobe' maps show /dev/maps0
mknod /dev/maps-control c 1 3
refused 'a control node that is none' 1 '^maps create: /dev/maps-control: No such device; the driver is not loaded' maps create --size 4K
rm /dev/maps0 /dev/maps-control
for command in create destroy list info layout watch revoke; do
	check "help of $command is for standard output" 0 "^Usage: maps $command " sh -c "maps $command --help 2>/dev/null"
done
tap_done
