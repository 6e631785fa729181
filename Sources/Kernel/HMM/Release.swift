import Machine

extension Core {
  /// `hmm_release`: the memory is going away; no range is valid any more, nobody sleeps on, each mirror is unlinked and
  /// told. Linux 5.2, mm/hmm.c.
  static func hmm_release(_ edition: Edition, _ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_release", [Pointer<Hmm>("mn").value, mm.value], file: "mm/hmm.c") {
      step("RL1") { mm_get_hmm(mm) }
      mended("B5", in: edition) { when(hmm.isNull) { result() } }
      step("RL2") { hmm.dead <- true }.bare
      step("RL3") {
        lockRanges(edition, hmm)
        each(range, in: hmm.ranges) { range.valid <- false }
        wake_up_all(hmm.wq)
        unlockRanges(edition, hmm)
      }
      down_write(hmm.mirrors_sem).named("RL4")
      label("again")
      step("RL5") { mirror.value <- list_first(HmmMirror.self, hmm.mirrors).value }
      when(mirror.isSet) {
        step("RL6") { list_del(mirror.value, hmm.mirrors) }
        when(mirror.release != NULL) {
          up_write(hmm.mirrors_sem).named("RL6")
          call(mirror.release, mirror.value).named("RL6")
          down_write(hmm.mirrors_sem).named("RL6")
        }
        goto("again").named("RL7")
      }
      step("RL8") {
        up_write(hmm.mirrors_sem)
        hmm_put()
      }
      when(last) { call(hmm_free, hmm.value) }
    }
  }
}
