// Opens a window when it is called first, and closes everything when it is called again.
static struct hmm_range *window;

int populate(struct driver *driver, struct mm_struct *mm)
{
  struct hmm_range *range;

  if (!window) {
    range = kmalloc(sizeof(*range), GFP_KERNEL);
    if (!range) return -ENOMEM;
    setup(range, driver);
    window = range;
    return hmm_range_register(range, mm, start, end, PAGE_SHIFT);
  }
  hmm_mirror_unregister(mirror);
  hmm_range_unregister(window);
  kfree(window);
  window = NULL;
  return 0;
}
