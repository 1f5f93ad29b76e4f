import { day } from '#pathway/spoken';
import { community, reconnect } from '#casework/prison-release/referral-tasks';
import {
  type Preparing,
  type Scene,
  sceneOf,
  type Standing,
  type Stands,
  type TaskStatus,
  whyOver,
} from '#casework/prison-release/scene';
import { overall } from '#pathway/arrest-test/state';
import { departed } from '#pathway/prison-release/state';

/** One thing to do before somebody leaves, as it stands. */
export interface Task extends Standing {
  /** The form that does it. */
  readonly form: string;
  readonly title: string;
  /** What doing it once more is called, where that can be recorded now. */
  readonly again?: string;
}

/** Recorded by the prison: what it says is put right where it is shown. */
const recorded = (words: string, { id }: Stands, { personId }: Scene): Standing => ({
  ...{ status: 'done', words, shows: `/people/${personId}/correct/${id}?from=release` },
});

/** What was not done by the time the person left; it may have been, and not yet recorded. */
function unlessLeft({ state }: Scene): Standing {
  if (!departed(state)) return { status: 'not started', words: '', opens: true };
  const isOver = state.recalled === undefined && whyOver(state) !== undefined;
  return isOver
    ? { status: 'not needed', words: '' }
    : { status: 'not done', words: 'The person has left. If it was done before that, record it.', opens: true };
}

const modes = { video: 'by video', 'in-person': 'in person', telephone: 'by telephone' } as const;

function meeting(scene: Scene): Standing {
  const held = scene.last('PreReleaseMeetingHeld');
  if (!held) return unlessLeft(scene);
  return recorded(`With ${held.with}, ${modes[held.mode]}, on ${day(held.occurredAt)}.`, held, scene);
}

const lasting = ({ kind, days, nextDue }: Stands<'MedicationContinuityArranged'>): string =>
  kind === 'bridging'
    ? `bridging prescription${days === undefined ? '' : ` for ${days} days`}`
    : `depot${nextDue === undefined ? '' : `, next due on ${day(nextDue)}`}`;

function medication(scene: Scene): Standing {
  const arranged = scene.last('MedicationContinuityArranged');
  if (arranged) {
    const words = `${arranged.drug}, ${lasting(arranged)}. Arranged on ${day(arranged.occurredAt)}.`;
    return recorded(words, arranged, scene);
  }
  return scene.last('ReleasePlanned')?.inTreatment
    ? unlessLeft(scene)
    : { status: 'not needed', words: 'Not in structured treatment.', opens: !departed(scene.state) };
}

const offeredNaloxone = ({ last }: Scene) => last('NaloxoneSupplied', 'NaloxoneDeclined');

/** What came of offering naloxone, where anybody has. */
export function naloxoneWords(scene: Scene): string | undefined {
  const offered = offeredNaloxone(scene);
  if (!offered) return undefined;
  const came = offered.type === 'NaloxoneSupplied' ? 'Supplied' : 'Offered and declined';
  return `${came} ${offered.place === 'prison' ? 'in prison' : 'in approved premises'} on ${day(offered.occurredAt)}.`;
}

function naloxone(scene: Scene): Standing {
  const offered = offeredNaloxone(scene);
  const words = naloxoneWords(scene);
  if (!offered || words === undefined) return unlessLeft(scene);
  return offered.place === 'prison' ? recorded(words, offered, scene) : { status: 'done', words };
}

function tested(scene: Scene): Standing {
  const test = scene.last('PrisonTestRecorded');
  if (!test) return { status: 'optional', words: '', opens: true };
  const kind = test.kind === 'mandatory' ? 'Mandatory' : 'Voluntary';
  const words = `${kind}, on ${day(test.occurredAt)}: ${overall(test.results).replaceAll('-', ' ')}.`;
  return recorded(words, test, scene);
}

interface Sort extends Pick<Task, 'form' | 'title'> {
  readonly stands: (scene: Scene) => Standing;
  readonly again?: string;
}

const all: readonly Sort[] = [
  { form: 'refer-to-community', title: 'Refer to community treatment', stands: community },
  {
    ...{ form: 'record-a-pre-release-meeting', title: 'Hold a pre-release meeting', stands: meeting },
    again: 'Record another pre-release meeting',
  },
  {
    ...{ form: 'arrange-medication', title: 'Arrange medication after release', stands: medication },
    again: 'Record other medication after release',
  },
  {
    ...{ form: 'offer-naloxone', title: 'Offer take-home naloxone', stands: naloxone },
    again: 'Record another offer of take-home naloxone',
  },
  { form: 'refer-to-reconnect', title: 'Refer to RECONNECT', stands: reconnect },
  {
    ...{ form: 'record-a-prison-test', title: 'Record a drug test in prison', stands: tested },
    again: 'Record another drug test in prison',
  },
];

/** Everything to be prepared for a release, in the order in which it usually is done. */
export function tasksOf(preparing: Preparing): readonly Task[] {
  const scene = sceneOf(preparing);
  return all.map(({ form, title, stands, again }) => {
    const stand = stands(scene);
    const repeats = stand.status === 'done' && again !== undefined && !departed(scene.state);
    return { form, title, ...stand, ...(repeats && { again }) };
  });
}

const open: readonly TaskStatus[] = ['not started', 'needs you', 'cannot start yet'];

/** How much is still to do. */
export const openIn = (tasks: readonly Task[]): number => tasks.filter(({ status }) => open.includes(status)).length;

/** `today`, `in 25 days`, `3 days ago`. */
export function inDays(days: number): string {
  if (days === 0) return 'today';
  if (Math.abs(days) === 1) return days > 0 ? 'tomorrow' : 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}
