// Wrong by design: everything as in the retry loop, but the callback does not zap, it queues a work item that will.
// A kernel thread runs the item some time later. Until then the device maps pages that the CPU has given away.
static void zap_table(struct work_struct *work);
static DECLARE_WORK(zap, zap_table);

static void zap_table(struct work_struct *work)
{
  mutex_lock(&driver->update);
  unmap_pages(driver, start, end);
  mutex_unlock(&driver->update);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  schedule_work(&zap);
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
again:
  hmm_range_wait_until_valid(&range, 1000);
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret < 0) {
    up_read(&mm->mmap_sem);
    if (ret == -EAGAIN)
      goto again;
    goto out;
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
