// A loop that maps nothing yet: it registers its range, waits until nobody changes anything, and goes away again.
// Fill in what is missing. Pages may change at any time, until you hold a lock that keeps the callback out.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  long ret;

  setup(&range, driver);
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret)
    return ret;
  hmm_range_wait_until_valid(&range, 1000);

  /* 1. read the ptes of the process: hmm_range_snapshot(&range), with mm->mmap_sem held for reading */

  /* 2. if that says -EAGAIN: let go of mmap_sem, wait again, read again */

  /* 3. take the lock that the callback takes: driver->update */

  /* 4. under it, ask whether what was read still holds: range.valid */

  /* 5. if it does, map_pages(driver, &range); if not, let go of everything, and read again */

  hmm_range_unregister(&range);
  return 0;
}
