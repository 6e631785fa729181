// Has one way out for all: what register did not do is unregistered, too.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  int ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  hmm_range_unregister(&range);
  return ret;
}
