// Registers its window and waits until it is valid, no more: who cannot get this far gets nowhere.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  int ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
  hmm_range_wait_until_valid(&range, 1000);
  hmm_range_unregister(&range);
  return 0;
}
