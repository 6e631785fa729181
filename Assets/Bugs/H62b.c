// The cure of H62: who takes the child off the table has it destroyed, which needs a reference to the parent meanwhile.
static atomic_t parent_refs;
static atomic_t is_in_table;
static wait_queue_head_t unused;
static void destroy(struct work_struct *work);
static DECLARE_WORK(destruction, destroy);

static void put_parent(void)
{
  if (atomic_dec_and_test(&parent_refs)) wake_up_all(&unused);
}

static void destroy(struct work_struct *work)
{
  put_parent();
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  atomic_inc(&parent_refs);
  if (atomic_xchg(&is_in_table, 0)) schedule_work(&destruction);
  return 0;
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
};

// Makes the child, and then deregisters the parent.
int mirror(struct driver *driver, struct mm_struct *mm)
{
  atomic_set(&is_in_table, 1);
  wait_event(unused, atomic_read(&parent_refs) == 0);
  return 0;
}
