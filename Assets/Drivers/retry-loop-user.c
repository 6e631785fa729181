// The retry loop of a driver that whoever exits cannot surprise: it is a user of the memory while it looks at it.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
again:
  hmm_range_wait_until_valid(&range, 1000);
  if (!mmget_not_zero(mm)) {
    ret = -EFAULT;
    goto out;
  }
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret < 0) {
    up_read(&mm->mmap_sem);
    mmput(mm);
    if (ret != -EAGAIN) goto out;
    goto again;
  }
  mutex_lock(&driver->update);
  if (!range.valid) {
    mutex_unlock(&driver->update);
    up_read(&mm->mmap_sem);
    mmput(mm);
    goto again;
  }
  map_pages(driver, &range);
  mutex_unlock(&driver->update);
  up_read(&mm->mmap_sem);
  mmput(mm);
  ret = 0;
out:
  hmm_range_unregister(&range);
  return ret;
}
