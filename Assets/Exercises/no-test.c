// It never asks whether what it has read still holds.
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
  if (ret == -EAGAIN) {
    up_read(&mm->mmap_sem);
    hmm_range_wait_until_valid(&range, 1000);
    goto again;
  }
  if (ret < 0)
    goto out;
  mutex_lock(&driver->update);
  map_pages(driver, &range);
  mutex_unlock(&driver->update);
  ret = 0;
out:
  up_read(&mm->mmap_sem);
  hmm_range_unregister(&range);
  return ret;
}
