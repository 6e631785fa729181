import Kernel
import Machine

extension Environment {
  /// `src` and `dst` of the thread that runs.
  static let migrationArrays: [String: Place] = {
    let row = Pointer<MigrateVma>(.me)
    let (src, dst) = (row.element(\.src, 0).asPlace, row.element(\.dst, 0).asPlace)
    return ["src": src, "dst": dst]
  }()

  /// Device memory, and moving pages to and from it.
  mutating func addMigration(_ core: Core) {
    let procedures = [
      core.hmm_devmem_remove, core.hmm_vma_alloc_locked_page, core.alloc_page_vma, core.putPage,
      core.device_alloc_page,
    ]
    for procedure in procedures { functions[procedure.name] = .procedure(procedure) }
    functions["__free_page"] = .procedure(core.putPage)
    let page = Parameter("page", .pointer(Frame.name))
    let driver = Parameter("driver", .pointer(Driver.name))
    functions["lock_page"] = .statements([page], uses: []) { [mutex_lock(Pointer<Frame>($0[0]).lock)] }
    functions["unlock_page"] = .statements([page], uses: []) { [mutex_unlock(Pointer<Frame>($0[0]).lock)] }
    functions["get_page"] = .statements([page], uses: []) {
      let count = Pointer<Frame>($0[0]).count
      return [count <- count + 1]
    }
    let from = Parameter("from", .pointer(Frame.name))
    functions["device_copy"] = .statements([driver, page, from], uses: []) {
      [Core.device_copy(Pointer<Frame>($0[1]), Pointer<Frame>($0[2]))]
    }
    functions["device_free_page"] = .statements([driver, page], uses: []) { Core.device_free_page(Pointer($0[1])) }
    addMigrationCallbacks()
    ops["migrate_to_device_ops"] = Ops(
      "migrate_vma_ops",
      ["alloc_and_copy": core.alloc_and_copy_to_device, "finalize_and_map": core.finalize_and_map])
    ops["migrate_to_ram_ops"] = Ops(
      "migrate_vma_ops", ["alloc_and_copy": core.alloc_and_copy_to_ram, "finalize_and_map": core.finalize_and_map])
    ops["devmem_ops"] = Ops("hmm_devmem_ops", ["free": core.devmem_free, "fault": core.devmem_fault])
    specials["migrate_vma"] = core.migrate_vma
    specials["hmm_devmem_add"] = core.hmm_devmem_add
    numbers.merge(Self.migrationNumbers) { old, _ in old }
  }

  private mutating func addMigrationCallbacks() {
    let (src, dst) = (Self.migrationArrays["src"], Self.migrationArrays["dst"])
    guard let src, let dst else { return }
    let moving = Callback(passing: [
      ("vma", .structure("vm_area_struct")), ("src", .array(src)), ("dst", .array(dst)),
      ("start", .number(.tag("page"))), ("end", .number(.tag("page"))), ("private", .driver),
    ])
    callbacks["migrate_vma_ops"] = ["alloc_and_copy": moving, "finalize_and_map": moving]
    callbacks["hmm_devmem_ops"] = [
      "free": Callback([("devmem", "hmm_devmem"), ("page", "page")]),
      "fault": Callback(passing: [
        ("devmem", .structure("hmm_devmem")), ("vma", .structure("vm_area_struct")), ("addr", .number(.tag("page"))),
        ("page", .structure("page")), ("flags", .number(.tag("fault_flags"))), ("pmdp", .nothing),
      ]),
    ]
  }

  /// VALID and DEVICE are no bits of an entry; the lowering knows them by their names.
  private static let migrationNumbers = [
    "MIGRATE_PFN_MIGRATE": 1, "MIGRATE_PFN_LOCKED": 2, "MIGRATE_PFN_WRITE": 4, "MIGRATE_PFN_ERROR": 2,
    "MIGRATE_PFN_VALID": -8, "MIGRATE_PFN_DEVICE": 0, "VM_FAULT_OOM": 1, "VM_FAULT_SIGBUS": 2,
    "VM_FAULT_RETRY": 64, "ENXIO": 6, "ERANGE": 34, "GFP_HIGHUSER": 0, "GFP_HIGHUSER_MOVABLE": 0,
  ]
}
