// A driver that goes: it mirrors nothing any more. Unregistering takes mirrors_sem for writing, for a moment in which
// nobody can tell mirrors anything.
int leave(struct driver *driver, struct mm_struct *mm)
{
  hmm_mirror_unregister(mirror);
  return 0;
}
