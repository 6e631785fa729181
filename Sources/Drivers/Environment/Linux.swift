import Kernel
import Machine

extension Environment {
  /// What a driver of an edition finds. The procedures are the edition's own, so that a fix of the edition reaches the
  /// driver too.
  public static func linux(_ edition: Edition) -> Environment {
    var environment = Environment(version: edition.version)
    environment.addStructs(edition)
    environment.addFunctions(Core.of(edition))
    environment.addNumbers()
    environment.callbacks["hmm_mirror_ops"] = [
      "sync_cpu_device_pagetables": Callback([("mirror", "hmm_mirror"), ("update", "hmm_update")]),
      "release": Callback([("mirror", "hmm_mirror")]),
    ]
    environment.addMigration(Core.of(edition))
    environment.addNotifiers(edition)
    environment.keepFunctions(of: Core.of(edition))
    environment.given = [
      "mm": "driver->mm", "start": "driver->start", "end": "driver->end", "mirror": "driver->mirror",
      "src": "driver->src", "dst": "driver->dst",
      "device": "driver", "daddrs": "driver->daddrs",
    ]
    return environment
  }

  // MARK: Structs

  private mutating func addStructs(_ edition: Edition) {
    structs["mm_struct"] = Structure(Mm.type)
    structs["vm_area_struct"] = Structure(Vma.type)
    structs["page"] = Structure(Frame.type)
    structs["hmm"] = Structure(Hmm.type)
    structs["hmm_mirror"] = Structure(HmmMirror.type, silent: ["ops", "list"])
    structs["hmm_update"] = Structure(HmmUpdate.type)
    structs["driver"] = Structure(Driver.type)
    structs["work_struct"] = Structure(WorkItem.type, silent: ["entry", "data"])
    structs["driver"]?.arrays = Self.migrationArrays
    structs["driver"]?.released["update"] = { Core.forgetValid(Pointer<Driver>($0)) }
    structs["hmm_devmem"] = Structure(HmmDevmem.type, silent: ["ops", "pagemap", "resource", "device", "completion"])
    // Its timer is the model's flag, not the kernel's struct: a text cannot look into it.
    structs["delayed_work"] = Structure(RecordType(name: DelayedWork.name, fields: [], isTable: true))
    structs["daddrs"] = Structure(Daddrs.type)
    var range = Structure(HmmRange.type, silent: ["pfn_shift", "list"])
    range.constants = ["flags": Self.flags, "values": Self.values]
    range.reads["valid"] = { readValid(edition, Pointer<HmmRange>($0)) }
    range.noted["valid"] = { row in
      let range = Pointer<HmmRange>(row)
      return Core.noteValid(range, readValid(edition, range))
    }
    range.filled["pfns"] = { row in [Pointer<HmmRange>(row).filled <- true] }
    range.allocated = { row, driver in
      let range = Pointer<HmmRange>(row)
      return [range.driver.value <- driver, range.failed <- true]
    }
    structs["hmm_range"] = range
  }

  /// The driver's encodings, by VALID, WRITE, DEVICE_PRIVATE and by ERROR, NONE, SPECIAL.
  private static let flags = [Entries.valid, Entries.write, Entries.devicePrivate].map { $0.known ?? 0 }
  private static let values = [Entries.error, Entries.none, Entries.special].map { $0.known ?? 0 }

  // MARK: Functions

  private mutating func addFunctions(_ core: Core) {
    let procedures =
      [
        core.hmm_range_register, core.hmm_range_unregister, core.hmm_range_wait_until_valid, core.hmm_range_valid,
        core.hmm_range_snapshot, core.hmm_mirror_register, core.hmm_mirror_unregister, core.hmm_mirror_mm_is_alive,
        core.mmput, core.mmget_not_zero, core.mmgrab, core.mmdrop, core.queue_work, core.flush_work,
        core.flush_workqueue, core.cancel_work_sync, core.findVma, core.queue_delayed_work, core.mod_delayed_work,
        core.flush_delayed_work, core.cancel_delayed_work, core.cancel_delayed_work_sync,
      ] + core.callsOfFaults
    for procedure in procedures { functions[procedure.name] = .procedure(procedure) }
    confusions["hmm_mirror_unregister"] = ["hmm_range": .procedure(core.hmm_mirror_unregister_range)]
    functions["mmget"] = .statements([Parameter("mm", .pointer(Mm.name))], uses: []) {
      [kref_get(Pointer<Mm>($0[0]).mm_users)]
    }
    functions["setup"] = .statements(
      [Parameter("range", .pointer(HmmRange.name)), Parameter("driver", .pointer(Driver.name))], uses: []
    ) { Core.setup(Pointer($0[0]), Pointer($0[1])) }
    functions["map_pages"] = .statements(
      [Parameter("driver", .pointer(Driver.name)), Parameter("range", .pointer(HmmRange.name))], uses: ["i", "entry"]
    ) { Core.map_pages(Pointer($0[0]), Pointer($0[1])) }
    functions["unmap_pages"] = .statements(
      [
        Parameter("driver", .pointer(Driver.name)), Parameter("start", .tag("page")), Parameter("end", .tag("page")),
      ], uses: ["i"]
    ) { Core.unmap_pages(Pointer($0[0]), $0[1], $0[2]) }
    functions["schedule_work"] = .procedure(core.queue_work)
    for name in ["flush_scheduled_work", "drain_workqueue"] { functions[name] = .procedure(core.flush_workqueue) }
    functions["device_flush_tlb"] = .statements([Parameter("driver", .pointer(Driver.name))], uses: []) { _ in
      [Statement(.atomic([]), name: "DF1")]
    }
    for (name, count) in Self.sleeps {
      functions[name] = .statements((0..<count).map { Parameter("time\($0)") }, uses: []) { _ in
        [join(until: true, "the time has passed", by: 0)]
      }
    }
    for name in Self.withoutEffect { functions[name] = .nothing }
    for name in Self.notYet { functions[name] = .notModelled }
  }

  /// Takes away what an edition does not have, and adds what only it has.
  private mutating func keepFunctions(of core: Core) {
    for name in OtherEditions.names(missingIn: version) {
      functions[name] = nil
      specials[name] = nil
      structs[name] = nil
      callbacks[name] = nil
      ops = ops.filter { $0.value.structure != name }
    }
    guard let before = core.linux5_1 else { return }
    confusions = [:]
    // What 5.1 calls hmm_vma_fault walks without a range that is registered.
    functions["hmm_vma_fault"] = .notModelled
    for procedure in [before.hmm_vma_get_pfns, before.hmm_vma_range_done] {
      functions[procedure.name] = .procedure(procedure)
    }
  }

  private static let withoutEffect = [
    "pr_debug", "pr_info", "pr_warn", "pr_err", "printk", "dev_dbg", "dev_info", "dev_warn", "dev_err", "memset",
    "might_sleep", "cond_resched", "cpu_relax", "lockdep_assert_held", "barrier", "smp_mb", "smp_rmb", "smp_wmb",
    "mutex_init", "spin_lock_init", "init_rwsem", "init_waitqueue_head", "udelay", "ndelay", "mdelay",
  ]

  /// Sleeping for a while: a step that changes nothing, and that nobody may take with a spinlock held.
  private static let sleeps = ["msleep": 1, "ssleep": 1, "usleep_range": 2]

  private static let notYet = [
    "hmm_devmem_add_resource", "get_user_pages", "mmu_notifier_call_srcu",
    "mmu_notifier_unregister_no_release",
  ]

  // MARK: Numbers

  private mutating func addNumbers() {
    numbers = [
      "true": 1, "false": 0, "NULL": 0, "EPERM": 1, "EINTR": 4, "EAGAIN": 11, "ENOMEM": 12, "EFAULT": 14, "EBUSY": 16,
      "EINVAL": 22, "ENODEV": 19, "ENOENT": 2, "GFP_KERNEL": 0, "GFP_ATOMIC": 0, "HMM_PFN_VALID": 0, "HMM_PFN_WRITE": 1,
      "HMM_PFN_DEVICE_PRIVATE": 2, "HMM_PFN_ERROR": 0, "HMM_PFN_NONE": 1, "HMM_PFN_SPECIAL": 2,
      "HMM_UPDATE_INVALIDATE": 0, "HMM_RANGE_DEFAULT_TIMEOUT": 1000, "VM_READ": 1, "VM_WRITE": 2, "VM_EXEC": 4,
      "PAGE_SHIFT": 12, "HZ": 250,
      // Addresses are numbers of pages here.
      "PAGE_SIZE": 1,
      // 512 in Linux, which is more than a cell holds. No call returns it; a text may.
      "ERESTARTSYS": 58,
      // What the documents leave to the reader.
      "TIMEOUT_IN_MSEC": 1000, "timeout": 1000, "page_shift": 12,
    ]
    for number in -127..<0 { if let name = Errno.name(number) { printedNumbers[number] = name } }
  }
}
