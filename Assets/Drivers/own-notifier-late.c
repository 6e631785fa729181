// Wrong by design: the driver subscribes to sections itself and counts them, but asks for the count only when it has
// read the pages. A section that began and ended in between is in that count already, and nobody notices it.
struct gpu {
  struct mutex update;
  struct hmm_mirror mirror;
  struct mmu_notifier mn;
  int open;
  int ended;
};

static int section_start(struct mmu_notifier *mn, const struct mmu_notifier_range *section)
{
  struct gpu *gpu = container_of(mn, struct gpu, mn);

  if (mmu_notifier_range_blockable(section))
    mutex_lock(&gpu->update);
  else if (!mutex_trylock(&gpu->update))
    return -EAGAIN;
  gpu->open++;
  unmap_pages(gpu, section->start, section->end);
  mutex_unlock(&gpu->update);
  return 0;
}

static void section_end(struct mmu_notifier *mn, const struct mmu_notifier_range *section)
{
  struct gpu *gpu = container_of(mn, struct gpu, mn);

  mutex_lock(&gpu->update);
  gpu->open--;
  gpu->ended++;
  mutex_unlock(&gpu->update);
}

static void unmap_all(struct mmu_notifier *mn, struct mm_struct *mm)
{
  struct gpu *gpu = container_of(mn, struct gpu, mn);

  mutex_lock(&gpu->update);
  unmap_pages(gpu, start, end);
  mutex_unlock(&gpu->update);
}

static const struct mmu_notifier_ops gpu_mn_ops = {
  .invalidate_range_start = section_start,
  .invalidate_range_end = section_end,
  .release = unmap_all,
};

// HMM wants a callback. There is nothing left for it to do.
static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  return 0;
}

static const struct hmm_mirror_ops gpu_mirror_ops = {
  .sync_cpu_device_pagetables = sync,
};

int mirror(struct gpu *gpu, struct mm_struct *mm)
{
  struct hmm_range range;
  int ended;
  long ret;

  gpu->mn.ops = &gpu_mn_ops;
  ret = mmu_notifier_register(&gpu->mn, mm);
  if (ret)
    return ret;
  setup(&range, gpu);
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
  mutex_lock(&gpu->update);
  ended = gpu->ended;
  if (!range.valid || gpu->open || gpu->ended != ended) {
    mutex_unlock(&gpu->update);
    up_read(&mm->mmap_sem);
    goto again;
  }
  map_pages(gpu, &range);
  mutex_unlock(&gpu->update);
  up_read(&mm->mmap_sem);
  ret = 0;
out:
  hmm_range_unregister(&range);
  return ret;
}
