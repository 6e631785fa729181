#pragma once

/// Puts the terminal back when the process dies of a signal, a Swift trap among them.
///
/// Until the guard is lowered, standard error is held back, so that a message meant for the
/// person is not lost with the full screen.

/// Call before curses starts: curses leaves a signal alone that has a handler already.
/// The argument is the file from which keys are read.
void terminal_guard_raise(int terminal);

/// Adds bytes that leave full-screen mode, such as the capability `rmcup`.
void terminal_guard_add(const char *bytes);

/// Call after curses has ended: releases the signals and standard error.
void terminal_guard_lower(void);
