// Its loop is right, but its callback is told what goes away and takes nothing out of the device's table.
int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  return 0;
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
};

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
