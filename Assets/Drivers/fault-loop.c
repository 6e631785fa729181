// Mirror one window of a process, and have every page of it brought in, ready to be written to.
// Of all answers of hmm_range_fault only -EAGAIN has dropped mmap_sem.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  range.default_flags = range.flags[HMM_PFN_VALID] | range.flags[HMM_PFN_WRITE];
  range.pfn_flags_mask = 0;
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
again:
  hmm_range_wait_until_valid(&range, 1000);
  down_read(&mm->mmap_sem);
  ret = hmm_range_fault(&range, true);
  if (ret == -EAGAIN) goto again;
  if (ret == -EBUSY) {
    up_read(&mm->mmap_sem);
    goto again;
  }
  if (ret < 0) goto out;
  mutex_lock(&driver->update);
  if (!range.valid) {
    mutex_unlock(&driver->update);
    up_read(&mm->mmap_sem);
    goto again;
  }
  map_pages(driver, &range);
  hmm_range_unregister(&range);
  mutex_unlock(&driver->update);
  up_read(&mm->mmap_sem);
  return 0;
out:
  up_read(&mm->mmap_sem);
  hmm_range_unregister(&range);
  return ret;
}
