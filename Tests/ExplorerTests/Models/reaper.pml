/* The reaper that may not sleep, and a driver that refuses: Linux 5.2.
 *
 * Written from the description of that kernel, not exported: names of steps are those of the description. The device
 * maps the page already; somebody of the driver may hold its lock for a while.
 *
 * MENDED   the callback's refusal reaches the caller, and the count is taken back (B2b)
 */

byte notifiers;
bool valid = true;
bool hmm_lock, mirrors_sem, update;
byte pte = 1;            /* the frame that the CPU maps, 0 for none */
byte dpt = 1;            /* the frame that the device maps, 0 for none */
bool isFreed;
bool hasBegun, isTold;   /* the section; whether the device was told of it */

inline take(lock) { atomic { !lock -> lock = true } }
/* Takes a lock where nobody has it. */
inline trylock(lock, isTaken) { d_step { isTaken = !lock; lock = true } }

active proctype driver() {
  take(update);
  update = false
}

active proctype reaper() {
  bool isTaken, refuses;

  hasBegun = true;
  trylock(hmm_lock, isTaken);                             /* IS3 */
  if
  :: !isTaken -> refuses = true; goto refused
  :: else
  fi;
  d_step { notifiers++; valid = false }                   /* IS4 */
  hmm_lock = false;                                       /* IS5 */
  mirrors_sem = true;                                     /* IS6: nobody else is here */
  trylock(update, isTaken);                               /* IS7: the driver's callback */
  if
  :: isTaken -> dpt = 0; update = false; isTold = true
#ifdef MENDED
  :: else -> refuses = true
#else
  :: else                                                 /* -EAGAIN, kept in a variable that nobody reads */
#endif
  fi;
  mirrors_sem = false;                                    /* IS8 */
#ifdef MENDED
  if
  :: refuses ->
    take(hmm_lock);
    d_step {
      notifiers--;
      if
      :: notifiers == 0 -> valid = true
      :: else
      fi
    }
    hmm_lock = false
  :: else
  fi;
#endif
refused:
  if
  :: refuses -> hasBegun = false; goto end                /* this vma is skipped */
  :: else
  fi;
  isTold = true;
  pte = 0;
  take(hmm_lock);                                         /* IE2 */
  d_step {                                                /* IE3 */
    notifiers--;
    if
    :: notifiers == 0 -> valid = true
    :: else
    fi
  }
  hmm_lock = false;                                       /* IE4 */
  hasBegun = false;
  isFreed = true;
end:
  assert(notifiers == 0)
}

/* I1: what the device maps, the CPU maps, unless the device is about to be told. */
active proctype monitor() {
end:
  dpt != 0 && dpt != pte && !(hasBegun && !isTold) -> assert(false)
}
