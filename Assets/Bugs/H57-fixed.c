// A table of pages for a remote card, destroyed by a work item when its last page is gone.
struct umem {
  struct kref refs;
  struct mutex update;
};

static struct umem umem;
static int npages;
static int dying = 1;
static void destroy(struct work_struct *work);
static DECLARE_WORK(destruction, destroy);

static void umem_free(struct kref *kref)
{
}

static void destroy(struct work_struct *work)
{
  kref_put(&umem.refs, umem_free);
}

static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
{
  mutex_lock(&umem.update);
  if (npages) npages--;
  if (!npages && !dying) {
    dying = 1;
    schedule_work(&destruction);
  }
  mutex_unlock(&umem.update);
  return 0;
}

static const struct hmm_mirror_ops ops = {
  .sync_cpu_device_pagetables = sync,
};

int mirror(struct driver *driver, struct mm_struct *mm)
{
  kref_init(&umem.refs);
  npages = 1;
  dying = 0;
  return 0;
}
