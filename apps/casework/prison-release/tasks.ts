import { dueMoment, day } from '#casework/pages/wording';
import type { HandoverSummary } from '#casework/handover/handovers';
import { overall } from '#pathway/arrest-test/state';
import { addDays, civilDate } from '#pathway/calendar';
import type { Instant } from '#pathway/decider';
import { prisonRelease, type PrisonReleaseFact } from '#pathway/prison-release';
import { whyNotReconnect } from '#pathway/prison-release/decide';
import { departed, type PrisonReleaseState } from '#pathway/prison-release/state';
import { inForce, organisation, type Purpose, type Reference } from '#pathway/reference';

export const taskStatuses = {
  done: 'Done',
  'not started': 'Not started',
  declined: 'Declined',
  'cannot start yet': 'Cannot start yet',
  'not needed': 'Not needed',
  optional: 'Optional',
  'not done': 'Not done',
} as const;
export type TaskStatus = keyof typeof taskStatuses;

/** One thing to do before somebody leaves, as it stands. */
export interface Task {
  /** The form that does it. */
  readonly form: string;
  readonly title: string;
  readonly status: TaskStatus;
  /** What was done and when, or why it is as it is. */
  readonly words: string;
  /** Whether its form can be opened. */
  readonly opens: boolean;
}

/** A release as its prison sees it. */
export interface Preparing {
  /** As corrected, in recorded order. */
  readonly facts: readonly PrisonReleaseFact[];
  /** Those that it opened, last first. */
  readonly handovers: readonly HandoverSummary[];
  readonly reference: Reference;
  readonly now: Instant;
}

type Standing = Pick<Task, 'status' | 'words'>;
type FactOf<Type extends PrisonReleaseFact['type']> = Extract<PrisonReleaseFact, { type: Type }>;

interface Scene extends Preparing {
  readonly state: PrisonReleaseState;
  readonly last: <Type extends PrisonReleaseFact['type']>(...types: readonly Type[]) => FactOf<Type> | undefined;
}

const done = (words: string): Standing => ({ status: 'done', words });
const notStarted = (words = ''): Standing => ({ status: 'not started', words });

export const stateOf = (facts: readonly PrisonReleaseFact[]): PrisonReleaseState =>
  facts.reduce(prisonRelease.evolve, prisonRelease.initial);

/** What was not done by the time the person left; it may have been, and not yet recorded. */
const unlessLeft = ({ state }: Scene, otherwise: Standing): Standing =>
  departed(state)
    ? { status: 'not done', words: 'The person has left. If it was done before that, record it.' }
    : otherwise;

function standingOf({ status, receiver, due, requestedAt }: HandoverSummary, { reference }: Scene): Standing {
  const name = organisation(reference, receiver)?.name ?? receiver;
  const asked = `${name}, asked on ${day(requestedAt)}.`;
  if (status === 'declined' || status === 'withdrawn')
    return { status: 'declined', words: `${asked} The referral was ${status}: choose another service.` };
  if (status === 'treatment started') return done(`${asked} Treatment has started there.`);
  if (['accepted', 'appointment offered', 'attended', 'missed'].includes(status)) return done(`${asked} It accepted.`);
  const by = due['decide'] ? ` by ${dueMoment(due['decide'])}` : '';
  return done(`${asked} It must accept or decline${by}. Until it accepts, you stay responsible.`);
}

function referred(purpose: Purpose, scene: Scene): Standing | undefined {
  const handover = scene.handovers.find((one) => one.purpose === purpose);
  return handover && standingOf(handover, scene);
}

const isInNeed = ({ last }: Scene): boolean => {
  const planned = last('ReleasePlanned');
  return planned !== undefined && (planned.inTreatment || planned.substances.length > 0);
};

function community(scene: Scene): Standing {
  const made = referred('release', scene);
  if (made) return made;
  if (!isInNeed(scene))
    return { status: 'not needed', words: 'Not in structured treatment, and no substances are recorded.' };
  return departed(scene.state) ? { status: 'not done', words: 'The person left without a referral.' } : notStarted();
}

const modes = { video: 'by video', 'in-person': 'in person', telephone: 'by telephone' } as const;

function meeting(scene: Scene): Standing {
  const held = scene.last('PreReleaseMeetingHeld');
  return held
    ? done(`With ${held.with}, ${modes[held.mode]}, on ${day(held.occurredAt)}.`)
    : unlessLeft(scene, notStarted());
}

const lasting = ({ kind, days, nextDue }: FactOf<'MedicationContinuityArranged'>): string =>
  kind === 'bridging'
    ? `bridging prescription${days === undefined ? '' : ` for ${days} days`}`
    : `depot${nextDue === undefined ? '' : `, next due on ${day(nextDue)}`}`;

function medication(scene: Scene): Standing {
  const arranged = scene.last('MedicationContinuityArranged');
  if (arranged) return done(`${arranged.drug}, ${lasting(arranged)}. Arranged on ${day(arranged.occurredAt)}.`);
  return scene.last('ReleasePlanned')?.inTreatment
    ? unlessLeft(scene, notStarted())
    : { status: 'not needed', words: 'Not in structured treatment.' };
}

function naloxone(scene: Scene): Standing {
  const offered = scene.last('NaloxoneSupplied', 'NaloxoneDeclined');
  if (!offered) return unlessLeft(scene, notStarted());
  const where = offered.place === 'prison' ? 'in prison' : 'in approved premises';
  const came = offered.type === 'NaloxoneSupplied' ? 'Supplied' : 'Offered and declined';
  return done(`${came} ${where} on ${day(offered.occurredAt)}.`);
}

function reconnect(scene: Scene): Standing {
  const made = referred('reconnect', scene);
  if (made) return made;
  const { state, now, reference } = scene;
  const no = whyNotReconnect(state, { occurredAt: now, reference });
  const window = windowOf(scene);
  if (!no) return notStarted(window);
  const status =
    no.refused === 'RECONNECT_TOO_EARLY' || no.refused === 'RELEASE_DATE_UNKNOWN' ? 'cannot start yet' : 'not done';
  return { status, words: no.refused === 'RELEASE_DATE_UNKNOWN' ? `${window} The date is not known yet.` : window };
}

/** When RECONNECT may be asked, in words. */
function windowOf({ state, now, reference }: Scene): string {
  const rules = inForce(reference.reconnectRules, civilDate(now));
  if (!rules) return '';
  const { weeksBefore, daysAfter } = rules;
  const date = departed(state)?.date ?? state.expected;
  if (date === undefined) return `From ${weeksBefore} weeks before the release until ${daysAfter} days after it.`;
  const from = day(addDays(date, -7 * weeksBefore));
  const until = day(addDays(date, daysAfter));
  return `From ${from} (${weeksBefore} weeks before the release) until ${until} (${daysAfter} days after it).`;
}

function tested(scene: Scene): Standing {
  const test = scene.last('PrisonTestRecorded');
  if (!test) return { status: 'optional', words: '' };
  const kind = test.kind === 'mandatory' ? 'Mandatory' : 'Voluntary';
  return done(`${kind}, on ${day(test.occurredAt)}: ${overall(test.results).replaceAll('-', ' ')}.`);
}

const all: readonly (Pick<Task, 'form' | 'title'> & { readonly stands: (scene: Scene) => Standing })[] = [
  { form: 'refer-to-community', title: 'Refer to community treatment', stands: community },
  { form: 'record-a-pre-release-meeting', title: 'Hold a pre-release meeting', stands: meeting },
  { form: 'arrange-medication', title: 'Arrange medication after release', stands: medication },
  { form: 'offer-naloxone', title: 'Offer take-home naloxone', stands: naloxone },
  { form: 'refer-to-reconnect', title: 'Refer to RECONNECT', stands: reconnect },
  { form: 'record-a-prison-test', title: 'Record a drug test in prison', stands: tested },
];

/** A meeting may be held again, or recorded late; a service is not asked twice, nor a provider once the person has left. */
function opens(form: string, status: TaskStatus, { state }: Scene): boolean {
  if (form === 'refer-to-community' && departed(state)) return false;
  const isReferral = form.startsWith('refer-');
  return status !== 'cannot start yet' && !(isReferral && (status === 'done' || status === 'not done'));
}

/** Everything to be prepared for a release, in the order in which it usually is done. */
export function tasksOf(preparing: Preparing): readonly Task[] {
  const { facts } = preparing;
  const last = <Type extends PrisonReleaseFact['type']>(...types: readonly Type[]) =>
    facts.findLast((fact): fact is FactOf<Type> => types.some((type) => type === fact.type));
  const scene: Scene = { ...preparing, state: stateOf(facts), last };
  return all.map(({ form, title, stands }) => {
    const stand = stands(scene);
    return { form, title, ...stand, opens: opens(form, stand.status, scene) };
  });
}

const open: readonly TaskStatus[] = ['not started', 'declined', 'cannot start yet'];

/** How much is still to do. */
export const openIn = (tasks: readonly Task[]): number => tasks.filter(({ status }) => open.includes(status)).length;

/** `today`, `in 25 days`, `3 days ago`. */
export function inDays(days: number): string {
  if (days === 0) return 'today';
  if (Math.abs(days) === 1) return days > 0 ? 'tomorrow' : 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}
