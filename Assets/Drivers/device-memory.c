// A driver with memory of its own. Its loop moves a window there; a touch by the CPU brings a page back.
void move_out(struct vm_area_struct *vma, const unsigned long *src, unsigned long *dst, unsigned long start,
              unsigned long end, void *private)
{
  struct driver *driver = private;
  unsigned long addr;
  struct page *dpage;

  for (addr = start; addr < end; addr++) {
    dst[addr - start] = 0;
    if (!(src[addr - start] & MIGRATE_PFN_MIGRATE)) continue;
    dpage = device_alloc_page(driver);
    if (!dpage) continue;
    device_copy(driver, dpage, migrate_pfn_to_page(src[addr - start]));
    dst[addr - start] = migrate_pfn(page_to_pfn(dpage)) | MIGRATE_PFN_LOCKED | MIGRATE_PFN_DEVICE;
  }
}

void move_back(struct vm_area_struct *vma, const unsigned long *src, unsigned long *dst, unsigned long start,
               unsigned long end, void *private)
{
  struct driver *driver = private;
  struct page *spage;

  if (!(src[0] & MIGRATE_PFN_VALID)) return;
  if (!(src[0] & MIGRATE_PFN_DEVICE)) return;
  spage = alloc_page_vma(GFP_HIGHUSER_MOVABLE, vma, start);
  if (!spage) return;
  lock_page(spage);
  device_copy(driver, spage, migrate_pfn_to_page(src[0]));
  dst[0] = migrate_pfn(page_to_pfn(spage)) | MIGRATE_PFN_LOCKED;
}

// The device maps what has moved when it next asks, by the loop that asks for all other pages.
void moved(struct vm_area_struct *vma, const unsigned long *src, const unsigned long *dst, unsigned long start,
           unsigned long end, void *private)
{
}

struct migrate_vma_ops out_ops = {
  .alloc_and_copy = move_out,
  .finalize_and_map = moved,
};

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
  if (migrate_vma(&back_ops, vma, addr, addr + PAGE_SIZE, driver->src, driver->dst, driver)) return VM_FAULT_SIGBUS;
  return 0;
}

struct hmm_devmem_ops memory_ops = {
  .free = page_is_free,
  .fault = page_is_touched,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct vm_area_struct *vma;
  struct hmm_devmem *devmem;
  int ret;

  devmem = hmm_devmem_add(&memory_ops, device, size);
  if (IS_ERR(devmem)) return PTR_ERR(devmem);
  down_read(&mm->mmap_sem);
  vma = find_vma(mm, start);
  ret = migrate_vma(&out_ops, vma, start, end, driver->src, driver->dst, driver);
  up_read(&mm->mmap_sem);
  return ret;
}
