import Scene
import Screen

/// How wide the columns of the panel are.
struct FrameWidths {
  var label: Int, owner: Int, cpu: Int, device: Int
  /// As they would be if the data took no more than usual.
  private(set) var usual: [Int] = []
  private(set) var form = Form.full

  /// How a frame with several mappings is written.
  enum Form: CaseIterable {
    /// All of them: `000 app child`.
    case full
    /// The first, and how many more: `000 +1`.
    case short
    /// The same without a blank that is not needed: `000+1`.
    case tight

    var arrow: String { self == .tight ? "⇒" : "⇒ " }
  }

  init(_ frames: [FrameRow], room: Room) {
    let hasSwap = frames.contains(where: \.isSwap)
    if room.isNarrow {
      (label, owner, cpu, device) = (hasSwap ? 7 : 4, 6, 5, 3)
    } else if hasSwap {
      (label, owner, cpu, device) = (8, 7, 6, room.columns < 36 ? 6 : 8)
    } else {
      (label, owner, cpu, device) = (5, 7, 5, 8)
    }
    // A change of the data must be seen whole.
    var data = frames.map { (($0.dataBefore.map { $0 + " ⇒ " } ?? "") + $0.data).columns }.max() ?? 0
    var needs = Needs(frames, .full)
    if frames.contains(where: { $0.mappings.count > 1 || $0.deviceMappings.count > 1 }) {
      form = Form.allCases.first { 1 + Needs(frames, $0).total + data <= room.columns } ?? .tight
      if form == .tight { data = frames.map { (($0.dataBefore == nil ? "" : "⇒") + $0.data).columns }.max() ?? 0 }
      needs = Needs(frames, form)
      (owner, cpu, device) = (max(owner, needs.owner), max(cpu, needs.cpu), max(device, needs.device))
    }
    usual = [label, owner, cpu, device, 0]
    makeRoom(for: data, in: room.columns, needs)
  }

  /// What stands in the columns, with a blank behind it.
  private struct Needs {
    var label: Int, owner: Int, cpu: Int, device: Int

    var total: Int { label + owner + cpu + device }

    init(_ frames: [FrameRow], _ form: Form) {
      func need(_ text: (FrameRow) -> String) -> Int { (frames.map { text($0).columns }.max() ?? 0) + 1 }
      func drawn(_ text: String, _ isChanged: Bool) -> String { (isChanged ? form.arrow : "") + text }
      label = need(\.label)
      owner = need { drawn($0.owner, $0.ownerBefore != nil) }
      cpu = need { drawn($0.cpuText(form), $0.isRemapped) }
      device = need { drawn($0.deviceText(form), $0.isRemappedByDevice) }
    }
  }

  /// Gives columns to the data, as long as what stands in the others keeps a blank behind it.
  private mutating func makeRoom(for data: Int, in columns: Int, _ needs: Needs) {
    let parts: [(width: WritableKeyPath<FrameWidths, Int>, need: Int)] = [
      (\.device, needs.device), (\.cpu, needs.cpu), (\.owner, needs.owner), (\.label, needs.label),
    ]
    var wanted = parts.reduce(1 + data - columns) { $0 + max(self[keyPath: $1.width], $1.need) }
    for part in parts {
      let given = min(max(0, wanted), max(0, self[keyPath: part.width] - part.need))
      self[keyPath: part.width] -= given
      wanted -= given
    }
  }
}

extension FrameRow {
  var isRemapped: Bool { mappingsBefore != nil || cpuBefore != nil }
  var isRemappedByDevice: Bool { deviceMappingsBefore != nil || deviceBefore != nil }

  /// Where the CPU maps it.
  func cpuText(_ form: FrameWidths.Form) -> String {
    // A list that has become empty says so, whatever stands in its place.
    mappings.isEmpty && mappingsBefore == nil ? Self.mapping(cpu) : Self.text(mappings, form)
  }

  /// Where a device maps it, and `✗` where it must not.
  func deviceText(_ form: FrameWidths.Form) -> String {
    let isOne = deviceMappings.isEmpty && deviceMappingsBefore == nil
    return (isOne ? Self.mapping(device) : Self.text(deviceMappings, form)) + (isBroken ? " ✗" : "")
  }

  /// `000`, `000 app child`, `000 app, 001 child`; short, `000 +1`.
  private static func text(_ mappings: [FrameMapping], _ form: FrameWidths.Form) -> String {
    guard let first = mappings.first else { return mapping("") }
    guard mappings.count > 1 else { return first.page }
    if form != .full { return first.page + (form == .short ? " " : "") + "+\(mappings.count - 1)" }
    if mappings.allSatisfy({ $0.page == first.page }) {
      return first.page + " " + mappings.map(\.owner).joined(separator: " ")
    }
    return mappings.map { $0.page + " " + $0.owner }.joined(separator: ", ")
  }

  private static func mapping(_ page: String) -> String { page.isEmpty ? "◦" : page }
}
