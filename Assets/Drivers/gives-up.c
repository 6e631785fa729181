// The right loop, but it waits only so often: after the third try that finds the range invalid it gives up.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  int tries = 0;
  long ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret)
    return ret;
again:
  hmm_range_wait_until_valid(&range, 1000);
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret < 0) {
    up_read(&mm->mmap_sem);
    tries++;
    if (ret != -EAGAIN || tries == 3)
      goto out;
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
