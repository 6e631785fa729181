// Holds on to the memory while its callback works, and lets go of it there and then.
static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  if (!mmget_not_zero(mm)) return 0;
  mutex_lock(&driver->update);
  unmap_pages(driver, update->start, update->end);
  mutex_unlock(&driver->update);
  mmput(mm);
  return 0;
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  return 0;
}
