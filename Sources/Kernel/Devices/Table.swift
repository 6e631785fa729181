import Machine

private let index = Value.local("i")
private let entry = Value.local("entry", .tag("entry"))

extension Core {
  /// D0: the driver fills in its range: which window it wants, how an answer is encoded. One step.
  public static func setup(_ range: Pointer<HmmRange>, _ driver: Pointer<Driver>) -> [Statement] {
    [
      step("D0") {
        range.start <- driver.start
        range.end <- driver.end
        range.default_flags <- 0
        range.pfn_flags_mask <- 0
        range.page_shift <- PAGE_SHIFT
        ghost {
          range.filled <- true
          range.failed <- true
          range.driver.value <- driver.value
        }
      }
    ]
  }

  /// D8: the device maps what `pfns` says, all in one step. Entries that name no frame are left as they are.
  public static func map_pages(_ driver: Pointer<Driver>, _ range: Pointer<HmmRange>) -> [Statement] {
    [
      step(Driver.commitStep) {
        count(index, from: 0, below: range.end - range.start) {
          entry <- range.element(\.pfns, index)
          when(has(entry, Entries.valid)) {
            driver.element(\.dpt, range.start + index) <- entry
            ghost { judge(driver, range) }
          }
        }
        entry <- 0
        ghost {
          when(!holds(driver.update)) { driver.misuse <- driver.misuse | Misuse.unlocked }
          when(driver.tested.value != range.value) { driver.misuse <- driver.misuse | Misuse.untested }
          when(range.failed) { driver.misuse <- driver.misuse | Misuse.failed }
        }
      }
    ]
  }

  private static func judge(_ driver: Pointer<Driver>, _ range: Pointer<HmmRange>) -> [Statement] {
    [
      when(range.element(\.written, index) != Written.now) { driver.misuse <- driver.misuse | Misuse.stale }
    ]
  }

  /// What reading `range->valid` means for the recipe: where it is true, and its driver's lock is held, the range may
  /// be mapped until that lock is given up. For the step that reads.
  ///
  /// - Parameter found: what was read; the flag if nothing is said.
  public static func noteValid(_ range: Pointer<HmmRange>, _ found: Value) -> [Statement] {
    ghost {
      when(range.driver.isSet && found) {
        when(holds(range.driver.update)) { range.driver.tested.value <- range.value }
      }
    }
  }

  /// What giving up a driver's lock means for the recipe: what was found valid may have changed. For the step that
  /// unlocks.
  public static func forgetValid(_ driver: Pointer<Driver>) -> [Statement] {
    ghost { driver.tested.value <- NULL }
  }

  /// C2: the device forgets what it maps in a window, and its own TLB is flushed, in one step.
  public static func unmap_pages(_ driver: Pointer<Driver>, _ start: Value, _ end: Value) -> [Statement] {
    [
      atomic {
        count(index, from: start, below: end) { driver.element(\.dpt, index) <- Entries.none }
      }.named("C2")
    ]
  }

  /// `setup(&range, driver)` of driver texts.
  static func setupProcedure() -> Procedure {
    Procedure("setup", [range.value, driver.value], file: "driver", isKernel: false) { setup(range, driver) }
  }

  /// `map_pages(driver, &range)` of driver texts.
  static func mapPagesProcedure() -> Procedure {
    Procedure("map_pages", [driver.value, range.value], file: "driver", isKernel: false) { map_pages(driver, range) }
  }

  /// `unmap_pages(driver, start, end)` of driver texts.
  static func unmapPagesProcedure() -> Procedure {
    Procedure("unmap_pages", [driver.value, start, end], file: "driver", isKernel: false) {
      unmap_pages(driver, start, end)
    }
  }
}
