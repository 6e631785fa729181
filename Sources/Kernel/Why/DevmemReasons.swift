import Machine

private let file = "mm/hmm.c"

extension Reasons {
  /// Device memory: its frames, the CPU's fault on one of them, the driver's side of moving pages.
  static let deviceMemory: [String: StepWords] = [
    "PP1": StepWords("include/linux/mm.h", will: { g in "drops \(g.frame(g.pageRow))" }) { g in
      let count = g.new(Frame.name, g.pageRow, "count")
      let isDevice = g.new(Frame.name, g.pageRow, "device") != 0
      let after =
        isDevice
        ? (count == 1 ? "One is left: device memory is idle then." : "")
        : (count == 0 ? "It was the last: the frame is free." : "")
      return (
        "\(g.frame(g.pageRow)) has \(g.change(Frame.name, g.pageRow, "count")) references. \(after)", [],
        "\(g.frame(g.pageRow)): references \(count)"
      )
    },
    "PP2": StepWords(
      "kernel/memremap.c", "gives it to the driver", short: "the driver gets it back",
      "nobody uses the page: ops->free tells the driver."),
    "ZP4": StepWords(
      "mm/memory.c", "drops the device's page", short: "drops the device's page",
      "a page of device memory is in no TLB of a CPU: its reference goes at once, still under the lock."),
    "PF16": StepWords(
      "mm/memory.c", "takes a reference", short: "takes a reference (H34)",
      "under the lock of the table the pte is read again, and its page gets a reference: it cannot go."),
    "PF17": StepWords("mm/memory.c", "drops its reference", short: "drops its reference", "the page may go now."),
    "DP1": StepWords("kernel/memremap.c", will: { _ in "follows the page" }) { g in
      (
        """
        page ⇒ pagemap ⇒ page_fault. No lock is held and no reference to \(g.frame(g.pageRow)): what the pte said a \
        moment ago is all there is (H34).
        """,
        [], "\(g.frame(g.pageRow)) ⇒ its pagemap"
      )
    },
    "DP2": StepWords(
      "driver", "calls the driver's fault", short: "calls ops->fault", "the driver is to bring the page back."),
    "DP3": StepWords("driver", "returns", short: "returns", "what the driver said is passed on."),
    "DO1": StepWords("driver", will: { g in "takes \(g.frame(g.pageRow)) back" }) { g in
      ("\(g.frame(g.pageRow)) is free for the next page.", [], "\(g.frame(g.pageRow)) is free")
    },
    "DO2": StepWords(
      "driver", "migrates the page to RAM", short: "migrates it to RAM",
      "the page that the CPU wants is moved, like any other, by migrate_vma."),
    "DO2 current": StepWords(
      "driver", "names the faulting page", short: "tells of the reference",
      "migrate_vma has to know that the fault holds a reference to this page, or it would never move."),
    "DO3": StepWords(
      "driver", "looks what became of it", short: "has it moved?", "src and dst tell whether the page has moved."),
    "DO4 if": StepWords(
      "driver", tests: "tests the result",
      yes: { _ in ("the page could not be brought back.", "it could not be moved") },
      no: { _ in ("nothing speaks against trying again.", "so far so good") }),
    "DO4": StepWords(
      "driver", "returns", short: "fault returns",
      "0 also where somebody else has hold of the page: the CPU tries again."),
    "DV1": StepWords(
      file, "makes the object", short: "a struct hmm_devmem", "one object for all memory of the device."),
    "DV1 if": StepWords(
      file, tests: "tests for room", yes: { _ in ("no: -ENOMEM.", "no room: -ENOMEM") },
      no: { _ in ("there was room for it.", "there is room") }),
    "DV2": StepWords(
      file, "fills it in", short: "fills in the object", "the driver's free and fault are what the kernel will call."),
    "DV3": StepWords(
      file, "reserves numbers", short: "reserves frame numbers",
      "physical addresses that nothing else uses become the numbers of the device's frames."),
    "DV3 if": StepWords(
      file, tests: "tests for frames", yes: { _ in ("the device has no memory: -ERANGE.", "no memory: -ERANGE") },
      no: { _ in ("the device's frames have numbers.", "the frames have numbers") }),
    "DV3 free_hmm_devmem": StepWords(file, "frees the object", short: "frees the object", "it is not needed."),
    "DV4": StepWords(
      "kernel/memremap.c", "makes the pages", short: "a struct page for each",
      "each frame has a struct page now, with one reference: idle."),
    "DV5": StepWords(file, "returns the object", short: "the memory is there", "pages can be moved there from now on."),
    "DV6": StepWords(
      file, "lets the memory go", short: "kills the reference", "its own reference goes; those of the frames stay."),
    "DV7": StepWords(file, "drops a frame", short: "drops a frame", "the reference that an idle frame has goes, too."),
    "DV7 while": StepWords(
      file, tests: "tests for a frame left", yes: { _ in ("another frame is to go.", "another frame") },
      no: { _ in ("all frames were dropped.", "no frame is left") }),
    "DV8": StepWords(
      file, "waits for the frames", short: "no frame is in use", "nobody has a reference to one of its frames any more."
    ),
    "DV9": StepWords(
      file, "frees the object", short: "the memory is gone",
      "who still follows a page of it to here finds nothing (H34)."),
    "DV10": StepWords(file, will: { _ in "takes a frame" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "owner") == 0 && g.new(Frame.name, $0, "owner") != 0 }
      return taken.first.map { ("\(g.frame($0)) is taken.", [], "takes frame \(g.frame($0))") }
        ?? ("no frame is free.", [], "no frame is free")
    },
    "DV11": StepWords(
      file, "locks it", short: "locks the new page", "a page that things are copied to has to be locked."),
    "DV12": StepWords(file, "returns it", short: "returns the page", "a page of RAM, locked, or NULL."),
    "MT1": StepWords(
      "driver", "locks mmap_sem", short: "mmap_sem for reading", "migrate_vma wants mmap_sem; for reading is enough."),
    "MT2": StepWords("mm/mmap.c", will: { _ in "looks for the vma" }) { g in
      ("looks for the vma of page \(g.page(g.local("start") ?? g.addr)).", [], "looks for the vma")
    },
    "MT3": StepWords(
      "driver", "migrates the pages", short: "migrates to the device",
      "what the device will work on is to lie in its own memory."),
    "MT4": StepWords("driver", "unlocks mmap_sem", short: "unlocks mmap_sem", "the move is over."),
    "MT5": StepWords("driver", "returns", short: "returns", "0 does not tell that all pages have moved."),
    "DX1": StepWords(
      "driver", "locks mmap_sem", short: "mmap_sem for writing",
      "for writing: a migration that is under way is over then."),
    "DX2": StepWords(
      "driver", "takes no more pages", short: "takes no more pages", "no page may come to the device from here on."),
    "DX3": StepWords(
      "driver", "brings the pages back", short: "brings the pages back", "all pages of this vma that lie on the device."
    ),
    "DX4": StepWords("driver", "unlocks mmap_sem", short: "unlocks mmap_sem", "what could be moved has moved."),
    "DX5": StepWords(
      "driver", "waits for the others", short: "no page is on the device",
      "no process has a page on the device any more."),
    "DX6": StepWords("driver", "gives the memory up", short: "gives the memory up", "the kernel forgets the memory."),
    "DX6 if": StepWords(
      "driver", tests: "tests for memory", yes: { _ in ("the memory can go now.", "the memory can go") },
      no: { _ in ("it has gone already.", "it has gone already") }),
  ]
}
