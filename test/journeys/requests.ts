import { type Line, withInstants } from '#test/journeys/story';

/** What each step of the language sends: its stage, and whether it opens an instance, acts on one, or on a handover. */
interface Sent {
  readonly stage: string;
  readonly on: 'opens' | 'acts' | 'handover' | 'person' | 'either';
  /** The command as the route spells it, where the language says it otherwise. */
  readonly route?: string;
  /** A field that the language leaves out and the request needs. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

const acts = (stage: string, ...steps: string[]): [string, Sent][] =>
  steps.map((step) => [step, { stage, on: 'acts' }]);

export const sent: ReadonlyMap<string, Sent> = new Map<string, Sent>([
  ['request test', { stage: 'arrest-test', on: 'opens' }],
  ...acts('arrest-test', 'record sample', 'record result', 'dispute result', 'record laboratory result'),
  ...acts('arrest-test', 'impose required assessment', 'record assessment'),
  ['refer to liaison', { stage: 'liaison-referral', on: 'opens' }],
  ...acts('liaison-referral', 'screen', 'record consent', 'assess', 'refer onward', 'close referral'),
  ['assess suitability', { stage: 'treatment-requirement', on: 'opens' }],
  ...acts('treatment-requirement', 'record willingness', 'impose requirement', 'schedule review', 'hold review'),
  ...acts('treatment-requirement', 'record requirement test', 'record non-compliance', 'impose sanction'),
  ...acts('treatment-requirement', 'amend requirement', 'revoke requirement', 'complete requirement'),
  ['plan release', { stage: 'prison-release', on: 'opens' }],
  ...acts('prison-release', 'change release date', 'refer to community', 'record pre-release meeting'),
  ...acts('prison-release', 'refer to reconnect', 'arrange medication', 'supply naloxone', 'decline naloxone'),
  ...acts('prison-release', 'record prison test', 'record release', 'record recall'),
  ['start treatment', { stage: 'treatment', on: 'opens' }],
  ['record contact', { stage: 'treatment', on: 'either' }],
  ['review progress', { stage: 'treatment', on: 'either' }],
  ...acts('treatment', 'end treatment'),
  ...['acknowledge', 'accept', 'decline', 'withdraw', 'request information', 'provide information', 'reassign'].map(
    (step): [string, Sent] => [step, { stage: 'handover', on: 'handover' }],
  ),
  ['offer appointment', { stage: 'handover', on: 'handover' }],
  ['record appointment', { stage: 'handover', on: 'handover' }],
  ['erase person', { stage: 'person', on: 'person' }],
  ['merge people', { stage: 'person', on: 'person' }],
]);

/** Words of the language that are not fields of the request. */
const spoken = new Set([
  'at',
  'by',
  'do',
  'for',
  'as',
  'on',
  'handover',
  'occurred',
  'refused',
  'repeat',
  'correct',
  'keep',
  'merge',
]);

/** Steps that need a reason where the language may leave it out, and those that take none where it may give one. */
const needsReason = new Set(['decline', 'withdraw']);
const takesNone = new Set(['acknowledge', 'accept']);

const hyphened = (words: unknown): unknown => (typeof words === 'string' ? words.replaceAll(' ', '-') : words);

/** One need, of which either half may be said. */
const needOf = (words: unknown): unknown =>
  /^(learning.disability|neurodiversity)$/.test(String(words))
    ? 'learning-disability-or-neurodiversity'
    : hyphened(words);

/** What the language may write in a form of its own. */
const written: Readonly<Record<string, (line: Line) => Record<string, unknown>>> = {
  'request test': ({ at, custodyRecord, authority }) => ({
    ...(custodyRecord !== undefined && { custodyRecord: String(custodyRecord) }),
    ...(authority !== undefined && { authority: authorityAt(authority as Record<string, unknown>, at) }),
  }),
  'record sample': ({ sample, reason }) =>
    sample === 'not-taken' && reason === undefined ? { reason: 'No reason given.' } : {},
  screen: ({ needs }) => (Array.isArray(needs) ? { needs: needs.map(needOf) } : {}),
  'close referral': ({ outcome }) => ({ outcome: hyphened(outcome) }),
};

/** A time alone is a time on the day of the step. */
function authorityAt(authority: Record<string, unknown>, at = ''): Record<string, unknown> {
  const { time } = authority;
  const alone = typeof time === 'string' && /^\d{2}:\d{2}$/.test(time);
  return alone ? { ...authority, time: `${at.slice(0, 10)} ${time}` } : authority;
}

/** The fields of the request, as the language gives them: clock times as instants. */
export function fieldsOf(line: Line): Record<string, unknown> {
  const step = String(line.do);
  const said = Object.entries(line).filter(
    ([name]) => !spoken.has(name) && !(name === 'reason' && takesNone.has(step)),
  );
  const asWritten = { ...Object.fromEntries(said), ...written[step]?.(line) };
  const fields = withInstants(asWritten) as Record<string, unknown>;
  return needsReason.has(step) ? { reason: 'No reason given.', ...fields } : fields;
}

export const routeOf = (step: string): string => step.replaceAll(' ', '-');
