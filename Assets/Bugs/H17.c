// Has its page faulted in, and works on the struct page that comes of it: success means that there is one.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range range;
  struct page *page;
  long ret;

  setup(&range, driver);
  range.default_flags = range.flags[HMM_PFN_VALID];
  ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
  if (ret) return ret;
again:
  hmm_range_wait_until_valid(&range, 1000);
  down_read(&mm->mmap_sem);
  ret = hmm_range_fault(&range, true);
  if (ret == -EAGAIN) goto again;
  if (ret >= 0) {
    page = hmm_device_entry_to_page(&range, range.pfns[0]);
    lock_page(page);
    unlock_page(page);
    ret = 0;
  }
  up_read(&mm->mmap_sem);
  if (ret == -EBUSY) goto again;
  hmm_range_unregister(&range);
  return ret;
}
