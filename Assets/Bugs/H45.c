// Only looks whether its window may be written to; a driver does so before it asks for pages.
// The lock comes a line too late.
int may_write(struct driver *driver, struct mm_struct *mm)
{
  struct vm_area_struct *vma;
  int ret = -EFAULT;

  vma = find_vma(mm, start);
  down_read(&mm->mmap_sem);
  if (vma && vma->vm_start <= start && vma->vm_flags & VM_WRITE) ret = 0;
  up_read(&mm->mmap_sem);
  return ret;
}
