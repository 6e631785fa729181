// Restores its device in a work item, which keeps the memory as long as it works.
static void restore(struct work_struct *work);
static DECLARE_WORK(restoring, restore);
static int restored;

static void restore(struct work_struct *work)
{
  restored = 1;
  mmput(mm);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  return 0;
}

static void release(struct hmm_mirror *mirror)
{
  flush_work(&restoring);
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
  .release = release,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  if (mmget_not_zero(mm)) schedule_work(&restoring);
  return 0;
}
