// SPDX-License-Identifier: BSD-2-Clause
/*
 * The catalogue of causes. To add a row: put it at the end, with the next number;
 * write the device that makes the mistake (tests/broken), name the checks that
 * find it, and run "make docs".
 */
#include "catalogue/catalogue.h"

const struct cause catalogue[] = {
	{
		.row = 1,
		.symptom = "mmap with MAP_PRIVATE succeeds, and the first access dies of SIGBUS",
		.cause = "the driver maps one page after the other with remap_pfn_range() and ignores that it gives an error: "
			 "a copy-on-write mapping must be remapped in one call",
		.decided_by = "remap_pfn_range(): -EINVAL where is_cow_mapping() and the range is not the whole VMA; "
			      "later do_fault() finds neither a page nor a fault handler",
		.driver_cure = "return the error of remap_pfn_range(); better, map struct pages (vm_insert_page(), or a fault "
			       "handler), which the kernel can copy on write; or clear VM_MAYWRITE, so that nothing is to be copied",
		.program_cure = "map it with MAP_SHARED, or one page in each mapping",
		.evidence = "run",
		.devices = { { .name = "ignored-error", .fails = "private.read" } },
	}, {
		.row = 2,
		.symptom = "mmap with MAP_PRIVATE gives EINVAL for several pages, and succeeds for one",
		.cause = "the driver maps one page after the other with remap_pfn_range(), and passes the error on that it gives: a "
			 "copy-on-write mapping must be remapped in one call",
		.decided_by = "remap_pfn_range(): -EINVAL where is_cow_mapping() and the range is not the whole VMA; a private "
			      "mapping keeps VM_MAYWRITE even with PROT_READ, or on a descriptor that is open to be read",
		.driver_cure = "map struct pages (vm_insert_page(), or a fault handler); or refuse private mappings of any length, "
			       "and document it; or clear VM_MAYWRITE where a mapping may only be read",
		.program_cure = "map it with MAP_SHARED, or one page in each mapping",
		.evidence = "run",
		.devices = { { .name = "checked-error", .warns = "private.map" } },
	}, {
		.row = 3,
		.symptom = "what a program writes never reaches the kernel, and there is no error",
		.cause = "the program mapped with MAP_PRIVATE: its first write made a copy of the page",
		.decided_by = "do_wp_page(), do_cow_fault(): a write to a mapping without VM_SHARED goes to a copy",
		.driver_cure = "where private copies make no sense, refuse mappings without VM_MAYSHARE with -EINVAL",
		.program_cure = "map it with MAP_SHARED",
		.evidence = "run",
		.no_device = "a private copy is what MAP_PRIVATE asks for; the mistake is the program's",
	}, {
		.row = 4,
		.symptom = "mmap with MAP_SHARED gives EINVAL on a descriptor that is open to be read",
		.cause = "the driver tests VM_SHARED to find out whether a mapping is shared",
		.decided_by = "do_mmap() clears VM_SHARED and VM_MAYWRITE for MAP_SHARED on a descriptor without FMODE_WRITE, and "
			      "keeps VM_MAYSHARE",
		.driver_cure = "test VM_MAYSHARE",
		.program_cure = "open the device with O_RDWR",
		.evidence = "run",
		.devices = { { .name = "tests-vm-shared", .fails = "sharing.read-only-descriptor" } },
	}, {
		.row = 5,
		.symptom = "the first page is right, later ones show foreign kernel memory; on a machine just booted, all is right",
		.cause = "memory of vmalloc() is taken for contiguous: one pfn for the whole range",
		.decided_by = "nobody: remap_pfn_range() maps what it is told, and vmalloc() takes pages from anywhere",
		.driver_cure = "remap_vmalloc_range(), or vmalloc_to_pfn() or vm_insert_page() page by page",
		.evidence = "run",
		.devices = { { .name = "taken-for-contiguous", .fails = "content.read" } },
	}, {
		.row = 6,
		.symptom = "mmap gives EINVAL, whatever its arguments",
		.cause = "remap_vmalloc_range() of memory that is not vmalloc_user()'s, or that ends before the mapping does",
		.decided_by = "remap_vmalloc_range_partial(): -EINVAL without VM_USERMAP, and beyond the end of the vmalloc area",
		.driver_cure = "allocate with vmalloc_user(), which zeroes the memory, too; check the bounds first",
		.evidence = "run",
		.devices = { { .name = "not-for-users", .fails = "bounds.map" } },
	}, {
		.row = 7,
		.symptom = "mmap gives EINVAL for small buffers, and succeeds for large ones",
		.cause = "vm_insert_page() of memory of kmalloc(): small pieces are parts of slab pages",
		.decided_by = "validate_page_before_insert(): -EINVAL where PageAnon(), PageSlab() or page_has_type()",
		.driver_cure = "take whole pages: alloc_page(), get_zeroed_page(), vmalloc_user()",
		.evidence = "run",
		.devices = { { .name = "slab-page", .fails = "bounds.map" } },
	}, {
		.row = 8,
		.symptom = "mmap gives EBUSY; or SIGBUS now and then, where threads touch the same page",
		.cause = "vm_insert_page() at an address that has a page already",
		.decided_by = "insert_page_into_pte_locked(): -EBUSY where the page table entry is not empty",
		.driver_cure = "advance the address with the page; in a fault handler, -EBUSY means that another thread was faster: "
			       "return VM_FAULT_NOPAGE",
		.evidence = "run",
		.devices = {
			{ .name = "inserted-twice", .fails = "bounds.map" },
			{ .name = "busy-is-error", .fails = "concurrency.faults concurrency.dontneed" },
		},
	}, {
		.row = 9,
		.symptom = "mmap gives ENXIO",
		.cause = "vm_map_pages() with an array of fewer pages than the mapping has",
		.decided_by = "__vm_map_pages(): -ENXIO where offset or length are beyond the array",
		.driver_cure = "round sizes up to pages in one place, and report that size",
		.program_cure = "map no more than the device has",
		.evidence = "run",
		.devices = { { .name = "array-too-short", .fails = "bounds.whole" } },
	}, {
		.row = 10,
		.symptom = "mmap of a part of the device gives EFAULT; the whole can be mapped",
		.cause = "the driver inserts all its pages, however short the mapping is",
		.decided_by = "vm_insert_page(): -EFAULT for an address outside the VMA",
		.driver_cure = "loop over the pages of the VMA, not over those of the buffer; or vm_map_pages()",
		.program_cure = "map the whole device",
		.evidence = "run",
		.devices = { { .name = "loop-over-buffer", .fails = "bounds.part" } },
	}, {
		.row = 11,
		.symptom = "good up to a page, then SIGBUS",
		.cause = "mmap accepts more than there is: too few pages are mapped, or the fault handler finds none",
		.decided_by = "do_fault(): SIGBUS without a fault handler, and where the handler returns VM_FAULT_SIGBUS",
		.driver_cure = "compare vm_pgoff and vma_pages() with the size in mmap, and refuse what is beyond it with -EINVAL",
		.program_cure = "map no more than the device has",
		.evidence = "run",
		.devices = {
			{ .name = "too-few-pages", .fails = "bounds.every-page" },
			{ .name = "length-unchecked", .warns = "bounds.beyond bounds.offset-beyond "
								   "bounds.far-offset bounds.overflow" },
			{ .name = "end-untold", .warns = "bounds.beyond bounds.offset-beyond "
							 "bounds.far-offset bounds.overflow" },
		},
	}, {
		.row = 12,
		.symptom = "a mapping at an offset shows the beginning of the device",
		.cause = "vm_pgoff is ignored",
		.decided_by = "nobody: what the offset means is the driver's matter",
		.driver_cure = "begin with page vm_pgoff, and bound it; or refuse any offset but 0",
		.program_cure = "map from offset 0",
		.evidence = "run",
		.devices = { { .name = "offset-ignored", .fails = "bounds.offset bounds.offset-beyond "
								  "bounds.far-offset bounds.overflow" } },
	}, {
		.row = 13,
		.symptom = "the first access never ends, at 100 % CPU; the process can be killed",
		.cause = "the fault handler returns VM_FAULT_NOPAGE and has mapped nothing",
		.decided_by = "the CPU: it tries the access again, and faults again",
		.driver_cure = "map the page before VM_FAULT_NOPAGE; return VM_FAULT_SIGBUS where there is none",
		.evidence = "run",
		.devices = { { .name = "nopage-without-page", .fails = "bounds.touch" } },
	}, {
		.row = 14,
		.symptom = "the first access never ends, and the process survives SIGKILL",
		.cause = "the fault handler returns -errno as if it were a vm_fault_t",
		.decided_by = "handle_mm_fault(): -EINVAL has the bits of VM_FAULT_RETRY, which says that mmap_lock was dropped",
		.driver_cure = "vmf_error(err); sparse finds this mistake",
		.evidence = "run",
		.devices = { { .name = "errno-as-fault", .dangerous = true, .fails = "bounds.touch" } },
	}, {
		.row = 15,
		.symptom = "the first access never ends, and the log has \"Huh VM_FAULT_OOM leaked out\"",
		.cause = "the fault handler returns VM_FAULT_OOM although there is memory",
		.decided_by = "pagefault_out_of_memory(): before 5.16 it killed a process, since then the access is tried again",
		.driver_cure = "VM_FAULT_SIGBUS for what cannot be mapped",
		.evidence = "run",
		.devices = { { .name = "oom-for-error", .dangerous = true, .fails = "bounds.touch" } },
	}, {
		.row = 16,
		.symptom = "the first access is an oops in the kernel; the process stays for ever",
		.cause = "the fault handler returns 0 and has not set vmf->page",
		.decided_by = "__do_fault(): it takes the lock of a page that is not there",
		.driver_cure = "set vmf->page, with a reference from get_page(), before returning 0",
		.evidence = "run",
		.devices = { { .name = "no-page-set", .dangerous = true, .fails = "bounds.touch" } },
	}, {
		.row = 17,
		.symptom = "the first access is a BUG in vmf_insert_pfn()",
		.cause = "vmf_insert_pfn() in a VMA without VM_PFNMAP, or in a private one",
		.decided_by = "vmf_insert_pfn_prot(): BUG_ON() unless VM_PFNMAP or VM_MIXEDMAP, and no copy-on-write",
		.driver_cure = "set VM_PFNMAP in mmap; refuse private mappings; for struct pages, vmf->page or vmf_insert_page()",
		.evidence = "run",
		.devices = { { .name = "pfn-without-pfnmap", .dangerous = true, .fails = "bounds.touch" } },
	}, {
		.row = 18,
		.symptom = "mmap is a BUG in remap_pfn_range() or vm_insert_page(); the process stays for ever",
		.cause = "a range is remapped twice, or the two methods are mixed in one VMA",
		.decided_by = "remap_pte_range(): BUG_ON() where an entry is not empty; vm_insert_page(): BUG_ON() with VM_PFNMAP",
		.driver_cure = "one method for each VMA, once",
		.evidence = "run",
		.devices = { { .name = "mixed-methods", .dangerous = true, .fails = "bounds.map" } },
	}, {
		.row = 19,
		.symptom = "mmap succeeds; the first access is killed, with \"Corrupted page table\" in the log",
		.cause = "virt_to_phys() or __pa() of memory of vmalloc()",
		.decided_by = "the CPU: the entry has bits of an address that no memory has",
		.driver_cure = "vmalloc_to_pfn()",
		.evidence = "run",
		.devices = { { .name = "physical-of-vmalloc", .dangerous = true, .fails = "bounds.touch" } },
	}, {
		.row = 20,
		.symptom = "\"Bad page state\" in the log; memory that is in use is given away again",
		.cause = "the fault handler returns a page without a reference of its own; or maps parts of a block that is not "
			 "compound, whose parts have no count",
		.decided_by = "zap_pte_range(): each mapped page loses a reference when it is unmapped",
		.driver_cure = "get_page() for each page that is given to the kernel; __GFP_COMP or split_page() for larger blocks",
		.evidence = "reported",
		.devices = { { .name = "no-reference", .dangerous = true, .fails = "" } },
	}, {
		.row = 21,
		.symptom = "a mapping with PROT_READ can be written",
		.cause = "the driver gives a protection of its own, such as PAGE_SHARED, in place of vma->vm_page_prot",
		.decided_by = "nobody: remap_pfn_range() takes the protection it is told",
		.driver_cure = "vma->vm_page_prot, changed by no more than pgprot_noncached() and its like",
		.evidence = "run",
		.devices = {
			{ .name = "own-protection", .fails = "permissions.read-only permissions.none" },
			{ .name = "fault-protection", .fails = "permissions.read-only permissions.downgrade vma.split" },
		},
	}, {
		.row = 22,
		.symptom = "a device that refuses PROT_WRITE, or PROT_EXEC, can be written, or executed, after mprotect()",
		.cause = "the driver refuses VM_WRITE and leaves VM_MAYWRITE as it is (for VM_EXEC: VM_MAYEXEC); or it sets "
			 "VM_MAYWRITE, which the kernel had cleared for a descriptor that is open to be read",
		.decided_by = "mprotect(): VM_MAYWRITE and VM_MAYEXEC alone say what a mapping may become",
		.driver_cure = "vm_flags_clear(vma, VM_MAYWRITE) when a mapping is made, and never set it",
		.evidence = "run",
		.devices = {
			{ .name = "maywrite-kept", .fails = "permissions.upgrade" },
			{ .name = "mayexec-kept", .fails = "permissions.exec" },
			{ .name = "maywrite-set", .fails = "permissions.read-only-descriptor" },
		},
	}, {
		.row = 23,
		.symptom = "mmap gives EACCES",
		.cause = "a shared mapping with PROT_WRITE of a descriptor open to be read; any mapping of one open to be written; "
			 "or a security policy",
		.decided_by = "do_mmap(): -EACCES by the mode of the descriptor; security_mmap_file()",
		.program_cure = "open the device with O_RDWR; ask the policy's log",
		.evidence = "run",
		.no_device = "the kernel refuses before it asks the driver",
	}, {
		.row = 24,
		.symptom = "mmap gives EPERM",
		.cause = "PROT_EXEC on a file system mounted noexec; MAP_LOCKED without the right to lock; /dev/mem, which "
			 "STRICT_DEVMEM closes",
		.decided_by = "do_mmap(): path_noexec(), can_do_mlock(); devmem_is_allowed()",
		.program_cure = "another mount option; a higher RLIMIT_MEMLOCK; a driver for the memory, not /dev/mem",
		.evidence = "run",
		.no_device = "the kernel refuses before it asks the driver",
	}, {
		.row = 25,
		.symptom = "mmap gives EAGAIN",
		.cause = "MAP_LOCKED over RLIMIT_MEMLOCK; or a driver that returns -EAGAIN for whatever went wrong",
		.decided_by = "do_mmap(): mlock_future_check(); else the driver",
		.driver_cure = "return the error of the function that failed",
		.program_cure = "a higher RLIMIT_MEMLOCK, or no MAP_LOCKED",
		.evidence = "run",
		.devices = { { .name = "masked-error", .fails = "private.map" } },
	}, {
		.row = 26,
		.symptom = "mmap gives ENODEV",
		.cause = "the driver has no mmap operation",
		.decided_by = "do_mmap(): -ENODEV without file_operations.mmap (or mmap_prepare)",
		.driver_cure = "implement mmap",
		.program_cure = "read() and write()",
		.evidence = "run",
		.devices = { { .name = "no-operation", .fails = "bounds.map" } },
	}, {
		.row = 27,
		.symptom = "mmap gives EINVAL or EOPNOTSUPP, and the driver was not asked",
		.cause = "a length of 0, an offset that is no multiple of the page size, neither MAP_SHARED nor MAP_PRIVATE, "
			 "MAP_HUGETLB of something else; MAP_SYNC",
		.decided_by = "do_mmap(), ksys_mmap_pgoff(); an unaligned offset is refused by the C library already",
		.program_cure = "the arguments, see mmap(2)",
		.evidence = "run",
		.no_device = "the kernel refuses before it asks the driver",
	}, {
		.row = 28,
		.symptom = "mmap gives EINVAL, and the log has \"conflicting memory types\"; or a cached mapping where none was wanted",
		.cause = "one piece of memory mapped with two cache types, such as pgprot_noncached() of memory the kernel has cached",
		.decided_by = "x86: reserve_pfn_range() until 6.15: it refuses for registers; for memory it takes the type there is",
		.driver_cure = "one cache type for all mappings; no pgprot_noncached() for memory",
		.evidence = "read",
		.devices = { { .name = "uncached-memory" } },
	}, {
		.row = 29,
		.symptom = "a system call on the buffer gives EFAULT: O_DIRECT, vmsplice, process_vm_readv, io_uring",
		.cause = "the driver maps page numbers, so the kernel sees no pages that it could hold on to",
		.decided_by = "check_vma_flags(): -EFAULT with VM_IO or VM_PFNMAP",
		.driver_cure = "map struct pages: vm_insert_page(), or a fault handler that sets vmf->page",
		.program_cure = "copy through a buffer of one's own; plain read() and write() work",
		.evidence = "run",
		.devices = { { .name = "page-numbers", .warns = "access.direct-io access.direct-io-read access.vmsplice "
								 "access.io-uring access.process-vm "
								 "access.process-vm-write" } },
	}, {
		.row = 30,
		.symptom = "a debugger cannot read the mapping (EIO)",
		.cause = "a mapping of page numbers without vm_operations_struct.access",
		.decided_by = "access_remote_vm(): without pages it asks vm_ops->access",
		.driver_cure = "generic_access_phys() for registers; an access operation of one's own for memory; or map struct pages",
		.evidence = "run",
		.devices = { { .name = "no-access", .warns = "access.ptrace access.proc-mem" } },
	}, {
		.row = 31,
		.symptom = "SIGBUS after madvise(MADV_DONTNEED), which gave no error",
		.cause = "the pages were inserted when the mapping was made, and no fault handler brings them back",
		.decided_by = "madvise_dontneed_single_vma(): it is refused for VM_PFNMAP and VM_LOCKED only",
		.driver_cure = "a fault handler beside the insertion",
		.program_cure = "no MADV_DONTNEED, or map again",
		.evidence = "run",
		.devices = { { .name = "no-refill", .warns = "vma.dontneed" } },
	}, {
		.row = 32,
		.symptom = "mremap() to a larger size succeeds, and then SIGBUS, or what is behind the end of the device; or it "
			   "gives EFAULT",
		.cause = "the mapping is compared with the size in mmap alone, and VM_DONTEXPAND is missing; EFAULT is the answer with it",
		.decided_by = "vma_to_resize(): -EFAULT with VM_DONTEXPAND or VM_PFNMAP; else nobody asks the driver",
		.driver_cure = "set VM_DONTEXPAND (vm_insert_page() does not); bound the fault handler",
		.program_cure = "unmap it, and map it again larger",
		.evidence = "run",
		.devices = {
			{ .name = "expandable", .fails = "vma.grow" },
			{ .name = "fault-unbounded", .fails = "vma.grow-beyond" },
		},
	}, {
		.row = 33,
		.symptom = "mmap returns a tiny address, and the program dies of SIGSEGV there",
		.cause = "the driver's mmap operation returns a positive number, such as a size",
		.decided_by = "mmap_region(): what is not 0 goes back to the program; what is not -errno is an address to it",
		.driver_cure = "return 0 or -errno",
		.evidence = "run",
		.devices = { { .name = "positive-return", .fails = "bounds.map" } },
	}, {
		.row = 34,
		.symptom = "garbage in the mapping, on machines with memory encryption",
		.cause = "the encryption bit is lost or set wrongly in the protection",
		.decided_by = "the memory controller: it decrypts or does not",
		.driver_cure = "keep vma->vm_page_prot; pgprot_decrypted() for memory that is shared with a device",
		.evidence = "reported",
		.no_device = "it takes a machine with memory encryption",
	}, {
		.row = 35,
		.symptom = "stale data on some ARM machines",
		.cause = "memory a device writes behind the cache's back, or two cached mappings at addresses of another colour",
		.decided_by = "the cache",
		.driver_cure = "dma_mmap_coherent() and its like; dma_sync_*() around each transfer; addresses aligned to SHMLBA",
		.evidence = "reported",
		.no_device = "it takes a device that does DMA, on a machine without coherent caches",
	}, {
		.row = 36,
		.symptom = "the memory is gone while it is mapped: after fork and exit, or a partial munmap; or an oops on rmmod",
		.cause = "vm_operations_struct.close counts down, and no .open counts up; or file_operations has no .owner",
		.decided_by = "vm_area_dup(), __split_vma(): they call .open for each copy of a VMA, as they call .close for each end",
		.driver_cure = "a kref, taken in .open, put in .close; .owner = THIS_MODULE",
		.evidence = "reported",
		.devices = {
			{ .name = "open-uncounted", .fails = "vma.unmap-part vma.move vma.shrink "
								  "fork.child-ends fork.child-outlives" },
			{ .name = "no-owner", .dangerous = true, .fails = "" },
		},
	}, {
		.row = 37,
		.symptom = "an offset of 4 GiB or more shows the beginning of the device; or EINVAL in a 32-bit program",
		.cause = "the offset is kept in 32 bits, by the driver or by the program",
		.decided_by = "the compiler: vm_pgoff << PAGE_SHIFT in an unsigned int loses its upper half",
		.driver_cure = "compare vm_pgoff, in pages, with the size in pages",
		.program_cure = "compile with -D_FILE_OFFSET_BITS=64",
		.evidence = "run",
		.devices = { { .name = "short-offset", .fails = "bounds.far-offset bounds.overflow" } },
	}, {
		.row = 38,
		.symptom = "a driver that worked does not compile, or breaks, with a newer kernel",
		.cause = "6.1: vm_next is gone; 6.3: vm_flags is read-only; 6.16: mmap_prepare; 6.17: pfn_t is gone",
		.decided_by = "the kernel's headers",
		.driver_cure = "one layer that asks the headers what they have: see driver/compat",
		.evidence = "run",
		.no_device = "it would not compile",
	}, {
		.row = 39,
		.symptom = "behind the end of the device, foreign kernel memory can be read",
		.cause = "offset and length are compared with the size each for itself, or not at all",
		.decided_by = "nobody: remap_pfn_range() maps what it is told",
		.driver_cure = "if (vma->vm_pgoff > pages || vma_pages(vma) > pages - vma->vm_pgoff) return -EINVAL",
		.evidence = "run",
		.devices = {
			{ .name = "end-unchecked", .fails = "bounds.offset-beyond" },
			{ .name = "nothing-bounded", .warns = "bounds.beyond" },
		},
	}, {
		.row = 40,
		.symptom = "an offset near the largest one is accepted",
		.cause = "offset + length is computed, and overflows to something small",
		.decided_by = "the compiler: do_mmap() lets offsets of 2^63 and more through to a device, where a signed sum overflows",
		.driver_cure = "subtract in place of adding: vma_pages(vma) > pages - vma->vm_pgoff",
		.evidence = "run",
		.devices = { { .name = "sum-overflows", .fails = "bounds.overflow" } },
	}, {
		.row = 41,
		.symptom = "the last page shows foreign kernel memory behind the end of the data",
		.cause = "the buffer is no multiple of the page size, and the rest of its last page is not zeroed",
		.decided_by = "nobody: a page is the least that can be mapped",
		.driver_cure = "allocate whole pages, zeroed: vmalloc_user(), get_zeroed_page(), kzalloc() of PAGE_ALIGN(size)",
		.evidence = "run",
		.devices = { { .name = "tail-not-zeroed", .fails = "content.tail" } },
	}, {
		.row = 42,
		.symptom = "what is written to a private mapping reaches the device",
		.cause = "the driver makes pages writable by itself in a mapping with MAP_PRIVATE, as by PAGE_SHARED",
		.decided_by = "nobody: an entry that is writable already never faults, so nothing is copied",
		.driver_cure = "vma->vm_page_prot, which has no write bit in a private mapping",
		.evidence = "run",
		.devices = { { .name = "private-write-through", .fails = "private.copy private.read-only-descriptor "
									 "permissions.read-only permissions.none "
									 "access.ptrace-write" },
			     { .name = "private-made-writable", .fails = "private.copy private.read-only-descriptor "
									 "fork.private" } },
	}, {
		.row = 43,
		.symptom = "a mapping and read() or write() of the same device do not agree, or two mappings of it",
		.cause = "the driver maps a copy of its memory, or other memory than it reads and writes",
		.decided_by = "nobody: what the two mean is the driver's matter",
		.driver_cure = "one buffer for both",
		.evidence = "run",
		.devices = {
			{ .name = "two-buffers", .fails = "sharing.read sharing.write" },
			{ .name = "own-half", .fails = "sharing.two-opens" },
		},
	}, {
		.row = 44,
		.symptom = "a futex in the mapping gives EFAULT between processes",
		.cause = "the pages belong to no file, so the kernel has no name for the word that two processes mean",
		.decided_by = "get_futex_key(): -EFAULT where page->mapping is NULL; and where there is no page at all",
		.driver_cure = "map pages of a shmem file (shmem_file_setup()), or do without futexes",
		.program_cure = "keep locks in memory of memfd_create() beside the device's memory; or eventfd",
		.evidence = "run",
		.no_device = "it is so with every driver that maps pages of its own",
	}, {
		.row = 45,
		.symptom = "SIGBUS in a mapping of a regular file; inside a system call, EFAULT",
		.cause = "the access is beyond the file's last page: the file is shorter than the mapping, or was truncated later",
		.decided_by = "filemap_fault(), shmem_fault(): VM_FAULT_SIGBUS beyond i_size",
		.program_cure = "ftruncate() or posix_fallocate() before mmap; map no more than fstat() tells; seal a memfd against "
				"F_SEAL_SHRINK where others could truncate it",
		.evidence = "run",
		.no_device = "it is a regular file",
	}, {
		.row = 46,
		.symptom = "mmap gives an error, and no helper of the kernel gave one",
		.cause = "the driver's own check refuses: the mapping goes beyond the end of the device, or is of a kind the driver does "
			 "not offer (private, writable, at that offset), or the device is not ready",
		.decided_by = "the driver's mmap operation",
		.driver_cure = "say in the documentation what can be mapped; one errno for each reason",
		.program_cure = "what the driver's documentation tells: MAP_SHARED, offset 0, no more than the device has, another state "
				"of the device",
		.evidence = "run",
		.no_device = "to refuse is right; what the others refuse wrongly has rows of its own",
	}, {
		.row = 47,
		.symptom = "mmap gives ENOMEM, and the driver was not asked",
		.cause = "a limit: no gap of that length in the address space, RLIMIT_AS, vm.max_map_count, memory that must not be "
			 "overcommitted, or too few huge pages",
		.decided_by = "do_mmap(), get_unmapped_area(), may_expand_vm(), security_vm_enough_memory_mm(), "
			      "hugetlb_reserve_pages(): -ENOMEM",
		.program_cure = "unmap what is not needed; fewer and larger mappings; a smaller length; MAP_SHARED, which is not accounted; "
				"ulimit -v, sysctl vm.max_map_count, vm.nr_hugepages",
		.evidence = "run",
		.no_device = "the kernel refuses before it asks the driver",
	}, {
		.row = 48,
		.symptom = "SIGSEGV at an address of a mapping, or just behind it; inside a system call, EFAULT",
		.cause = "the access is one that the mapping was not made for: a write without PROT_WRITE, any with PROT_NONE, or behind "
			 "its end",
		.decided_by = "the page fault: SEGV_ACCERR where the VMA does not allow the access, SEGV_MAPERR where there is none",
		.program_cure = "map it with the protection that is needed, and as long as is needed; mprotect()",
		.evidence = "run",
		.no_device = "the mistake is the program's",
	}, {
		.row = 49,
		.symptom = "SIGBUS with BUS_MCEERR_AR or BUS_MCEERR_AO",
		.cause = "the page's memory is broken: the hardware found an error that it could not correct",
		.decided_by = "memory_failure(); do_swap_page() and others: VM_FAULT_HWPOISON",
		.program_cure = "replace the memory that the machine's log names",
		.evidence = "read",
		.no_device = "it takes broken memory",
	}, {
		.row = 50,
		.symptom = "SIGBUS in a mapping that was good before",
		.cause = "the device was removed or revoked: its driver took away what was mapped, and gives it to nobody any more",
		.decided_by = "unmap_mapping_range(), zap_vma_ptes(), by the driver; then do_fault(): SIGBUS",
		.driver_cure = "where the device is still there, keep the memory until the last mapping has ended",
		.program_cure = "expect SIGBUS from a device that can be removed; unmap it when the device tells so",
		.evidence = "read",
		.no_device = "to take memory away is right; maps.ko does, by its attribute revoke",
	}, {
		.row = 51,
		.symptom = "mmap gives EBADF, EEXIST or EOVERFLOW, and the driver was not asked",
		.cause = "the descriptor is not open; MAP_FIXED_NOREPLACE where something is mapped; an offset beyond what any file has",
		.decided_by = "ksys_mmap_pgoff(): -EBADF; do_mmap(): -EEXIST; file_mmap_ok(): -EOVERFLOW",
		.program_cure = "check what open() returned; let the kernel choose the address; a smaller offset",
		.evidence = "run",
		.no_device = "the kernel refuses before it asks the driver",
	}, {
		.row = 52,
		.symptom = "mmap with PROT_WRITE succeeds, and the first write dies of SIGSEGV",
		.cause = "the driver takes VM_WRITE out of vm_flags in place of refusing a mapping that is to be written",
		.decided_by = "the page fault: SEGV_ACCERR without VM_WRITE; mmap returns what the driver does, whatever is left of the "
			      "flags",
		.driver_cure = "if (vma->vm_flags & VM_WRITE) return -EPERM; and clear VM_MAYWRITE alone",
		.program_cure = "map it with PROT_READ",
		.evidence = "run",
		.devices = { { .name = "write-taken-away", .warns = "permissions.upgrade" } },
	}, {
		.row = 53,
		.symptom = "after a close, or the end of a process, the device shows something else to those who still have it; or it "
			   "cannot be opened or mapped any more (EBUSY, ENOMEM)",
		.cause = "what belongs to the device ends with one of its users: release, flush or the end of a mapping resets or frees "
			 "it for all; or what a user took, such as a count or memory, is not given back when that user ends",
		.decided_by = "filp_close(): flush at each close; __fput(): release, once the last descriptor and the last mapping of an "
			      "open file are gone, however the process ended",
		.driver_cure = "keep in file->private_data what belongs to one open file, and end that alone in release; give back there, "
			       "or in vm_operations_struct.close, what open and mmap took",
		.evidence = "run",
		.devices = {
			{ .name = "release-for-all", .fails = "lifetime.unmap-after-close lifetime.killed lifetime.many" },
			{ .name = "flush-ends", .fails = "lifetime.close fork.child-ends fork.child-outlives fork.private" },
			{ .name = "reset-on-unmap", .fails = "content.stable content.map-again lifetime.unmap-after-close "
							     "lifetime.killed lifetime.many concurrency.faults" },
		},
	}, {
		.row = 54,
		.symptom = "wrong memory, SIGBUS or an error now and then, where threads map, unmap or fork at the same time",
		.cause = "mmap, the fault handler, or .open and .close of the VMA change what all mappings share, such as a count or a "
			 "list, without a lock of the driver's own",
		.decided_by = "mmap_lock: there is one for each process, not for each device; a page fault takes it to read, or, since "
			      "6.6, at times the lock of its VMA alone",
		.driver_cure = "a mutex or a spinlock in the device for what mappings share; refcount_t or kref for what is counted",
		.evidence = "run",
		.devices = { { .name = "unlocked", .fails = "concurrency.faults concurrency.map-unmap concurrency.dontneed "
							    "concurrency.fork" } },
	}, {
		.row = 55,
		.symptom = "after a part of a mapping was unmapped or protected, the rest shows other pages",
		.cause = "the fault handler counts pages from vma->vm_start, or takes vma->vm_pgoff for the name of a buffer: both change "
			 "when a mapping is split",
		.decided_by = "__split_vma(): the new VMA has a vm_start and a vm_pgoff of its own, and the same vm_private_data",
		.driver_cure = "count by vmf->pgoff, which is right in each part; keep the buffer in vm_private_data",
		.program_cure = "unmap and protect the whole mapping, or before the first access",
		.evidence = "run",
		.devices = { { .name = "counts-from-start", .fails = "vma.unmap-part vma.split" } },
	}, {
		.row = 56,
		.symptom = "with MAP_FIXED, mmap gives another address than was asked for; or EINVAL",
		.cause = "file_operations.get_unmapped_area chooses an address, or refuses one, whatever the program asks for",
		.decided_by = "get_unmapped_area(): the kernel takes what the operation gives, with MAP_FIXED, too",
		.driver_cure = "give the address back where flags has MAP_FIXED; or leave the choice to the kernel: mm_get_unmapped_area()",
		.program_cure = "no MAP_FIXED; look at what mmap returned",
		.evidence = "run",
		.devices = { { .name = "own-address", .fails = "vma.fixed" } },
	}, {
		.row = 57,
		.symptom = "mmap with PROT_WRITE succeeds, pages can be read, and the first write to one is SIGBUS; in a system call, EFAULT",
		.cause = "page_mkwrite, or the fault handler, refuses to let a page be written, and mmap had accepted PROT_WRITE",
		.decided_by = "do_page_mkwrite(): what vm_operations_struct.page_mkwrite gives; do_shared_fault()",
		.driver_cure = "refuse VM_WRITE in mmap where not every page can be written; let what can be be a mapping of its own",
		.program_cure = "write to the pages that the driver's documentation names",
		.evidence = "run",
		.devices = { { .name = "mkwrite-refuses", .fails = "sharing.two-mappings access.read access.system-call",
			       .warns = "access.direct-io-read access.process-vm-write" } },
	}, {
		.row = 58,
		.symptom = "a system call on the mapping gives EFAULT, or other bytes than the program sees, unless the program has touched "
			   "the page before",
		.cause = "the fault handler asks who wants the page, by FAULT_FLAG_USER or current, and has none, or a dummy, for others "
			 "than the program itself",
		.decided_by = "handle_mm_fault(): accesses of the kernel (copy_from_user(), get_user_pages(), MAP_POPULATE, mlock) come to "
			      "the same handler, without FAULT_FLAG_USER; those for another process with another current",
		.driver_cure = "give the page of vmf->pgoff, whoever wants it: who may map it is a matter of open and mmap",
		.program_cure = "touch each page before",
		.evidence = "run",
		.devices = {
			{ .name = "user-only", .fails = "access.write access.read access.system-call access.direct-io "
							"access.direct-io-read access.vmsplice access.io-uring access.process-vm "
							"access.process-vm-write access.ptrace access.ptrace-write "
							"access.proc-mem access.futex-private" },
			{ .name = "dummy-page", .fails = "access.write access.read access.system-call access.direct-io "
							 "access.direct-io-read access.vmsplice access.io-uring vma.populate "
							 "access.process-vm-write vma.lock vma.advise" },
		},
	}, {
		.row = 59,
		.symptom = "a child does not see what its parent wrote to a shared mapping, nor the parent what the child writes",
		.cause = "vm_operations_struct.open makes new memory for the VMA, as if a copy of a mapping were a new one",
		.decided_by = "vm_area_dup(), __split_vma(), copy_vma(): they call .open for each copy of a VMA",
		.driver_cure = "allocate in mmap, and take a reference in .open",
		.program_cure = "no fork between mmap and the use of the mapping; a thread in place of the child",
		.evidence = "run",
		.devices = { { .name = "open-allocates", .fails = "fork.shared" } },
	}, {
		.row = 60,
		.symptom = "msync(MS_SYNC) or fsync() gives a positive number",
		.cause = "file_operations.fsync returns how much was written",
		.decided_by = "msync(): vfs_fsync_range(), whose result goes back to the program as it is",
		.driver_cure = "return 0 or -errno",
		.evidence = "run",
		.devices = { { .name = "positive-fsync", .fails = "vma.sync" } },
	},
	{ 0 }
};

const struct cause *catalogue_find(unsigned int row)
{
	for (const struct cause *cause = catalogue; cause->row; cause++)
		if (cause->row == row)
			return cause;
	return NULL;
}
