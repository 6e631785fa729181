// Reads and maps, and never asks whether what it read still holds. Its own callback removes what it is told of, so
// only an invalidation between the snapshot and the commit does harm.
int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  struct driver *driver = container_of(mirror, struct driver, mirror);

  if (update->blockable)
    mutex_lock(&driver->update);
  else if (!mutex_trylock(&driver->update))
    return -EAGAIN;
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
  if (ret)
    return ret;
  do {
    hmm_range_wait_until_valid(&range, 1000);
    down_read(&mm->mmap_sem);
    ret = hmm_range_snapshot(&range);
    if (ret < 0)
      up_read(&mm->mmap_sem);
  } while (ret == -EAGAIN);
  if (ret >= 0) {
    mutex_lock(&driver->update);
    map_pages(driver, &range);
    mutex_unlock(&driver->update);
    up_read(&mm->mmap_sem);
    ret = 0;
  }
  hmm_range_unregister(&range);
  return ret;
}
