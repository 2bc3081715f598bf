# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh disable=SC2034,SC2154
#
# One kernel of the list in ../KERNELS: to be sourced, with $top set to the top
# of the tree and $me to the name that messages begin with.
#
# kernel_select KERNEL [ARCH] sets
#   kernel_name     5.10, 6.12-16k, ..., or "host" for the machine's own
#   kernel_arch     amd64 or arm64
#   kernel_suite    the Debian suite its packages come from
#   kernel_flavour  linux-image-FLAVOUR is its package, or config/FLAVOUR how it is built
#   kernel_for      empty, or what it is for, see ../KERNELS
#   kernel_id       NAME-ARCH, the name of its folders
#   kernel_dir      its image and modules, below the cache
#   kernel_root     the Debian root it is built in: compilers and headers

# What readelf, gcc and others print is read here, in English.
export LC_ALL=C.UTF-8 LANGUAGE=

: "${MAPS_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/maps}"

die() {
	echo "$me: $*" >&2
	exit "${die_status:-1}"
}

# The list without its comments, a line for each kernel; those that are taken only
# where they are named, too.
kernel_list_all() {
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$top/KERNELS"
}

# Those that everything is built for and tested on.
kernel_list() {
	kernel_list_all | awk '$5 == ""'
}

# Those that are built here, of the flavour $1 or of any.
kernel_list_proof() {
	kernel_list_all | awk -v flavour="${1:-}" '$5 == "proof" && (flavour == "" || $4 == flavour)'
}

# The Debian codename of this machine; empty where it is another system.
machine_suite() {
	# shellcheck disable=SC1091
	(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME") 2>/dev/null || :
}

machine_arch() {
	case $(uname -m) in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	*) uname -m ;;
	esac
}

# The kernel that is booted where none is asked for: the one of this machine's
# own Debian release, and elsewhere that of the newest stable one.
kernel_default() {
	kernel_list | awk -v suite="$(machine_suite)" -v arch="${1:-amd64}" '
		$2 != arch { next }
		$3 == suite && $1 !~ /-/ { own = $1 }
		$3 !~ /-backports$/ && $1 !~ /-/ { stable = $1 }
		END { print own != "" ? own : stable }'
}

kernel_select() {
	kernel_name=${1:-$(kernel_default "${2:-}")}
	kernel_arch=${2:-}
	if [ "$kernel_name" = host ]; then
		kernel_arch=$(machine_arch)
		kernel_suite=
		kernel_flavour=
		kernel_for=
		kernel_root=
	else
		line=$(kernel_list_all | awk -v name="$kernel_name" -v arch="$kernel_arch" '
			$1 == name && (arch == "" || $2 == arch) { print; exit }')
		[ -n "$line" ] || die "kernel '$kernel_name'${kernel_arch:+ for $kernel_arch}: not in the list; it has:
$(kernel_list_all | awk '{ printf "  --kernel %s --arch %s\n", $1, $2 }')"
		# shellcheck disable=SC2086
		set -- $line
		kernel_name=$1 kernel_arch=$2 kernel_suite=$3 kernel_flavour=$4 kernel_for=${5:-}
		kernel_root=$MAPS_CACHE/roots/${kernel_suite%-backports}
		[ "$kernel_for" != proof ] || kernel_root=$kernel_root-source
	fi
	kernel_id=$kernel_name-$kernel_arch
	kernel_dir=$MAPS_CACHE/kernels/$kernel_id
}

# What `uname -r` says on the selected kernel.
kernel_release() {
	if [ "$kernel_name" = host ]; then
		uname -r
	else
		cat "$kernel_dir/release" 2>/dev/null ||
			die "kernel $kernel_id: not fetched yet; run: vm/kernels fetch $kernel_name $kernel_arch"
	fi
}

kernel_image() {
	if [ "$kernel_name" = host ]; then
		image=/boot/vmlinuz-$(uname -r)
		[ -e "$image" ] || image=/lib/modules/$(uname -r)/vmlinuz
		[ -r "$image" ] || die "$image: cannot be read; as root, make it readable: chmod a+r $image"
		echo "$image"
	else
		echo "$kernel_dir/vmlinuz"
	fi
}

# The static busybox that is all the user space of a machine. For the machine's
# own kernel, that of the machine itself will do.
kernel_busybox() {
	busybox=$(find "$MAPS_CACHE/guests/$kernel_arch"-*/bin/busybox 2>/dev/null | head -n 1)
	if [ -n "$busybox" ]; then
		echo "$busybox"
	elif [ "$kernel_name" = host ] && busybox=$(command -v busybox) && ! ldd "$busybox" >/dev/null 2>&1; then
		echo "$busybox"
	else
		die "no static busybox for $kernel_arch; install one (busybox-static), or run: vm/kernels fetch"
	fi
}

# Where the kernel's own modules are.
kernel_modules() {
	if [ "$kernel_name" = host ]; then
		echo "/lib/modules/$(uname -r)"
	else
		echo "$kernel_dir/lib/modules/$(kernel_release)"
	fi
}

# What a kernel that is built here was, or is to be, made of.
kernel_wanted() {
	cat "$kernel_root/usr/src/linux-source-${kernel_name%%-*}/package" "$top/vm/config/base" "$top/vm/config/$kernel_flavour" | cksum
}

# Run a command in the Debian root $1: in_root ROOT [BWRAP-OPTION...] COMMAND...
# The machine's own environment stays out of it, and so does the network.
in_root() {
	in=$1
	shift
	bwrap --unshare-all --die-with-parent --clearenv --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv LC_ALL C \
		--ro-bind "$in" / --proc /proc --dev /dev --tmpfs /tmp "$@"
}
