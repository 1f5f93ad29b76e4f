import type { Caller } from '#access/caller';
import type { HandoverSummary } from '#casework/handover/handovers';
import { type Deadline, deadlines } from '#pathway/handover';
import type { Instant } from '#pathway/decider';

interface Due {
  readonly deadline: Deadline;
  readonly at: Instant;
  readonly late: boolean;
  /** If the release is as expected. */
  readonly tentative: boolean;
}

export interface HeldHandover extends HandoverSummary {
  /** What is still owed on it, earliest first. */
  readonly owed: readonly Due[];
  /** The caller's service is its sender or its receiver. */
  readonly mine: boolean;
}

export interface Holding {
  /** Responsible by the handovers that the caller sees; undefined where none of them says. */
  readonly holder?: string;
  readonly handovers: readonly HeldHandover[];
}

function owedOn({ due, met, tentative, open }: HandoverSummary, now: Instant): readonly Due[] {
  if (!open) return [];
  const dueAt = (at: Instant, deadline: Deadline, isTentative: boolean): Due => ({
    ...{ deadline, at, tentative: isTentative },
    late: !isTentative && Date.parse(at) <= Date.parse(now),
  });
  return deadlines
    .flatMap((deadline) => {
      const at = due[deadline];
      return at === null || at === undefined || met.includes(deadline)
        ? []
        : [dueAt(at, deadline, tentative.includes(deadline))];
    })
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** Withdrawn leaves responsibility where it was before. */
const counts = ({ status }: HandoverSummary): boolean => status !== 'withdrawn';

/** Who holds somebody now and what is due by when; the handovers come last opened first. */
export function holdingOf(handovers: readonly HandoverSummary[], { organisation }: Caller, now: Instant): Holding {
  const last = handovers.find(counts);
  return {
    ...(last && { holder: last.responsible }),
    handovers: handovers
      .filter(({ open, status }) => open || status === 'declined')
      .map((handover) => ({
        ...handover,
        owed: owedOn(handover, now),
        mine: [handover.sender, handover.receiver].includes(organisation),
      })),
  };
}
