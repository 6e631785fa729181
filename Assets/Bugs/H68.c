// The retry loop of a driver that binds its buffers again after an invalidation.
// That there is no memory is taken for nothing to do; but the buffer is bound all the same, with what it had.
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
  if (ret == -EFAULT) ret = 0;
  if (ret < 0) {
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
