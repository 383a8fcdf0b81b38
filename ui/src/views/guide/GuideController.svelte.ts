// The guided practice: watches what is done, as long as it runs, and keeps it while the seat changes. Nothing of it
// outlives the window.

import type { Role, SessionView } from '../../generated/views';
import type { Host } from '../../host/door';
import { changeSeat, lookAtOutbox, lookAtSuspensions, NOTHING_DONE, type Deeds } from './deeds';
import { isDone, nextHint, type Seat, type Step } from './next';

export class GuideController {
  /** It was begun and not ended. */
  running = $state(false);
  /** It lies beside the work, rather than put away for the moment. */
  open = $state(false);
  deeds = $state.raw<Deeds>(NOTHING_DONE);
  /** The examples on paper were gone through. */
  paper = $state(false);
  /** What is shown: the list, the examples, or what was done. */
  page = $state<'list' | 'paper' | 'summary'>('list');
  /** The last look failed. */
  blind = $state(false);
  seat = $state.raw<Seat>({ role: 'social_worker', keeps: true });

  readonly next = $derived.by(() => nextHint(this.deeds, this.seat, this.paper));

  private readonly host: Host;
  private looks = 0;

  constructor(host: Host) {
    this.host = host;
  }

  done(step: Step): boolean {
    return isDone(step, this.deeds, this.paper);
  }

  begin(): void {
    if (!this.running) {
      this.deeds = NOTHING_DONE;
      this.paper = false;
    }
    this.running = true;
    this.open = true;
    this.page = 'list';
  }

  end(): void {
    this.looks += 1;
    this.running = false;
    this.open = false;
  }

  again(): void {
    this.end();
    this.begin();
  }

  /** Looks at what was done, as whoever sits there. */
  async look(session: SessionView): Promise<void> {
    if (!this.running || session.mode !== 'practice') {
      return;
    }
    const { role } = session;
    if (role !== this.seat.role) {
      this.deeds = changeSeat(this.deeds);
    }
    this.seat = { role, keeps: session.keeps_data };
    const look = ++this.looks;
    try {
      const [outbox, suspensions] = await Promise.all([
        this.host.call('list_outbox', null),
        role === 'supervisor' ? this.host.call('list_suspensions', null) : null,
      ]);
      // Somebody else may sit there by now, or a later look may have been quicker.
      if (look !== this.looks) {
        return;
      }
      const deeds = lookAtOutbox(this.deeds, outbox, role);
      this.deeds = suspensions === null ? deeds : lookAtSuspensions(deeds, suspensions);
      this.blind = false;
    } catch {
      // Somebody left meanwhile, which tells of itself; anything else is looked at again with the next change.
      this.blind = look === this.looks;
    }
  }

  /** Whom the start page is told to choose, while the seat is being changed. */
  get expected(): Role | null {
    if (!this.running) {
      return null;
    }
    const { next } = this;
    return next.kind === 'become' ? next.role : next.kind === 'leave-one' ? next.then : null;
  }
}
