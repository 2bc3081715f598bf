#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps list and info: what they tell, in which form, and of whom. Runs in the machine.
#
# needs file build/ARCH/tests/cli/holder
# needs file tests/holder.sh

# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/holder.sh
. ./holder.sh
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd

load devices=0
check 'no areas are no lines' 0 '^0$' sh -c 'maps list | wc -l'
check 'and an empty list' 0 '"areas": \[' maps list --json
maps create --size 64M --label frames --stamp aabbccdd >/dev/null
maps create --size 68K --backing vmalloc >/dev/null
check 'a table, with headings' 0 '^NAME +LABEL +SIZE +BACKING +MAPPER +PRIVATE +MAPPINGS +MAPPED$' maps list
check 'a line for each' 0 '^maps0 +frames +64M +huge +huge +copy +0 +0$' maps list
check 'a size is exact' 0 '^maps1 +- +68K +vmalloc +insert +copy +0 +0$' maps list
check 'sizes in bytes' 0 '^maps0 frames 67108864 ' maps list --bytes --raw
check 'without headings' 0 '^2$' sh -c 'maps list --noheadings | wc -l'
check 'columns that are chosen, in any case' 0 '^frames aabbccdd$' maps list -rn -o label,STAMP
check 'one column more' 0 '^maps1 - 68K vmalloc insert copy 0 0 /dev/maps1$' maps list -rn -o +PATH
check 'JSON' 0 '"label": null,' maps list --json
check 'sizes are numbers in JSON by --bytes' 0 '"size": 67108864' maps list --json --bytes
check 'and text without' 0 '"size": "64M"' maps list --json
check 'a boolean is one' 0 '"revoked": false' maps list --json -o REVOKED
check 'an unknown column is refused' 2 "^maps list: --output NAME,COLOUR: 'COLOUR' is not a column" maps list -o NAME,COLOUR
check 'a device is refused' 2 "use 'maps info frames'" maps list frames
check 'an unknown option is refused' 2 "Try 'maps list --help'" maps list --nonsense
check 'one form at a time' 2 '^maps list: --json, --raw: use one of these' maps list --json --raw
check 'for info, too' 2 '^maps info: --json, --raw: use one of these' maps info -r -J
check 'what cannot be read is told, and not left out' 1 '^maps list: /sys/class/maps: Too many open files; close some' \
	sh -c 'ulimit -n 5; maps list'
check 'by info, too' 1 'Too many open files; close some' sh -c 'ulimit -n 5; maps info'
check 'it takes no right' 0 '^maps0 +frames' su -s /bin/sh nobody -c 'maps list'
check 'output that is lost is a failure' 1 'standard output: No space left' sh -c 'maps list >/dev/full'

check 'info tells all of one' 0 '^LABEL +frames$' maps info frames
check 'and of no other' 1 '' sh -c 'maps info frames | grep maps1'
check 'its pieces' 0 '^PIECES +32 pieces of 2M$' maps info /dev/maps0
check 'those of single pages' 0 '^PIECES +17 pieces of 4K$' maps info maps1
check 'without a device, all' 0 '^2$' sh -c 'maps info | grep -c ^NAME'
check 'one value' 0 '^67108864$' maps info -nb -o SIZE frames
check 'a device of another driver' 1 '^maps info: /dev/null: No such device; it is not a device of the maps driver' maps info /dev/null
check 'no such area' 1 "^maps info: none: No such file or directory; 'maps list'" maps info none
check 'nothing is told then' 0 '^0$' sh -c 'maps info frames none 2>/dev/null | wc -l'

# Its folder is still there when its name is looked up, and not when it is walked to.
check 'an area that goes meanwhile' 1 "^maps info: /dev/maps1: No such file or directory; 'maps list' has all" \
	unshare -m sh -c 'mount -t tmpfs none /sys/class/maps && maps info /dev/maps1'

check 'nobody has it' 1 '' sh -c 'maps info frames | grep OWNER'
hold private frames
check 'who has it mapped' 0 "^OWNER +$held holder: 1 open, 64M mapped by 1 mappings, [0-9]+K present, 4K copied$" maps info frames
check 'not where columns were chosen' 1 '' sh -c 'maps info -o NAME frames | grep OWNER'
check 'nor where others were added then' 1 '' sh -c 'maps info -o NAME -o +SIZE frames | grep OWNER'
check 'but where they were added to all' 0 '^OWNER ' maps info -o +SIZE frames
check 'in bytes' 0 ' 67108864 mapped by 1 mappings, ' maps info --bytes frames
check 'in JSON' 0 "\"pid\": $held," maps info --json frames
check 'with what is in huge entries' 0 '"huge": "62M"' maps info --json frames
check 'the driver counts the same' 0 '^1 64M$' maps list -rn -o MAPPINGS,MAPPED
check 'no owner of another area' 1 '' sh -c 'maps info maps1 | grep OWNER'
check 'others see that they do not see all' 0 '^HIDDEN +[1-9]' su -s /bin/sh nobody -c 'maps info frames'
check 'and not who' 1 '' sh -c "su -s /bin/sh nobody -c 'maps info frames' | grep OWNER"
mknod other c "$(sed 's/:.*//' /sys/class/maps/maps0/dev)" 0
check 'another node of the same device will do' 0 '^LABEL +frames$' maps info ./other
release
mknod /dev/other c "$(sed 's/:.*//' /sys/class/maps/maps0/dev)" 0
hold shared /dev/other
check 'who has it mapped by another node' 0 "^OWNER +$held holder: 1 open, 64M mapped " maps info frames
release
maps create --size 64K --backing shmem --label sea >/dev/null
maps create --size 64K --backing shmem --label lake >/dev/null
hold shared sea
check 'who has an area of shmem mapped' 0 "^OWNER +$held holder: 1 open, 64K mapped by 1 mappings, 64K present" maps info sea
check 'and not another one' 1 '' sh -c 'maps info lake | grep OWNER'
release
rmmod maps
tap_done
