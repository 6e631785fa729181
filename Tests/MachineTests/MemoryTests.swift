import Machine
import Testing

@Suite("Lists, references and allocation")
struct MemoryTests {
  @Test("a list keeps its order, at the head and at the tail, and each visits it in that order") func lists() {
    let fill = Procedure("fill") {
      allocate(item)
      item.weight <- 0
      list_add(1, thing.items)
      list_add_tail(3, thing.items)
      list_add(2, thing.items)
      list_del(1, thing.items)
    }
    let visit = Procedure("visit") {
      each(item, in: thing.items) { thing.count <- thing.count * 10 + item.value }
    }
    let p = program([fill, visit])
    let filled = runOut(p, from: p.initialState())
    #expect((0..<3).map { p.thing(filled, "items", $0) } == [2, 3, 0])
    #expect(p.thing(runOut(p, from: filled, thread: 1), "count") == 23)
  }

  @Test("freed memory is not to be touched, nor to be freed again") func freed() {
    let once = Procedure("once") {
      allocate(item)
      item.weight <- 4
      free(item)
      item.weight <- 1
    }
    let p = program([once])
    #expect(p.fault(runOut(p, from: p.initialState()))?.fault == .useAfterFree)
    let twice = program([
      Procedure("twice") {
        allocate(item)
        free(item)
        free(item)
      }
    ])
    #expect(twice.fault(runOut(twice, from: twice.initialState()))?.fault == .freedTwice)
  }

  @Test("allocation gives zeroed rows until there are none") func allocation() {
    let all = Procedure("all") {
      count(i, from: 0, below: 4) {
        allocate(item)
        when(item.value != 0) { item.weight <- 9 }
        thing.count <- item.value
      }
    }
    let p = program([all])
    #expect(p.thing(runOut(p, from: p.initialState()), "count") == 0)
  }

  @Test("a reference is not raised from zero nor dropped below it") func references() {
    let raise = Procedure("raise") {
      kref_get_unless_zero(thing.references, into: ret)
      thing.count <- ret + 10
      kref_get(thing.references)
    }
    let p = program([raise])
    let end = runOut(p, from: p.initialState())
    #expect(p.thing(end, "count") == 10)
    #expect(p.fault(end)?.fault == .referenceFromZero)
    let drop = program([Procedure("drop") { kref_put(thing.references, into: ret) }])
    #expect(drop.fault(runOut(drop, from: drop.initialState()))?.fault == .referenceBelowZero)
  }

  @Test("NULL and what lies outside are reported, not read") func pointers() {
    let null = program([Procedure("null", [item.value]) { thing.count <- item.weight }])
    #expect(null.fault(runOut(null, from: null.initialState()))?.fault == .nullPointer)
    let outside = program([Procedure("outside", [i]) { thing.count <- thing.element(\.marks, i + 3) }])
    #expect(outside.fault(runOut(outside, from: outside.initialState()))?.fault == .outOfRange)
  }

  @Test("a fault changes nothing but itself") func faultsAreClean() {
    let p = program([
      Procedure("half", [item.value]) {
        step("H") {
          thing.count <- 1
          thing.total <- item.weight
        }
      }
    ])
    let end = runOut(p, from: p.initialState())
    #expect(p.thing(end, "count") == 0)
    #expect(p.difference(p.initialState(), end).map(\.name) == ["fault", "fault thread"])
  }
}

@Suite("Properties")
struct PropertyTests {
  @Test("hold for every row, for some, and count them") func quantifiers() {
    let q = Pointer<Item>("q")
    let everyAllocated = Property("E", "all used", holds: every(q, q.value == 0))
    let p = program([Procedure("nothing") { result() }], properties: [everyAllocated])
    let state = p.initialState()
    #expect(!state.withUnsafeBufferPointer { p.holds(0, $0.baseAddress!) }, "rows 1 to 3 are not 0")
    let counts = Property("C", "three", holds: count(q, q.value > 1) == 2 && some(q, q.value == 3))
    let p2 = program([Procedure("nothing") { result() }], properties: [counts])
    #expect(p2.initialState().withUnsafeBufferPointer { p2.holds(0, $0.baseAddress!) })
  }
}

@Suite("The listing")
struct ListingTests {
  @Test("is printed from what runs") func printed() {
    let p = Procedure("work", [i]) {
      step("W1") {
        thing.count <- thing.count + 1
        each(item, in: thing.items, where: item.value > i) { item.weight <- 0 }
      }
      mutex_lock(thing.lock).named("W2")
      when(thing.count != 0) {
        result(.named("-EAGAIN", -11))
      }
      result(0)
    }
    #expect(
      listing(p) == [
        "      work(i)",
        "      {",
        "W1      thing->count++;",
        "        list_for_each_entry(item, &thing->items)",
        "          if (item > i)",
        "            item->weight = 0;",
        "W2      mutex_lock(&thing->lock);",
        "        if (thing->count != 0)",
        "          return -EAGAIN;",
        "        return 0;",
        "      }",
      ])
  }
}
