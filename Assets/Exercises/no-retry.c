// It takes what the snapshot gives for an answer, even where it says that there is none.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret)
    return ret;
  hmm_range_wait_until_valid(&range, 1000);
again:
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  mutex_lock(&driver->update);
  if (!range.valid) {
    mutex_unlock(&driver->update);
    up_read(&mm->mmap_sem);
    hmm_range_wait_until_valid(&range, 1000);
    goto again;
  }
  map_pages(driver, &range);
  mutex_unlock(&driver->update);
  ret = 0;
out:
  up_read(&mm->mmap_sem);
  hmm_range_unregister(&range);
  return ret;
}
