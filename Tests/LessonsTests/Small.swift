import Lessons
import Testing

/// A lesson of six stops and three questions, for tests: those that ship may change.
enum Small {
  static func lesson() throws -> Lesson {
    try Lesson(Array(text.utf8), file: "05-small.md", names: Shipped.names)
  }

  static let text = """
    # The retry loop, line by line

    A driver reads ptes, takes its lock and asks whether anything has changed. If so, it throws its work away
    and begins again.

    ```hmmscope
    Scenario retry-loop
    ```

    ## Two tables and a window

    On the left is the page table of the CPU: pages 000 and 001 are there and may be written. The table of the
    device beside it is empty. Below stands the range, the driver's window on the process: it will hold what
    the driver reads.

    Nothing has happened yet. Go on with PageDown; `s` makes one step whenever you like, `S` takes it back.

    ```hmmscope
    Look cpu device
    Expect pte[0].frame == 0x1a0 && pte[1].frame == 0x1a1
    Expect driver->dpt[0] == 0 && driver->dpt[1] == 0
    ```

    <!-- speaker: Ask who may write each of the two tables before you go on. -->

    ## The driver has read both pages

    `hmm_range_snapshot` has copied what the CPU's table says into the `pfns` of the range. The device maps
    nothing of it yet: what was read is a note, and a note can be out of date.

    `ret` is the number of pages that were read.

    ```hmmscope
    Until gpu.line == 20
    Look ranges driver
    Expect range.valid
    Expect gpu.ret == 2
    Expect hmm->notifiers == 0
    ```

    ### Question: app now begins to drop page 001 with madvise. What happens to the range before the pte changes?

    - `range.valid && pte[1].frame == 0x1a1`: it stays valid until the pte is gone
    - `!range.valid && pte[1].frame == 0x1a1`: it is marked INVALID while the pte is still there
    - `pte[1].frame != 0x1a1`: the pte goes first

    ```hmmscope
    Until hmm->notifiers == 1
    ```

    An invalidation is a section: it is counted and the ranges that it hits are marked, then everybody is told,
    and only then do the ptes go.

    ## Marked, and not committed

    The section of `madvise` is open and the range says INVALID. Look at the `pfns`: they still hold both
    pages, as they were read. The driver is about to take its lock, `update`, and knows nothing of all this.

    ```hmmscope
    Look notifiers ranges
    Expect !range.valid
    Expect pte[1].frame == 0x1a1
    ```

    ### Question: gpu takes its lock and asks on line 21. What is it told?

    - `range.valid`: valid, so it maps both pages
    - `!range.valid`: INVALID, so it begins again

    ```hmmscope
    Until gpu.line == 22
    ```

    The flag is read under the driver's own lock, after the section has marked it. Nothing of the first round
    reaches the device.

    ## The round is thrown away

    The driver gives back both locks and goes to `again`. Nothing was undone, because nothing had been done:
    that is why the test stands *before* the commit.

    ```hmmscope
    Until retries == 1
    Look driver device
    Expect driver->dpt[0] == 0 && driver->dpt[1] == 0
    ```

    ### Question: Back at again, gpu calls the walk while the section is still open. Will it read the ptes?

    - `gpu.ret < 0`: no, the walk refuses with an error
    - `gpu.ret >= 0`: yes, it reads what is there now

    ```hmmscope
    Until gpu.line == 14
    ```

    `hmm_range_snapshot` looks at the flag before it walks and answers `-EAGAIN`: to read inside a section
    would be to read what is about to change.

    ## Asleep until the section has ended

    The driver waits with `hmm_range_wait_until_valid`, without `mmap_sem`. When the last section ends, HMM
    sets the range valid again and wakes whoever sleeps.

    ```hmmscope
    Until gpu.line == 17
    Look threads driver
    Expect hmm->notifiers == 1
    ```

    ## The end

    Two rounds were lost: one to `madvise`, one to `munmap`. Nothing is left behind: no range, no open section,
    no entry in the table of the device.

    ```hmmscope
    Goto end
    Look device notifiers
    Expect retries == 2
    Expect hmm->notifiers == 0 && finished
    Expect driver->dpt[0] == 0 && driver->dpt[1] == 0
    ```
    """
}
