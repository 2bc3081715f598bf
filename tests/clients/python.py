#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
#
# Python's mmap module and numpy.memmap on a device, with each backing and mapper, and
# the program that README.md shows. Runs in the machine.
#
# needs root
# needs file README.md
# needs file tests/clients/ways

import errno
import mmap
import os
import re
import subprocess
import sys
import traceback

import numpy

NAME = "/dev/maps0"
PAGE = mmap.PAGESIZE
STAMP = 0xAABBCCDD


class Device:
    """The driver, loaded with some parameters, and its device, open."""

    def __init__(self, parameters):
        self.name = parameters
        if os.path.exists("/sys/module/maps"):
            subprocess.run(["rmmod", "maps"], check=True)
        subprocess.run(["insmod", "/modules/maps.ko", *parameters.split()], check=True)
        self.size = self.number("size")
        # remap_pfn_range() has to cover a copy-on-write mapping in one call.
        self.copied_whole = "mapper=remap" not in parameters or "backing=contig" in parameters
        self.fd = os.open(NAME, os.O_RDWR)

    def number(self, attribute):
        with open(f"/sys/class/maps/maps0/{attribute}") as file:
            return int(file.read())

    def map(self, size=None, **how):
        return mmap.mmap(self.fd, size or self.size, **how)

    def read(self, offset, size):
        return os.pread(self.fd, size, offset)

    def write(self, offset, data):
        assert os.pwrite(self.fd, data, offset) == len(data)

    def word(self, offset):
        return int.from_bytes(self.read(offset, 4), sys.byteorder)


def refused(error, function, *arguments, **more):
    """That the call fails with that error."""
    try:
        function(*arguments, **more)
    except OSError as failed:
        return failed.errno == error
    return False


# --- The mmap module --------------------------------------------------------------


def shared(device):
    """mmap: the device, another mapping and this one see each other's bytes, in each page"""
    with device.map() as here, device.map() as there:
        for offset in range(0, device.size, PAGE):
            assert int.from_bytes(here[offset : offset + 4], sys.byteorder) == STAMP
            here[offset + 8 : offset + 12] = b"here"
            device.write(offset + 12, b"device")
        for offset in range(0, device.size, PAGE):
            assert device.read(offset + 8, 10) == b"heredevice"
            assert there[offset + 8 : offset + 18] == b"heredevice"
            assert here[offset + 12 : offset + 18] == b"device"
        assert here.find(b"heredevice", 100) == PAGE + 8


def part(device):
    """mmap: three pages from the second on are these"""
    device.write(PAGE, b"first")
    device.write(4 * PAGE - 4, b"last")
    with device.map(3 * PAGE, offset=PAGE) as pages:
        assert pages[:5] == b"first" and pages[-4:] == b"last"
        pages[:5] = b"FIRST"
    assert device.read(PAGE, 5) == b"FIRST"


def read_only(device):
    """mmap: ACCESS_READ sees what is written, and cannot write"""
    with device.map(access=mmap.ACCESS_READ) as pages:
        device.write(64, b"seen")
        assert pages[64:68] == b"seen"
        try:
            pages[0] = 1
            assert False
        except TypeError:
            pass


def copied(device):
    """mmap: what is written to ACCESS_COPY stays there; remap in pieces gives EINVAL"""
    size = device.size
    if not device.copied_whole:
        assert refused(errno.EINVAL, device.map, access=mmap.ACCESS_COPY)
        size = PAGE
    with device.map() as others, device.map(size, access=mmap.ACCESS_COPY) as own:
        others[:4] = b"both"
        others[size - 4 : size] = b"both"
        assert own[:4] == own[-4:] == b"both"
        own[:4] = own[-4:] = b"mine"
        assert own[:4] == own[-4:] == b"mine"
        assert others[:4] == others[size - 4 : size] == device.read(0, 4) == b"both"


def flushed(device):
    """mmap: flush() of a part and of the whole, and fsync(), have nothing to do"""
    with device.map() as pages:
        pages[PAGE] = 1
        pages.flush(PAGE, PAGE)
        pages.flush()
    os.fsync(device.fd)
    os.fdatasync(device.fd)


def not_mapped(device):
    """mmap: length 0 and what is beyond the end give EINVAL, and so does resize()"""
    assert refused(errno.EINVAL, mmap.mmap, device.fd, 0)
    assert refused(errno.EINVAL, device.map, device.size + 1)
    assert refused(errno.EINVAL, device.map, PAGE, offset=device.size)
    with device.map(PAGE) as page:
        assert refused(errno.EINVAL, page.resize, 2 * PAGE)
        assert len(page) == PAGE and page[:4] == device.read(0, 4)


def moved(device):
    """mmap: read() goes straight into a mapping, write() comes out of one"""
    data = os.urandom(2 * PAGE)
    with open("data", "w+b", buffering=0) as file, device.map() as pages:
        assert file.write(data) == 2 * PAGE
        file.seek(0)
        with memoryview(pages)[PAGE : 3 * PAGE] as part:
            assert file.readinto(part) == 2 * PAGE
            assert device.read(PAGE, 2 * PAGE) == data
            assert file.write(part) == 2 * PAGE
        assert os.pread(file.fileno(), 2 * PAGE, 2 * PAGE) == data


def forked(device):
    """mmap: a child and its parent see each other's bytes"""
    with device.map() as pages:
        pages[:6] = b"parent"
        child = os.fork()
        if child == 0:
            seen = pages[:6] == b"parent"
            pages[-5:] = b"child"
            os._exit(0 if seen else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert pages[-5:] == device.read(device.size - 5, 5) == b"child"


# --- numpy ------------------------------------------------------------------------


def from_buffer(device):
    """numpy.frombuffer() of a mapping is the device's memory"""
    words = numpy.frombuffer(device.map(), dtype="uint32")
    words[5] = 0x12345678
    assert device.word(20) == 0x12345678
    device.write(20, b"\0\0\0\0")
    assert words[5] == 0


def memmap_shape(device):
    """numpy.memmap r+: shape and dtype lay it out, and each word is the device's"""
    rows = numpy.memmap(NAME, dtype="uint32", mode="r+", shape=(device.size // PAGE, PAGE // 4))
    rows[:, 7] = numpy.arange(len(rows))
    for page in range(len(rows)):
        assert device.word(page * PAGE + 28) == page
    device.write(device.size - 4, b"\1\0\0\0")
    assert rows[-1, -1] == 1


def memmap_whole(device):
    """numpy.memmap without a shape is all of the device"""
    assert numpy.memmap(NAME, mode="r").nbytes == device.size
    assert numpy.memmap(NAME, dtype="float64", mode="r+", offset=PAGE).nbytes == device.size - PAGE


def memmap_offset(device):
    """numpy.memmap: an offset need not be that of a page"""
    device.write(2 * PAGE - 4, bytes(range(12)))
    part = numpy.memmap(NAME, mode="r+", shape=12, offset=2 * PAGE - 4)
    assert bytes(part) == bytes(range(12))
    part[:] = 9
    assert device.read(2 * PAGE - 4, 12) == b"\t" * 12


def memmap_copied(device):
    """numpy.memmap c: what is written stays there; remap in pieces gives EINVAL"""
    size = device.size
    if not device.copied_whole:
        assert refused(errno.EINVAL, numpy.memmap, NAME, mode="c")
        size = PAGE
    own = numpy.memmap(NAME, mode="c", shape=size)
    before = device.read(0, size)
    assert own.tobytes() == before
    own[:] = 77
    assert own.min() == 77 and device.read(0, size) == before


def memmap_new(device):
    """numpy.memmap w+: the device keeps what it has"""
    device.write(PAGE, b"kept")
    pages = numpy.memmap(NAME, mode="w+", shape=device.size)
    assert pages[PAGE : PAGE + 4].tobytes() == b"kept"
    pages[PAGE] = ord("K")
    assert device.read(PAGE, 4) == b"Kept"


def memmap_too_large(device):
    """numpy.memmap of more than there is: r+ gives ENOSPC, r ValueError or EINVAL"""
    assert refused(errno.ENOSPC, numpy.memmap, NAME, mode="r+", shape=device.size + 1)
    try:
        assert refused(errno.EINVAL, numpy.memmap, NAME, mode="r", shape=device.size + 1)
    except ValueError:
        pass


def memmap_flushed(device):
    """numpy.memmap: flush() has nothing to do"""
    pages = numpy.memmap(NAME, mode="r+")
    pages[100] = 100
    pages.flush()
    assert device.read(100, 1) == b"d"


def calculated(device):
    """numpy: results are written where another mapping reads them"""
    here = numpy.memmap(NAME, dtype="uint32", mode="r+")
    there = numpy.memmap(NAME, dtype="uint32", mode="r")
    here[:] = numpy.arange(here.size)
    numpy.multiply(here, 3, out=here)
    here[:] = here[::-1].copy()
    assert (there == 3 * numpy.arange(here.size)[::-1]).all()
    assert int(there.sum(dtype="uint64")) == 3 * here.size * (here.size - 1) // 2


def given_back(device):
    """nothing is mapped any more"""
    assert device.number("mappings") == 0


TESTS = [
    shared, part, read_only, copied, flushed, not_mapped, moved, forked,
    from_buffer, memmap_shape, memmap_whole, memmap_offset, memmap_copied, memmap_new, memmap_too_large,
    memmap_flushed, calculated, given_back,
]  # fmt: skip


# --- All of them ------------------------------------------------------------------

results = []


def check(sentence, test, *arguments):
    """A line of TAP; what an assertion or an error says is a comment behind it."""
    try:
        test(*arguments)
        results.append(True)
    except Exception:
        results.append(False)
    print("ok" if results[-1] else "not ok", len(results), "-", sentence)
    if not results[-1]:
        print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
    sys.stdout.flush()


def readme():
    """What README.md shows prints what stands below it."""
    with open("README.md") as file:
        code, output = re.search(r"```python\n(.*?)```.*?```\n(.*?)```", file.read(), re.DOTALL).groups()
    with open("frames.py", "w") as file:
        file.write(code)
    printed = subprocess.run([sys.executable, "frames.py"], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert printed == output, f"it printed:\n{printed}"


os.close(Device("").fd)
check("the code of README.md prints what stands there", readme)
with open("ways") as ways:
    for way in ways.read().splitlines():
        device = Device(way)
        for test in TESTS:
            check(f"{way}: {test.__doc__}", test, device)
        os.close(device.fd)
subprocess.run(["rmmod", "maps"], check=True)
print(f"1..{len(results)}")
sys.exit(0 if all(results) else 1)
