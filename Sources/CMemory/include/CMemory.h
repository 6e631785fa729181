#pragma once

#include <stddef.h>

/// What a search asks of the machine's memory and Swift has no words for.

/// Zeroed memory in large pages where the system has them: a table that is read at random then costs one miss instead
/// of two. NULL if there is none.
void *memory_map(size_t bytes);

/// Gives such memory back at once.
void memory_unmap(void *memory, size_t bytes);

/// Begins to bring near what will be read and written soon.
static inline void memory_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }
