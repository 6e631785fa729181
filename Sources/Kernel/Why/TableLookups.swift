/// The kinds of ptes that lead to a frame, as law I1 has it: present, device_private and devmap.
private let leading = [1, 4, 7]
private let devicePrivate = 4
/// The kind of a pmd that leads to frames in a row.
private let huge = 1

extension Glance {
  /// Whether a process's tables lead from a page to a frame, by a pte or by a huge pmd, after the step.
  ///
  /// - Parameter isWritable: whether they must give the right to write as well.
  func tablesLead(from number: Int, to frame: Int, isWritable: Bool) -> Bool {
    func leads(_ record: String, _ row: Int, _ to: Int) -> Bool {
      to == frame && (!isWritable || new(record, row, "write") != 0)
    }
    let row = number + 1, pmd = new(Pte.name, row, "pmd")
    if leading.contains(new(Pte.name, row, "kind")), leads(Pte.name, row, new(Pte.name, row, "frame")) { return true }
    guard pmd > 0, new(Pmd.name, pmd, "kind") == huge else { return false }
    return leads(Pmd.name, pmd, new(Pmd.name, pmd, "frame") + number - new(Pmd.name, pmd, "start"))
  }

  /// Whether a page lies in device memory, so that the tables name it and a CPU would fault on it.
  func isDevicePrivate(_ number: Int) -> Bool { new(Pte.name, number + 1, "kind") == devicePrivate }

  /// Whether any page's entry leads to a frame.
  func isMapped(_ frame: Int) -> Bool {
    (0..<rows(Pte.name)).contains { tablesLead(from: $0, to: frame, isWritable: false) }
  }
}
