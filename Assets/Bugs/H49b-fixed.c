// Holds on to the memory while its callback works, and lets go of it later, in a work item.
static void let_go(struct work_struct *work);
static DECLARE_WORK(letting_go, let_go);

static void let_go(struct work_struct *work)
{
  mmput(mm);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  if (!mmget_not_zero(mm)) return 0;
  mutex_lock(&driver->update);
  unmap_pages(driver, update->start, update->end);
  mutex_unlock(&driver->update);
  schedule_work(&letting_go);
  return 0;
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  return 0;
}
