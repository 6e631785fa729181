// Asks for the first page of its window by its own entry, and for no other.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  range.pfn_flags_mask = -1;
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
again:
  range.pfns[0] = range.flags[HMM_PFN_VALID];
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
