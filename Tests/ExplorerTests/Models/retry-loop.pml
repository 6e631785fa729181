/* One page, one device that mirrors it by the loop that came with Linux 5.2, and one thread that drops the page.
 *
 * Written from the description of that kernel, not exported: names of steps are those of the description.
 *
 * MENDED   the driver compares numbers: it remembers how often the range was hit before it walked (B1)
 * MUNMAP   the page is unmapped with mmap_sem held to write, not dropped with it held to read
 */

byte notifiers;          /* open sections that are counted */
bool registered, valid;  /* the range */
byte hits;               /* how often an invalidation has hit it */
bool hmm_lock, update;
byte readers;            /* of mmap_sem */
bool writer;
bool hasVma = true;
byte pte = 1;            /* the frame that the CPU maps, 0 for none */
byte dpt;                /* the frame that the device maps, 0 for none */
bool isFreed;
bool hasBegun, isTold;   /* the section; whether the device was told of it */

inline take(lock) { atomic { !lock -> lock = true } }
inline down_read() { atomic { !writer -> readers++ } }
inline down_write() { atomic { !writer && readers == 0 -> writer = true } }

active proctype driver() {
  byte entry, seen;

  registered = false;                                     /* D1 */
  take(hmm_lock);
  d_step { registered = true; valid = (notifiers == 0) }
  hmm_lock = false;
wait:                                                     /* D2, D5: the time may be up, and the answer is ignored */
  if
  :: valid
  :: true
  fi;
  down_read();                                            /* D3 */
  seen = hits;
  if                                                      /* D4: SN3 */
  :: !valid -> readers--; goto wait
  :: else
  fi;
  if                                                      /* SN4 */
  :: !hasVma -> readers--; goto out
  :: else
  fi;
  entry = pte;                                            /* SN8 */
  take(update);                                           /* D6 */
  if                                                      /* D7 */
#ifdef MENDED
  :: !valid || seen != hits -> update = false; readers--; goto wait
#else
  :: !valid -> update = false; readers--; goto wait
#endif
  :: else
  fi;
  dpt = entry;                                            /* D8 */
  take(hmm_lock);                                         /* D9 */
  d_step { registered = false; valid = false }
  hmm_lock = false;
  update = false;                                         /* D10 */
  readers--;                                              /* D11 */
  goto end;
out:
  take(hmm_lock);
  d_step { registered = false; valid = false }
  hmm_lock = false;
end:
  skip
}

active proctype app() {
#ifdef MUNMAP
  down_write();
  hasVma = false;
  d_step { writer = false; readers++ }                    /* downgraded before anything is unmapped */
#else
  down_read();
#endif
  hasBegun = true;
  take(hmm_lock);                                         /* IS3 */
  d_step {                                                /* IS4 */
    notifiers++;
    if
    :: registered -> valid = false; hits++
    :: else
    fi
  }
  hmm_lock = false;                                       /* IS5 */
  take(update);                                           /* IS7: C1 */
  dpt = 0;                                                /* C2 */
  update = false;                                         /* C3 */
  isTold = true;
  pte = 0;
  take(hmm_lock);                                         /* IE2 */
  d_step {                                                /* IE3 */
    notifiers--;
    if
    :: notifiers == 0 && registered -> valid = true
    :: else
    fi
  }
  hmm_lock = false;                                       /* IE4 */
  hasBegun = false;
  isFreed = true;
  readers--
}

/* I1: what the device maps, the CPU maps, unless the device is about to be told. */
active proctype monitor() {
end:
  dpt != 0 && dpt != pte && !(hasBegun && !isTold) -> assert(false)
}
