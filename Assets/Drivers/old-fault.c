// A driver of the older calls, with each page asked for by its own entry. hmm_vma_fault registers the range, and where
// it fails with -EAGAIN or -EBUSY it has dropped mmap_sem; then there is nothing to unlock.
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
  if (ret == -EBUSY || ret == -EAGAIN)
    goto again;
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
