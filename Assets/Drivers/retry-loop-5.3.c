// The retry loop for edition 5.3. Its range keeps a user of the memory, so that exit cannot begin; where that user is
// the last one, unregistering is exit: no lock may be held then.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, driver->mirror, start, end, PAGE_SHIFT);
  if (ret) return ret;
  hmm_range_wait_until_valid(&range, 1000);
again:
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret < 0) {
    up_read(&mm->mmap_sem);
    if (ret != -EBUSY) goto out;
    hmm_range_wait_until_valid(&range, 1000);
    goto again;
  }
  mutex_lock(&driver->update);
  if (!range.valid) {
    mutex_unlock(&driver->update);
    up_read(&mm->mmap_sem);
    goto again;
  }
  map_pages(driver, &range);
  mutex_unlock(&driver->update);
  up_read(&mm->mmap_sem);
  ret = 0;
out:
  hmm_range_unregister(&range);
  return ret;
}
