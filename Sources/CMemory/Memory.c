#define _DEFAULT_SOURCE
#include "CMemory.h"

#include <stdint.h>
#include <sys/mman.h>

enum { large_page = 2 << 20 };

void *memory_map(size_t bytes) {
  if (bytes < large_page) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
  }
  // A large page lies at a multiple of its size: what was mapped before and behind is given back.
  char *memory = mmap(NULL, bytes + large_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  char *first = (char *)(((uintptr_t)memory + large_page - 1) & ~(uintptr_t)(large_page - 1));
  if (first > memory) munmap(memory, first - memory);
  size_t behind = memory + large_page - first;
  if (behind > 0) munmap(first + bytes, behind);
  madvise(first, bytes, MADV_HUGEPAGE);
  return first;
}

void memory_unmap(void *memory, size_t bytes) { munmap(memory, bytes); }
