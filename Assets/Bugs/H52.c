// A driver with memory of its own and a lock over what lies where, which its fault callback takes.
// The loop holds the lock, too, while it has its pages faulted in.
struct places {
  struct mutex update;
  struct mutex where;
};
static struct places places;

void move_back(struct vm_area_struct *vma, const unsigned long *src, unsigned long *dst, unsigned long start,
               unsigned long end, void *private)
{
  struct driver *driver = private;
  struct page *page;

  if (!(src[0] & MIGRATE_PFN_VALID)) return;
  page = alloc_page_vma(GFP_HIGHUSER_MOVABLE, vma, start);
  if (!page) return;
  lock_page(page);
  device_copy(driver, page, migrate_pfn_to_page(src[0]));
  dst[0] = migrate_pfn(page_to_pfn(page)) | MIGRATE_PFN_LOCKED;
}

void moved(struct vm_area_struct *vma, const unsigned long *src, const unsigned long *dst, unsigned long start,
           unsigned long end, void *private)
{
}

struct migrate_vma_ops back_ops = {
  .alloc_and_copy = move_back,
  .finalize_and_map = moved,
};

void page_is_free(struct hmm_devmem *devmem, struct page *page)
{
  device_free_page(driver, page);
}

vm_fault_t page_is_touched(struct hmm_devmem *devmem, struct vm_area_struct *vma, unsigned long addr,
                           const struct page *page, unsigned int flags, pmd_t *pmdp)
{
  int ret;

  mutex_lock(&places.where);
  ret = migrate_vma(&back_ops, vma, addr, addr + PAGE_SIZE, driver->src, driver->dst, driver);
  mutex_unlock(&places.where);
  return ret ? VM_FAULT_SIGBUS : 0;
}

struct hmm_devmem_ops memory_ops = {
  .free = page_is_free,
  .fault = page_is_touched,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  range.default_flags = range.flags[HMM_PFN_VALID] | range.flags[HMM_PFN_WRITE];
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
again:
  hmm_range_wait_until_valid(&range, 1000);
  mutex_lock(&places.where);
  down_read(&mm->mmap_sem);
  ret = hmm_range_fault(&range, true);
  if (ret != -EAGAIN) up_read(&mm->mmap_sem);
  mutex_unlock(&places.where);
  if (ret == -EAGAIN || ret == -EBUSY) goto again;
  hmm_range_unregister(&range);
  return ret < 0 ? ret : 0;
}
