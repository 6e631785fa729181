// The documented recipe, with the call that faults in place of the call that only looks. Everything else is as printed:
// after any error mmap_sem is unlocked.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  range.default_flags = range.flags[HMM_PFN_VALID];
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
  hmm_range_wait_until_valid(&range, 1000);
again:
  down_read(&mm->mmap_sem);
  ret = hmm_range_fault(&range, true);
  if (ret < 0) {
    up_read(&mm->mmap_sem);
    if (ret == -EAGAIN || ret == -EBUSY) {
      hmm_range_wait_until_valid(&range, 1000);
      goto again;
    }
    hmm_range_unregister(&range);
    return ret;
  }
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
}
