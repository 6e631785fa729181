// Begins to mirror a process. There is memory enough, so that nothing else than success is an answer.
int attach(struct driver *driver, struct mm_struct *mm)
{
  int ret;

  down_write(&mm->mmap_sem);
  ret = hmm_mirror_register(mirror, mm);
  up_write(&mm->mmap_sem);
  BUG_ON(ret == -ENOMEM);
  return ret;
}
