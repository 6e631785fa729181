import Scene

/// The flag that comes back, at the step that maps a freed frame.
enum FlagComesBack {
  static var step54: Scene {
    var scene = Scene()
    scene.heading.title = "the flag that comes back"
    scene.heading.edition = "Linux 5.2"
    scene.heading.seed = 1
    scene.heading.broken = ["I1", "I11"]
    (scene.cpu.name, scene.cpu.owner) = ("CPU page table", "cpu")
    (scene.device.name, scene.device.owner) = ("Device page table", "gpu")
    scene.cpu.entries = [RetryLoop.entry(0, .readWrite, "1a0 rw", mark: .read), RetryLoop.entry(1, .none, "none")]
    var first = RetryLoop.entry(0, .readWrite, "1a0 rw", mark: .changed)
    first.before = EntryValue(.none, "none")
    var second = RetryLoop.entry(1, .readWrite, "1a1 rw", mark: .changed)
    second.before = EntryValue(.none, "none")
    second.isBroken = true
    scene.device.entries = [first, second]
    scene.ranges.counters = [Counter("notifiers", "0"), Counter("kref", "2"), Counter("dead", "no")]
    scene.ranges.count = "1/1 valid"
    var range = RangeRow(label: "#0", address: "[7f0000000000 +2p)", shortAddress: "+2p", validity: .valid)
    range.pfns = [
      RetryLoop.entry(0, .readWrite, "1a0 rw", mark: .read), RetryLoop.entry(1, .readWrite, "1a1 rw", mark: .read),
    ]
    scene.ranges.ranges = [range]
    var used = FrameRow(label: "1a0", owner: "app", cpu: "000", device: "000", data: "'A'", mark: .changed)
    used.deviceBefore = ""
    var free = FrameRow(label: "1a1", owner: "free", cpu: "", device: "001", data: "-", mark: .changed)
    free.deviceBefore = ""
    free.isBroken = true
    scene.frames = [used, free]
    scene.threads = [
      ThreadRow(label: "1", name: "gpu", state: .ready, ran: true, isNext: false, says: "unregisters range #0"),
      ThreadRow(label: "2", name: "app", state: .ready, ran: false, isNext: false, says: "returns from madvise"),
      ThreadRow(label: "3", name: "other", state: .ready, ran: false, isNext: true, says: "takes a frame"),
      ThreadRow(label: "4", name: "device", state: .ready, ran: false, isNext: false, says: "stores through pte 001"),
    ]
    scene.driver = RetryLoop.listing(next: 27, ran: 26, value: (21, "valid = true"))
    scene.why.title = "step 54, gpu: retry-loop.c:26"
    scene.why.sentences = [
      Sentence(.happened, "gpu, line 26: update held, valid read true: recipe kept. Yet 1a1 is free."),
      Sentence(.broken, "I11 a freed frame is in no device page table: gpu 001 maps 1a1."),
      Sentence(.broken, "I1 what gpu maps, the CPU maps: the CPU has none at 001."),
    ]
    scene.time.now = 54
    scene.time.last = 57
    scene.time.isComplete = true
    scene.time.window = 1...57
    scene.time.summary = "1 section, 0 retries"
    scene.time.stops = [Stop(47, .stop), Stop(53, .stop), Stop(54, .broken)]
    scene.time.lanes = [
      lane("gpu", "▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬────────────────────────▬▬▬✗", ran: true),
      lane("app", "──────────────────────────▬▬▬▬▬[▬▬▬▬▬▬▬▬▬▬▬▬▬▬]▬▬▬────"),
      lane("other", "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░────╌╌", isNext: true),
      lane("device", "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  ✗"),
    ]
    return scene
  }

  private static func lane(_ name: String, _ text: String, ran: Bool = false, isNext: Bool = false) -> Lane {
    Lane(
      name: name, state: .ready, ran: ran, isNext: isNext, marks: RetryLoop.marks(text, now: 54, last: 57))
  }
}
