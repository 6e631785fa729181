// Only looks whether its window may be written to; a driver does so before it asks for pages.
int may_write(struct driver *driver, struct mm_struct *mm)
{
  struct vm_area_struct *vma;
  int ret = -EFAULT;

  down_read(&mm->mmap_sem);
  vma = find_vma(mm, start);
  if (vma && vma->vm_start <= start && vma->vm_flags & VM_WRITE) ret = 0;
  up_read(&mm->mmap_sem);
  return ret;
}
