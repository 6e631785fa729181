// Lets nobody change the vmas while it drains its faults, then goes on to read them.
int drain(struct driver *driver, struct mm_struct *mm)
{
  struct vm_area_struct *vma;

  down_write(&mm->mmap_sem);
  mutex_lock(&driver->update);
  unmap_pages(driver, start, end);
  mutex_unlock(&driver->update);
  downgrade_write(&mm->mmap_sem);
  vma = find_vma(mm, start);
  up_read(&mm->mmap_sem);
  return vma ? 0 : -EFAULT;
}
