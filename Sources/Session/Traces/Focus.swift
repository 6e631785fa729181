import Trace

/// What a scene of a trace is about: one call of a device, its pages and its mm.
struct Focus {
  var call: DeviceCall?
  var mm: UInt64?
  /// The driver's object.
  var device: UInt64?
  /// The pages that the tables show.
  var window: ClosedRange<Int>?
  /// The lines that belong together: the call, or what lies between two.
  var lines: ClosedRange<Int>
}

/// Finds the device call that an event belongs to, and what can be known of it from all of its events.
final class FocusFinder {
  private let trace: Trace
  /// Pages of calls that touch or overlap each other, in order: the same memory is shown for all of them.
  private let clusters: [ClosedRange<Int>]
  private var memories: [Int: UInt64?] = [:]

  init(_ trace: Trace) {
    self.trace = trace
    var clusters: [ClosedRange<Int>] = []
    for pages in trace.calls.map(\.pages).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = clusters.last, pages.lowerBound <= last.upperBound + 1 {
        clusters[clusters.count - 1] = last.lowerBound...max(last.upperBound, pages.upperBound)
      } else {
        clusters.append(pages)
      }
    }
    self.clusters = clusters
  }

  func focus(at event: Event) -> Focus {
    let calls = trace.calls
    guard !calls.isEmpty else { return Focus(lines: segment(nil, event.number)) }
    // The last call that has begun; calls of other tasks may be around it.
    var low = 0
    var high = calls.count
    while low < high {
      let middle = (low + high) / 2
      if calls[middle].first <= event.number { low = middle + 1 } else { high = middle }
    }
    let begun = low - 1
    var chosen = max(0, begun)
    for i in stride(from: begun, through: max(0, begun - 8), by: -1) where i >= 0 {
      guard calls[i].last >= event.number else { continue }
      chosen = i
      if calls[i].pid == event.pid { break }
    }
    let isInside = begun >= 0 && calls[chosen].last >= event.number
    let call = calls[chosen]
    return Focus(
      call: call, mm: memory(chosen), device: call.device, window: window(call.pages),
      lines: segment(isInside ? chosen : nil, event.number))
  }

  private func window(_ pages: ClosedRange<Int>) -> ClosedRange<Int> {
    let cluster = clusters.first { $0.contains(pages.lowerBound) } ?? pages
    let chosen = cluster.count <= 1024 ? cluster : pages
    return chosen.lowerBound...min(chosen.upperBound, chosen.lowerBound + 4095)
  }

  /// The lines of a call, or those between two calls; a part around the event where they are too many to draw.
  private func segment(_ inside: Int?, _ event: Int) -> ClosedRange<Int> {
    let calls = trace.calls
    var first = 0
    var last = trace.count - 1
    if let inside {
      first = calls[inside].first
      // A short call is shown with what follows it.
      last = min(last, max(calls[inside].last, first + 255))
    } else {
      var before = -1
      for call in calls where call.last < event { before = max(before, call.last) }
      first = before + 1
      if let next = calls.first(where: { $0.first > event }) { last = max(first + 255, next.first - 1) }
      last = min(last, trace.count - 1)
    }
    if last - first > 511 {
      first += max(0, event - first - 128) / 256 * 256
      last = min(last, first + 511)
    }
    return trace.line(of: first)...max(trace.line(of: first), trace.line(of: last))
  }

  /// The mm of a call: what the first event inside it says that names one.
  private func memory(_ place: Int) -> UInt64? {
    if let known = memories[place] { return known }
    let call = trace.calls[place]
    var found: UInt64?
    var looked = 0
    var i = call.entry
    while found == nil, i <= call.last, looked < 256 {
      let event = trace.event(i)
      if event.pid == call.pid {
        looked += 1
        switch event.kind {
        case .mmu_interval_read_begin, .hmm_range_fault, .mmu_interval_notifier_insert, .migrate_vma_setup,
          .make_device_exclusive_range, .handle_mm_fault:
          found = event.number("mm")
        default: break
        }
      }
      i += 1
    }
    memories[place] = found
    return found
  }
}
