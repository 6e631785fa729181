// A parent that has children which come and go; a section that hits a child has it destroyed by a work item.
struct child {
  struct kref refs;
};

static struct child child;
static atomic_t is_in_table;
static void destroy(struct work_struct *work);
static DECLARE_WORK(destruction, destroy);

static void child_free(struct kref *kref)
{
}

static void destroy(struct work_struct *work)
{
  atomic_set(&is_in_table, 0);
  kref_put(&child.refs, child_free);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  if (atomic_read(&is_in_table)) schedule_work(&destruction);
  return 0;
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  kref_init(&child.refs);
  atomic_set(&is_in_table, 1);
  return 0;
}
