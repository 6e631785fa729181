// As drivers did before the commit of 2019, edition 5.1: the range is watched for one round only, and nobody waits.
// A section that is open already when the round begins is seen by nobody.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;
  bool valid;

  setup(&range, driver);
again:
  down_read(&mm->mmap_sem);
  range.vma = find_vma(mm, start);
  ret = hmm_vma_get_pfns(&range);
  if (ret) {
    up_read(&mm->mmap_sem);
    return ret;
  }
  mutex_lock(&driver->update);
  valid = hmm_vma_range_done(&range);
  if (!valid) {
    mutex_unlock(&driver->update);
    up_read(&mm->mmap_sem);
    goto again;
  }
  map_pages(driver, &range);
  mutex_unlock(&driver->update);
  up_read(&mm->mmap_sem);
  return 0;
}
