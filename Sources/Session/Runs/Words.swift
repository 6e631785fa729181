import Kernel
import Machine
import Scene

/// The hand-written words of the kernel's steps, fetched for a moment.
enum Words {
  struct Explanation {
    var text: String
    var more: [String]
    var short: String
    var source: String
  }

  static func explain(_ moment: RunMoment, _ step: Step) -> Explanation? { nil }

  static func next(_ program: Program, _ state: [UInt8], _ thread: Int, _ step: Step, _ labels: Labels) -> String? {
    nil
  }
}
