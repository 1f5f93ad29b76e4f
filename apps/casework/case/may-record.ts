import type { Caller } from '#access/caller';
import { rightTo, type Tie, tieToCorrect } from '#access/recording';
import type { Parties } from '#access/seeing';
import type { StageName } from '#pathway/stages';

const takesPart = (organisation: string, { runs, handed }: Parties): boolean =>
  runs.includes(organisation) || handed.includes(organisation);

const needed: { readonly [T in Tie]: (organisation: string, parties: Parties) => boolean } = {
  opens: (organisation, { runs }) => runs.includes(organisation),
  // Whoever a referral was sent to has it to work on from then, and runs it from its first step.
  runs: takesPart,
  handed: takesPart,
  met: () => true,
  serves: () => true,
  anyone: () => true,
};

/** Whether to offer a step of an episode to somebody who sees the person. Whether it may be is decided when it is sent. */
export function mayRecord(caller: Caller, stage: StageName, command: string, parties: Parties): boolean {
  const right = rightTo(stage, command);
  if (!right?.kinds.some((kind) => kind === caller.kind)) return false;
  return needed[tieToCorrect(stage, right)](caller.organisation, parties);
}
