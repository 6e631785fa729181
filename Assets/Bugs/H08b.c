// The retry loop as the document has it: any answer of the snapshot but 0 is an error. Only that is wrong here.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
  hmm_range_wait_until_valid(&range, 1000);
again:
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret) {
    up_read(&mm->mmap_sem);
    if (ret != -EAGAIN) goto out;
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
  hmm_range_unregister(&range);
  mutex_unlock(&driver->update);
  up_read(&mm->mmap_sem);
  return 0;
out:
  hmm_range_unregister(&range);
  return ret;
}
