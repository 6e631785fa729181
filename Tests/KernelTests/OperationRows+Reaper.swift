import Machine

@testable import Kernel

/// Rows for the OOM reaper.
extension OperationRow {
  static let reaper = reaps

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)

  private static let reaps = [
    OperationRow(
      "the reaper: vma by vma, the flush and the frames of each before the next", .oomReapAll,
      in: .pages([shown, other], vmas: [VmaPiece(0..<1), VmaPiece(1..<2)]),
      """
      N+ UNMAP 0..<1 nonblock | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      N+ UNMAP 1..<2 nonblock | mmap_sem R
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 1..<2 | mmap_sem R
      free 1a1 | mmap_sem R
      """),
    OperationRow(
      "the reaper leaves shared, locked, hugetlb and special vmas", .oomReapAll,
      in: .pages(
        [shown, other, .none, .none],
        vmas: zip(0..., ["shared", "locked", "hugetlb", "special"]).map { VmaPiece($0..<$0 + 1).with($1) }), ""),
    OperationRow(
      "the reaper takes private files", .oomReapAll, in: .pages([shown], vmas: [VmaPiece(0..<1).with("file")]),
      """
      N+ UNMAP 0..<1 nonblock | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      """),
    OperationRow(
      "the reaper is refused: no entry is touched, no end is called, ten times (B2a)", .oomReapAll, in: .pages([shown]),
      cells: { $0.set("hmm", 1, "mirrors_sem", to: .number(2)) },
      String(
        repeating: """
          N+ UNMAP 0..<1 nonblock untold refused | mmap_sem R
          F 0..<1 | mmap_sem R

          """, count: 10) + "= notifiers 10\n= breaks I3"),
    OperationRow(
      "the reaper does not hear that a driver refuses (B2b)", .oomReapAll, in: .pages([shown]),
      cells: { $0.set("driver", 1, "update", to: .number(2)) },
      """
      N+ UNMAP 0..<1 nonblock untold | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      """),
    OperationRow(
      "the reaper hears it with B2b mended", .oomReapAll,
      in: World.pages([shown]).but { $0.edition = Edition(fixes: ["B2"]) },
      cells: { $0.set("driver", 1, "update", to: .number(2)) },
      String(
        repeating: """
          N+ UNMAP 0..<1 nonblock untold refused | mmap_sem R
          F 0..<1 | mmap_sem R

          """, count: 10)),
    OperationRow(
      "the reaper is refused by another subscriber, after HMM has counted (B2d)", .oomReapAll,
      in: World.pages([shown]).but { $0.isRefusedByAnother = true },
      String(
        repeating: """
          N+ UNMAP 0..<1 nonblock refused | mmap_sem R
          F 0..<1 | mmap_sem R

          """, count: 10) + "= notifiers 10\n= breaks I3"),
    OperationRow(
      "the reaper does not wait for mmap_sem", .oomReapAll, in: .pages([shown]),
      cells: { $0.set("mm", 1, "mmap_sem", to: .number(2)) }, ""),
    OperationRow(
      "the reaper has nothing to do where exit has reaped", .oomReapAll, in: .pages([shown]),
      cells: { $0.set("mm", 1, "flags", to: .number(2)) }, ""),
    OperationRow(
      "the reaper of a process that has gone", .oomReapAll, in: .pages([shown]),
      cells: { $0.set("mm", 1, "mm_users", to: .number(0)) }, ""),
    OperationRow(
      "the reaper for one window", .oomReap(0..<2),
      """
      N+ UNMAP 0..<2 nonblock | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
    OperationRow(
      "the reaper for one window, refused", .oomReap(0..<2), returns: -11,
      cells: { $0.set("hmm", 1, "lock", to: .number(2)) },
      """
      N+ UNMAP 0..<2 nonblock untold refused | mmap_sem R
      """),
    OperationRow(
      "the reaper for one window does not wait", .oomReap(0..<2), returns: -11,
      cells: { $0.set("mm", 1, "mmap_sem", to: .number(2)) }, ""),
    OperationRow(
      "the reaper is refused by another subscriber, with B2 mended: HMM is told of the end", .oomReapAll,
      in: .pages([shown]).but {
        $0.isRefusedByAnother = true
        $0.edition = Edition(fixes: ["B2"])
      },
      String(
        repeating: """
          N+ UNMAP 0..<1 nonblock refused | mmap_sem R
          F 0..<1 | mmap_sem R

          """, count: 10)),
    OperationRow(
      "the reaper of a process whose structure has gone", .oomReapAll, in: .unmirrored, before: "OT1", other: .exit,
      """
      meanwhile
      = swap 3 free
      """
    ),
  ]
}
