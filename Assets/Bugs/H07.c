// One try with the older calls, to touch the pages and no more. Where it fails the caller may come again.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  int ret;

  setup(&range, driver);
  range.pfns[0] = range.flags[HMM_PFN_VALID];
  down_read(&mm->mmap_sem);
  range.vma = find_vma(mm, range.start);
  ret = hmm_vma_fault(&range, true);
  if (ret == -EAGAIN || ret == -EBUSY) return ret;
  if (ret == 0) hmm_vma_range_done(&range);
  up_read(&mm->mmap_sem);
  return ret;
}
