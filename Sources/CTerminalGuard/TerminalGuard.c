#define _GNU_SOURCE
#include "CTerminalGuard.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// endwin() must not be called from a signal handler. Everything the handler needs is prepared
// here instead, and it calls only what POSIX lists as async-signal-safe.

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
enum { fatal_count = sizeof fatal / sizeof *fatal };

static struct sigaction before[NSIG];
static struct termios modes;
static int keyboard = STDIN_FILENO;  // The terminal that was read from: standard input may be a pipe with data.
static char undo[256];
static size_t undo_count;
static int real_stderr = -1, held_stderr = -1;
static volatile sig_atomic_t raised;
static char stack[1 << 16];  // A stack that overflowed leaves the handler no room on it.

static void put(int file, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(file, bytes, count);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) { bytes += written; count -= (size_t)written; }
  }
}

static void release_stderr(void) {
  if (held_stderr < 0) return;
  dup2(real_stderr, STDERR_FILENO);
  char buffer[1024];
  ssize_t got;
  for (off_t at = 0; (got = pread(held_stderr, buffer, sizeof buffer, at)) > 0; at += got)
    put(STDERR_FILENO, buffer, (size_t)got);
  close(held_stderr);
  close(real_stderr);
  held_stderr = real_stderr = -1;
}

static void die(int signal) {
  if (raised) {
    raised = 0;
    put(STDOUT_FILENO, undo, undo_count);
    tcsetattr(keyboard, TCSANOW, &modes);
    release_stderr();
  }
  sigaction(signal, &before[signal], NULL);
  raise(signal);
}

void terminal_guard_raise(int terminal) {
  keyboard = terminal;
  tcgetattr(keyboard, &modes);
  undo_count = 0;
  real_stderr = dup(STDERR_FILENO);
  held_stderr = memfd_create("stderr", MFD_CLOEXEC);
  if (held_stderr >= 0) dup2(held_stderr, STDERR_FILENO);
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && current.ss_flags & SS_DISABLE)
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
  struct sigaction action = {.sa_handler = die, .sa_flags = SA_NODEFER | SA_ONSTACK};
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &action, &before[fatal[i]]);
  raised = 1;
}

void terminal_guard_add(const char *bytes) {
  size_t count = strlen(bytes);
  if (undo_count + count > sizeof undo) return;
  memcpy(undo + undo_count, bytes, count);
  undo_count += count;
}

void terminal_guard_lower(void) {
  if (!raised) return;
  raised = 0;
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &before[fatal[i]], NULL);
  release_stderr();
}
