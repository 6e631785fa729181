#pragma once
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

// Curses keeps its state in globals, which Swift 6 refuses, and offers its constants and
// accessors as macros with casts, which Swift cannot import. Each line here gives one of
// them a name that Swift can use; nothing else belongs in this file.

static inline SCREEN *curses_open(FILE *input) { return newterm(NULL, stdout, input ? input : stdin); }
static inline WINDOW *curses_screen(void) { return stdscr; }
static inline int curses_colours(void) { return COLORS; }
static inline bool curses_locale_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }
static inline void curses_send(const char *bytes) { fputs(bytes, stdout); fflush(stdout); }

// <wchar.h> declares it for X/Open programs only, and SwiftPM builds none.
extern int wcwidth(wchar_t character);

static const attr_t curses_bold = A_BOLD;
static const attr_t curses_dim = A_DIM;
static const attr_t curses_underline = A_UNDERLINE;
static const attr_t curses_reverse = A_REVERSE;
/* A press and its release that arrive together are a click to curses, several of them a double one. */
static const mmask_t curses_left =
    BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED;
static const mmask_t curses_right =
    BUTTON3_PRESSED | BUTTON3_CLICKED | BUTTON3_DOUBLE_CLICKED | BUTTON3_TRIPLE_CLICKED;
static const mmask_t curses_wheel_up = BUTTON4_PRESSED;
static const mmask_t curses_wheel_down = BUTTON5_PRESSED;
static const mmask_t curses_moved = REPORT_MOUSE_POSITION;
static const mmask_t curses_every_mouse_event = ALL_MOUSE_EVENTS;
