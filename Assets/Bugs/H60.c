// Keeps no more than the structure of the mm for a work item that will mirror it.
static void attach(struct work_struct *work);
static DECLARE_WORK(attaching, attach);

static void attach(struct work_struct *work)
{
  down_write(&mm->mmap_sem);
  hmm_mirror_register(mirror, mm);
  up_write(&mm->mmap_sem);
  mmdrop(mm);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  return 0;
}

static void release(struct hmm_mirror *mirror)
{
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
  .release = release,
};

int populate(struct driver *driver, struct mm_struct *mm)
{
  mmgrab(mm);
  schedule_work(&attaching);
  return 0;
}
