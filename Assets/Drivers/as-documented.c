// The loop with every slip and every shorthand that the document of 2019 prints; retry-loop.c is its twin done right.
// Slips: a snapshot's success is a count of pages, so "if (ret)" gives up on it; and the range is handed to the
// function that unregisters mirrors, which wants mirrors_sem for writing, here while the update lock is held.
int populate(...)
{
  struct hmm_range range;
  ...

  range.start = ...;
  range.end = ...;
  range.pfns = ...;
  range.flags = ...;
  range.values = ...;
  range.pfn_shift = ...;
  hmm_range_register(&range);

  // Better sleep now than with mmap_sem held. The answer is thrown away: the snapshot will tell.
  hmm_range_wait_until_valid(&range, TIMEOUT_IN_MSEC);

again:
  down_read(&mm->mmap_sem);
  ret = hmm_range_snapshot(&range);
  if (ret) {
    up_read(&mm->mmap_sem);
    if (ret == -EAGAIN) {
      hmm_range_wait_until_valid(&range, TIMEOUT_IN_MSEC);
      goto again;
    }
    hmm_mirror_unregister(&range);
    return ret;
  }
  take_lock(driver->update);
  if (!range.valid) {
    release_lock(driver->update);
    up_read(&mm->mmap_sem);
    goto again;
  }

  // Now use the pfns to update the device page table.

  hmm_mirror_unregister(&range);
  release_lock(driver->update);
  up_read(&mm->mmap_sem);
  return 0;
}
