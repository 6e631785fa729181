// When told that the memory goes away, puts off what is to be done for its vmas.
static void evict(struct work_struct *work);
static DECLARE_WORK(eviction, evict);
static int evicted;

static void evict(struct work_struct *work)
{
  struct vm_area_struct *vma;

  down_read(&mm->mmap_sem);
  vma = find_vma(mm, start);
  if (vma && vma->vm_flags & VM_WRITE) evicted = 1;
  up_read(&mm->mmap_sem);
  mmput(mm);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  return 0;
}

static void release(struct hmm_mirror *mirror)
{
  if (mmget_not_zero(mm)) schedule_work(&eviction);
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
  .release = release,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  return 0;
}
