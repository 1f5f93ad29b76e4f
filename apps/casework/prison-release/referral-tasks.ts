import type { HandoverSummary } from '#casework/handover/handovers';
import { day, dueMoment } from '#pathway/spoken';
import { type Scene, type Standing, whyOver } from '#casework/prison-release/scene';
import { addDays, civilDate } from '#pathway/calendar';
import { whyNotReconnect } from '#pathway/prison-release/decide';
import { departed } from '#pathway/prison-release/state';
import { inForce, organisation, type Purpose } from '#pathway/reference';

type Status = HandoverSummary['status'];

/** What became of a referral. */
const cameTo: Partial<Record<Status, string>> = {
  'information requested': 'It has asked a question: answer it.',
  accepted: 'It accepted.',
  'appointment offered': 'It accepted and has offered an appointment.',
  attended: 'It accepted, and the person attended an appointment.',
  missed: 'It accepted, and the person missed an appointment.',
  declined: 'It declined: send the person to another service.',
  'treatment started': 'Treatment has started there.',
};

/** By when it is to be decided, and who is responsible meanwhile. */
function awaited({ due }: HandoverSummary, now: string): string {
  const at = due['decide'];
  const must = at && Date.parse(at) <= Date.parse(now) ? 'was to' : 'must';
  return `It ${must} accept or decline${at ? ` by ${dueMoment(at)}` : ''}. Until it accepts, you stay responsible.`;
}

/** A referral by which nobody comes out any more: after a recall it falls away by itself. */
function over({ status, open }: HandoverSummary, why: string, isRecalled: boolean): Pick<Standing, 'status' | 'words'> {
  if (status === 'declined') return { status: 'needs you', words: `It declined. ${why} Withdraw the referral.` };
  if (!open) return { status: 'done', words: `${cameTo[status] ?? ''} ${why}` };
  return isRecalled
    ? { status: 'done', words: `${why} Nothing is owed because of this any more.` }
    : { status: 'needs you', words: `${why} Withdraw the referral, so that nobody waits.` };
}

const needsYou: readonly Status[] = ['information requested', 'declined'];

function standingOf(handover: HandoverSummary, { state, now }: Scene): Pick<Standing, 'status' | 'words'> {
  const { status } = handover;
  const why = whyOver(state);
  if (why !== undefined) return over(handover, why, state.recalled !== undefined);
  return { status: needsYou.includes(status) ? 'needs you' : 'done', words: cameTo[status] ?? awaited(handover, now) };
}

/** How the last referral for a purpose stands; otherwise as it is without one. */
function referred(purpose: Purpose, scene: Scene, otherwise: Standing): Standing {
  const handover = scene.handovers.find((one) => one.purpose === purpose);
  if (!handover) return otherwise;
  const { receiver, requestedAt, id } = handover;
  const asked = `${organisation(scene.reference, receiver)?.name ?? receiver}, asked on ${day(requestedAt)}.`;
  if (handover.status === 'withdrawn')
    return { ...otherwise, words: `${asked} You withdrew the referral. ${otherwise.words}`.trim() };
  const { status, words } = standingOf(handover, scene);
  const isInVain = status === 'needs you' && whyOver(scene.state) !== undefined;
  return {
    ...{ status, words: `${asked} ${words}`, shows: `/handovers/${id}` },
    ...(isInVain && { withdraws: { handover: id, receiver } }),
  };
}

const isInNeed = ({ last }: Scene): boolean => {
  const planned = last('ReleasePlanned');
  return planned !== undefined && (planned.inTreatment || planned.substances.length > 0);
};

function withoutProvider(scene: Scene): Standing {
  if (whyOver(scene.state) !== undefined) return { status: 'not needed', words: '' };
  const hasLeft = departed(scene.state) !== undefined;
  if (!isInNeed(scene)) {
    const words = 'Not in structured treatment, and no substances are recorded.';
    return { status: 'not needed', words, opens: !hasLeft };
  }
  return hasLeft
    ? { status: 'not done', words: 'The person left without a referral.' }
    : { status: 'not started', words: '', opens: true };
}

export const community = (scene: Scene): Standing => referred('release', scene, withoutProvider(scene));

function withoutReconnect(scene: Scene): Standing {
  const { state, now, reference } = scene;
  if (whyOver(state) !== undefined) return { status: 'not needed', words: '' };
  const window = windowOf(scene);
  const no = whyNotReconnect(state, { occurredAt: now, reference })?.refused;
  if (!no) return { status: 'not started', words: window, opens: true };
  if (no === 'RELEASE_DATE_UNKNOWN')
    return { status: 'cannot start yet', words: `${window} The date is not known yet.` };
  return { status: no === 'RECONNECT_TOO_EARLY' ? 'cannot start yet' : 'not done', words: window };
}

export const reconnect = (scene: Scene): Standing => referred('reconnect', scene, withoutReconnect(scene));

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
