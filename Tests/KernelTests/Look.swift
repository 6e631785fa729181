import Kernel
import Machine

/// A step of a run, as the words for it see it.
struct Look: Glance {
  let world: World
  let program: Program
  let old: [UInt8]
  let new: [UInt8]
  let index: Int

  func page(_ page: Int) -> String { "00\(page)" }
  func span(_ start: Int, _ end: Int) -> String { "[7f000000\(start)000 +\(end - start)p)" }
  func frame(_ row: Int) -> String { (1...world.frames.count).contains(row) ? world.frames[row - 1].name : "?" }
  func slot(_ row: Int) -> String { (1...world.slots.count).contains(row) ? world.slots[row - 1].name : "?" }
  func process(_ number: Int) -> String { number == 0 ? "free" : number == 1 ? "app" : "other" }
  func device(_ row: Int) -> String {
    (1...world.devices.count).contains(row) ? world.devices[row - 1].name : "?"
  }
  func threadName(_ number: Int) -> String { program.threads[number - 1].name }
}
