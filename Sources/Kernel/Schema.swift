import Machine

/// The record types of the kernel model, in the order in which the layout has them.
public enum Schema {
  /// Every record type of the edition.
  public static let records: [RecordType] = [
    Mm.type, Vma.type, Pgd.type, P4d.type, Pud.type, Pmd.type, Pte.type, Cpu.type, Frame.type, SwapSlot.type,
    MmuNotifierRange.type, Hmm.type, HmmMirror.type, HmmUpdate.type, HmmVmaWalk.type, HmmRange.type, Driver.type,
    WorkItem.type, Workqueue.type,
    Daddrs.type, HmmDevmem.type, MigrateVma.type, DelayedWork.type, MmuNotifier.type, MmuNotifierMm.type,
  ]
}
