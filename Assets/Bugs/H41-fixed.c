// Moves its window to the device's own memory, and tells the device where its pages are now.
#define DPT_VALID 1
#define DPT_SHIFT 3

void move_out(struct vm_area_struct *vma, const unsigned long *src, unsigned long *dst, unsigned long start,
              unsigned long end, void *private)
{
  struct driver *driver = private;
  unsigned long addr;
  struct page *page;

  for (addr = start; addr < end; addr++) {
    dst[addr - start] = 0;
    if (!(src[addr - start] & MIGRATE_PFN_MIGRATE)) continue;
    page = device_alloc_page(driver);
    if (!page) continue;
    device_copy(driver, page, migrate_pfn_to_page(src[addr - start]));
    dst[addr - start] = migrate_pfn(page_to_pfn(page)) | MIGRATE_PFN_LOCKED | MIGRATE_PFN_DEVICE;
  }
}

void moved(struct vm_area_struct *vma, const unsigned long *src, const unsigned long *dst, unsigned long start,
           unsigned long end, void *private)
{
}

struct migrate_vma_ops out_ops = {
  .alloc_and_copy = move_out,
  .finalize_and_map = moved,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct vm_area_struct *vma;
  struct hmm_devmem *devmem;
  struct page *page;
  unsigned long i;
  int ret;

  devmem = hmm_devmem_add(&devmem_ops, device, size);
  if (IS_ERR(devmem)) return PTR_ERR(devmem);
  down_read(&mm->mmap_sem);
  vma = find_vma(mm, start);
  ret = migrate_vma(&out_ops, vma, start, end, driver->src, driver->dst, driver);
  if (ret == 0) {
    mutex_lock(&driver->update);
    for (i = 0; i < end - start; i++) {
      if (!(driver->src[i] & MIGRATE_PFN_MIGRATE)) continue;
      page = migrate_pfn_to_page(driver->dst[i]);
      driver->dpt[start + i] = page_to_pfn(page) << DPT_SHIFT | DPT_VALID;
    }
    mutex_unlock(&driver->update);
  }
  up_read(&mm->mmap_sem);
  return ret;
}
