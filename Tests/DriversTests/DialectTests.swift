import Drivers
import Kernel
import Machine
import Testing

@Suite("The dialect")
struct DialectTests {
  @Test("gives every step the line that it stands in") func lines() throws {
    let program = try machine(compile(asset("retry-loop.c"), file: "retry-loop.c"))
    let (state, lines) = run(program)
    #expect(program.hasEnded(state))
    #expect(lines == [7, 8, 9, 10, 12, 13, 14, 20, 21, 26, 27, 28, 29, 30, 30])
    #expect(program.value(state, "driver", 1, "dpt", 0) != 0)
    #expect(program.value(state, "hmm", 1, "notifiers") == 0)
    #expect(program.value(state, "driver", 1, "misuse") == 0)
  }

  @Test("knows the loop of a text") func loop() throws {
    #expect(try compile(asset("retry-loop.c")).loop == 11...25)
    #expect(try compile(asset("unchecked.c")).loop == 29...35)
    #expect(try compile("int f(...) { return 0; }").loop == nil)
  }

  @Test("takes the kernel's callbacks from an ops struct") func callbacks() throws {
    let compiled = try compile(
      """
      #include <linux/hmm.h>
      #define NOTHING 0
      enum { ONE = 1, TWO };
      static int told;
      static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
      {
        unsigned long page;
        struct driver *gpu = container_of(mirror, struct driver, mirror);
        if (!update->blockable && !mutex_trylock(&gpu->update))
          return -EAGAIN;
        if (update->blockable)
          mutex_lock(&gpu->update);
        for (page = update->start; page < update->end; page++)
          gpu->dpt[page] = NOTHING;
        told += TWO;
        mutex_unlock(&gpu->update);
        return 0;
      }
      static void release(struct hmm_mirror *mirror)
      {
        unmap_pages(driver, start, end);
      }
      static const struct hmm_mirror_ops ops = {
        .sync_cpu_device_pagetables = &sync,
        .release = release,
      };
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        return 0;
      }
      """)
    #expect(compiled.callback?.name == "sync")
    #expect(compiled.release?.name == "release")
    #expect(compiled.procedures.map(\.name) == ["sync", "release", "mirror"])
    let program = try machine(compiled) { $0.threads.append(Actor("app", [.dontneed(0..<2)])) }
    let (state, _) = run(program, thread: 1)
    #expect(program.counter(state, 1) == 0)
    #expect(program.fault(state) == nil)
    #expect(program.value(state, "loop", 1, "told") == 2)
  }

  @Test("knows what the scenario provides, without a declaration") func given() throws {
    let program = try compile(
      """
      int helper(void) { return end - start; }
      int populate(...)
      {
        struct hmm_range range;
        ret = helper();
        range.start = ...;
        range.end = end;
        take_lock(driver->update);
        if (ret) { release_lock(driver->update); return TIMEOUT_IN_MSEC > 100; }
        return mm->mmap_sem_is_free;
      }
      """.replacing("return mm->mmap_sem_is_free;", with: "return 0;"))
    #expect(program.entry.name == "populate")
    #expect(program.entry.parameters.map(\.name) == ["driver", "mm"])
    let m = try machine(program)
    let (state, _) = run(m)
    #expect(m.hasEnded(state))
    #expect(m.value(state, "driver", 1, "update") == 0)
  }

  @Test("takes the driver and its mm in any order, under any name") func parameters() throws {
    let program = try compile(
      """
      struct gpu { struct mutex lock; struct mm_struct *mm; int count; };
      static void up(struct gpu *gpu) { gpu->count++; }
      int mirror(struct mm_struct *space, struct gpu *g, unsigned long start)
      {
        up(g);
        g->count += start;
        return g->mm == space;
      }
      """)
    #expect(program.entry.parameters.map(\.name) == ["g", "space"])
    #expect(program.records.map { $0.fields.map(\.name) } == [["count"]])
  }

  @Test("takes all structs of a text for parts of one device") func parts() throws {
    let compiled = try compile(
      """
      struct queue { int length; };
      struct gpu { struct queue queue, *current; struct mutex lock; };
      static struct gpu *the_gpu;
      static int length;
      static void push(struct queue *queue) { queue->length++; }
      int mirror(struct gpu *gpu)
      {
        the_gpu = gpu;
        gpu->current = &gpu->queue;
        push(&gpu->queue);
        push(the_gpu->current);
        gpu->queue.length += 2;
        length = gpu->current->length;
        return 0;
      }
      """, file: "gpu.c")
    #expect(compiled.records.map(\.name) == ["queue", "gpu"])
    let program = try machine(compiled)
    let (state, _) = run(program)
    #expect(program.value(state, "queue", 1, "length") == 4)
    #expect(program.value(state, "gpu", 1, "length") == 4)
  }

  @Test("asks an edition that is cured of B1 whether anything has hit the range since") func cured() throws {
    let cured = Environment.linux(Edition(fixes: ["B1"]))
    guard
      case .success(let program) = DriverProgram.compile(
        text: try asset("retry-loop.c"), file: "retry-loop.c", environment: cured)
    else {
      Issue.record("it does not compile")
      return
    }
    let test = listing(Procedure("loop") { program.entry.body }).first { $0.contains("range->valid") }
    #expect(test?.contains("range->seen == range->hits") == true)
  }

  @Test("tolerates what the model does not look into") func silent() throws {
    _ = try compile(
      """
      MODULE_LICENSE("GPL");
      static const uint64_t flags[HMM_PFN_FLAG_MAX] = { 1, 2, 4 };
      struct hmm_range;
      ...
      int mirror(struct driver *driver, ...)
      {
        u64 pfns[16];
        void *cookie;
        struct hmm_range range, *r = &range;
        ...
        range.pfns = pfns;
        range.flags = flags;
        range.values = nobody_knows;
        range.pfn_shift = PAGE_SHIFT;
        range.default_flags = range.flags[HMM_PFN_VALID] | range.flags[HMM_PFN_WRITE];
        r->pfn_flags_mask = 0;
        cookie = pfns;
        memset(&range, 0, sizeof(range));
        pr_debug("%d pages\\n", (range.end - range.start) >> PAGE_SHIFT);
        if (unlikely(WARN_ON(!r))) return -EINVAL;
        BUG_ON(range.valid);
        WRITE_ONCE(range.start, 0);
        return READ_ONCE(range.default_flags);
      }
      """.replacing("struct hmm_range;\n", with: ""))
  }

  @Test("takes a range from memory, too") func allocated() throws {
    let program = try machine(
      compile(
        """
        int mirror(struct driver *driver, struct mm_struct *mm)
        {
          struct hmm_range *range = kzalloc(sizeof(*range), GFP_KERNEL);
          if (!range)
            return -ENOMEM;
          setup(range, driver);
          if (hmm_range_register(range, mm, range->start, range->end, PAGE_SHIFT))
            goto out;
          hmm_range_unregister(range);
        out:
          kfree(range);
          return 0;
        }
        """))
    let (state, _) = run(program)
    #expect(program.hasEnded(state))
    #expect(program.fault(state) == nil)
    #expect(program.value(state, "range", 1, Layout.allocatedField) == 0)
  }

  @Test("warns of what a byte cannot hold, of statements that do nothing, of values that are lost") func warnings()
    throws
  {
    let program = try compile(
      """
      void mirror(...)
      {
        int a = 1000;
        a == 3;
        if (a > 200) a = 2;
        return 3;
      }
      """)
    #expect(
      program.warnings.map { "\($0.span.start) \($0.message)" } == [
        "3:11 1000 does not fit: numbers of the model go from -128 to 127", "4:3 this statement does nothing",
        "5:11 200 does not fit: numbers of the model go from -128 to 127",
        "6:10 mirror() returns nothing: this value is lost",
      ])
  }

  @Test("chooses the loop among several functions, and says so where it is not clear") func entry() throws {
    let text = "int a(...) { return 0; }\nint b(...) { return 0; }"
    let program = try compile(text)
    #expect(program.entry.name == "a")
    #expect(program.warnings.map(\.hint) == ["it could also be b()"])
    let clear = try compile("int a(...) { return 0; }\nint b(...) { struct hmm_range r; map_pages(driver, &r); }")
    #expect(clear.entry.name == "b")
    #expect(clear.warnings.isEmpty)
  }
}
