// The right loop with a callback that never tries to be quick: whoever may not sleep is refused.
int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  struct driver *driver = container_of(mirror, struct driver, mirror);

  if (!update->blockable) return -EAGAIN;
  mutex_lock(&driver->update);
  unmap_pages(driver, update->start, update->end);
  mutex_unlock(&driver->update);
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
  if (ret) return ret;
again:
  hmm_range_wait_until_valid(&range, 1000);
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret == -EAGAIN) {
    up_read(&mm->mmap_sem);
    goto again;
  }
  if (ret >= 0) {
    mutex_lock(&driver->update);
    if (!range.valid) {
      mutex_unlock(&driver->update);
      up_read(&mm->mmap_sem);
      goto again;
    }
    map_pages(driver, &range);
    mutex_unlock(&driver->update);
  }
  up_read(&mm->mmap_sem);
  hmm_range_unregister(&range);
  return ret < 0 ? ret : 0;
}
