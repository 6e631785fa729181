/// The mutants of what only 5.1 and 5.3 have that nobody notices.
extension Survivors {
  static let editions: [(reason: String, mutants: [String])] = [
    (
      """
      A local is put back to zero, or is zero already; here nothing else differs by then, or the next use sets it \
      first.
      """,
      [
        "5.1 hmm_invalidate_range_end: without alive = false;",
        "5.1 hmm_invalidate_range_start: without alive = false;",
        "5.1 hmm_vma_get_pfns: without alive = false;",
        "5.3 hmm_invalidate_range_end: without alive = false;",
        "5.3 hmm_invalidate_range_start: without alive = false;",
        "5.3 hmm_range_register: without alive = false;",
        "5.3 hmm_release: without alive = false;",
      ]
    ),
    (
      """
      What an earlier round wrote is written anew before anybody looks: in 5.1 no call fails after the range is listed.
      """,
      [
        "5.1 hmm_vma_get_pfns: turned round if (range->written[i] == this round)",
        "5.1 hmm_vma_get_pfns: without for (i = 0; i < range->end - range->start; i++) (4)",
        "5.1 hmm_vma_get_pfns: without if (range->written[i] == this round)",
        "5.1 hmm_vma_get_pfns: without range->failed = true;",
        "5.1 hmm_vma_get_pfns: without range->written[i] = earlier round;",
        "5.1 hmm_vma_get_pfns: without walk->last = range->start;",
      ]
    ),
    (
      """
      Bookkeeping of phases and of mirrors that left: no law of these editions asks for it in these worlds. The same \
      statements are noticed where 5.2 has them.
      """,
      [
        "5.1 hmm_invalidate_range_end: without nrange->phases = nrange->phases | end;",
        "5.1 hmm_invalidate_range_start: without if (!list_contains(&hmm->mirrors, mirror))",
        "5.1 hmm_invalidate_range_start: without if (stop) (2)",
        "5.1 hmm_invalidate_range_start: without mirror->orphaned = true;",
        "5.1 hmm_invalidate_range_start: without nrange->phases = nrange->phases | counted;",
        "5.1 hmm_invalidate_range_start: without nrange->phases = start;",
        "5.3 hmm_invalidate_range_start: without if (!list_contains(&hmm->mirrors, mirror))",
        "5.3 hmm_invalidate_range_start: without if (!stop)",
        "5.3 hmm_invalidate_range_start: turned round if (!stop)",
        "5.3 hmm_invalidate_range_start: without mirror->orphaned = true;",
        "5.3 hmm_invalidate_range_start: without nrange->phases = nrange->phases | told;",
      ]
    ),
    (
      "HMM does not look at the event, it is shown only.",
      [
        "5.1 hmm_invalidate_range_start: without update->event = HMM_UPDATE_INVALIDATE;",
        "5.3 hmm_invalidate_range_start: without update->event = HMM_UPDATE_INVALIDATE;",
      ]
    ),
    (
      "A lock within one step, or a wake-up when nobody can sleep any more: a range keeps the memory alive in 5.3.",
      [
        "5.3 hmm_free: never locks mm->page_table_lock",
        "5.3 hmm_release: without wake_up_all(&hmm->wq);",
      ]
    ),
  ]
}
