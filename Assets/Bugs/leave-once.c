// A driver that sees to it itself that it leaves only once, whoever asks for it.
static atomic_t has_left;

int leave(struct driver *driver, struct mm_struct *mm)
{
  int before = atomic_xchg(&has_left, 1);

  if (!before) hmm_mirror_unregister(mirror);
  return 0;
}
