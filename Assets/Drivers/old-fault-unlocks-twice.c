// As old-fault.c, but mmap_sem is unlocked in every case, also where hmm_vma_fault has dropped it before. A driver of
// that time did so; for 5.3 it was mended.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  unsigned long i;
  int ret;

  setup(&range, driver);
again:
  down_read(&mm->mmap_sem);
  range.vma = find_vma(mm, range.start);
  for (i = 0; i < range.end - range.start; i++)
    range.pfns[i] = range.flags[HMM_PFN_VALID];
  ret = hmm_vma_fault(&range, true);
  if (ret == 0) {
    mutex_lock(&driver->update);
    if (!hmm_vma_range_done(&range)) {
      mutex_unlock(&driver->update);
      up_read(&mm->mmap_sem);
      goto again;
    }
    map_pages(driver, &range);
    mutex_unlock(&driver->update);
  }
  up_read(&mm->mmap_sem);
  return ret;
}
