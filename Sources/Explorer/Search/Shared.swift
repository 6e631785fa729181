import Dispatch
import Synchronization

/// What the threads of a search share while they try moves.
struct Shared: ~Copyable {
  var store: Store
  /// The pages of the layer; each is worked at by one thread.
  var pages: UnsafeMutableBufferPointer<Page>
  /// The page that is taken next.
  let nextPage = Atomic<Int>(0)
  /// States met, counted whenever a page is done; bytes of all pages.
  let states = Atomic<Int>(0)
  let pageBytes = Atomic<Int>(0)
  /// The first page that is not to be worked at now.
  var end = 0
  /// Whether the first pass over a layer is under way: steps that touch only their thread's own stack.
  var isLocal = false
  var depth = 0
  /// States that may be met before the store must grow, less than one page of moves from each thread.
  var statesMax = 0
  /// States that may be met at all; only asked where one thread works alone.
  var bound = 0
  let stop = Atomic<Bool>(false)

  init(_ store: consuming Store) {
    self.store = store
    pages = UnsafeMutableBufferPointer(start: nil, count: 0)
  }
}

/// The right to work at a layer: whoever takes it first has it. A thread that comes too late finds it taken, and
/// touches nothing.
final class Ticket: Sendable {
  private let isTaken = Atomic<Bool>(false)
  /// Signalled when the work is done.
  let isDone = DispatchSemaphore(value: 0)

  /// Takes it; false if it was taken before.
  func take() -> Bool { !isTaken.exchange(true, ordering: .acquiringAndReleasing) }
}
