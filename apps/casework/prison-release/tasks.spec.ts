import type { HandoverSummary } from '#casework/handover/handovers';
import { type Preparing, stateOf, type Stands, whyOver } from '#casework/prison-release/scene';
import { openIn, type Task, tasksOf } from '#casework/prison-release/tasks';
import { isRefusal } from '#pathway/decider';
import type { Recorder } from '#pathway/given';
import { prisonRelease, type PrisonReleaseCommand as Command } from '#pathway/prison-release';
import { reference } from '#test/support/reference';
import { givenWith } from '#test/support/stage';

const PERSON = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0dd';
const prison: Recorder = { organisation: 'prison-brookvale', kind: 'prison' };
type Dated = readonly [date: string, command: Command];

const given = (date: string) => ({
  ...givenWith({ occurredAt: `${date}T09:00:00Z`, by: prison }),
  openHandoversTo: [],
});

/** The facts that these steps come to. @throws Error where one is refused */
const after = (steps: readonly Dated[]): readonly Stands[] =>
  steps.reduce<readonly Stands[]>((facts, [date, command]) => {
    const decision = prisonRelease.decide(command, stateOf(facts), given(date));
    if (isRefusal(decision)) throw new Error(`${command.do}: ${decision.refused}`);
    return [...facts, ...decision.map((fact, index) => ({ ...fact, id: `step-${facts.length + index}` }))];
  }, []);

const planned: Dated = [
  '2026-05-04',
  {
    ...{ do: 'plan release', personId: PERSON, prison: 'prison-brookvale', expected: '2026-06-05' },
    ...{ inTreatment: true, substances: ['opiate'], residence: 'E08000012' },
  },
];
type Reason = Extract<Command, { do: 'record release' }>['reason'];
const left = (reason: Reason, date = '2026-06-05'): Dated => [date, { do: 'record release', date, reason }];
const recalled: Dated = ['2026-06-10', { do: 'record recall', date: '2026-06-10' }];

const handover = (status: HandoverSummary['status'], more: Partial<HandoverSummary> = {}): HandoverSummary => ({
  ...{ id: 'H1', personId: PERSON, purpose: 'release', sender: 'prison-brookvale', receiver: 'provider-riverside' },
  ...{ status, open: !['declined', 'withdrawn', 'treatment started'].includes(status) },
  ...{ responsible: 'prison-brookvale', requestedAt: '2026-05-05T09:00:00Z', escalation: 0, met: [], tentative: [] },
  openedBy: { stage: 'prison-release', instance: 'P1', event: 'E1' },
  ...{ due: { decide: '2026-05-12T16:00:00Z' }, revision: '1', position: '1' },
  ...more,
});

const preparing = (date: string, steps: readonly Dated[], handovers: Preparing['handovers'] = []): Preparing => ({
  ...{ personId: PERSON, facts: after(steps), handovers, reference, now: `${date}T09:00:00Z` },
});

const read = (tasks: readonly Task[], form: string): string => {
  const task = tasks.find((one) => one.form === form);
  return `${task?.status ?? ''}. ${task?.words ?? ''}`.trim();
};

/** Something that a form would send, that happened when it could. */
const forms: Readonly<Record<string, Command>> = {
  'refer-to-community': { do: 'refer to community', to: 'provider-harbour' },
  'record-a-pre-release-meeting': { do: 'record pre-release meeting', mode: 'video', with: 'Kim' },
  'arrange-medication': { do: 'arrange medication', kind: 'bridging', drug: 'Methadone', days: 7 },
  'offer-naloxone': { do: 'supply naloxone' },
  'refer-to-reconnect': { do: 'refer to reconnect', to: 'reconnect-northwest' },
  'record-a-prison-test': { do: 'record prison test', kind: 'voluntary', results: { opiate: 'negative' } },
};
const referrals = ['refer-to-community', 'refer-to-reconnect'];

const everything: readonly Dated[] = [
  planned,
  ['2026-05-05', { do: 'record pre-release meeting', mode: 'video', with: 'Kim' }],
  ['2026-05-06', { do: 'arrange medication', kind: 'bridging', drug: 'Methadone', days: 7 }],
  ['2026-05-07', { do: 'supply naloxone' }],
  ['2026-05-08', { do: 'record prison test', kind: 'voluntary', results: { opiate: 'negative' } }],
];

const undated: Dated = ['2026-05-04', { ...planned[1], expected: undefined } as Command];
const states: Readonly<Record<string, Preparing>> = {
  planned: preparing('2026-05-11', [planned]),
  'planned without a date': preparing('2026-05-11', [undated]),
  'with a date that moved': preparing('2026-05-11', [
    planned,
    ['2026-05-06', { do: 'change release date', expected: '2026-12-05', reason: 'remand' }],
  ]),
  'at court': preparing('2026-06-08', [planned, left('court')]),
  'in hospital': preparing('2026-06-08', [planned, left('hospital')]),
  'on temporary absence': preparing('2026-06-08', [planned, left('temporary-absence')]),
  released: preparing('2026-06-08', [planned, left('released')]),
  'released long ago': preparing('2026-07-20', [planned, left('released')]),
  recalled: preparing('2026-06-11', [planned, left('released'), recalled]),
  transferred: preparing('2026-06-08', [planned, left('transferred')]),
  deported: preparing('2026-06-08', [planned, left('deported')]),
  'died in custody': preparing('2026-06-08', [planned, left('died')]),
};

describe('The tasks of a release', () => {
  it.each(Object.entries(states))('%s: no form is opened whose step would be refused', (_, { facts, now, ...rest }) => {
    for (const { form, opens } of tasksOf({ facts, now, ...rest })) {
      // What the prison did may be recorded late; a service is asked now.
      const on = referrals.includes(form) ? now.slice(0, 10) : '2026-05-06';
      const command = forms[form] as Command;
      const refused = isRefusal(prisonRelease.decide(command, stateOf(facts), given(on)));
      if (opens) expect([form, refused]).toEqual([form, false]);
      else expect([form, refused || facts.some(({ type }) => type === 'Released')]).toEqual([form, true]);
    }
  });

  it('say what is still to do, and count it', () => {
    const tasks = tasksOf(states['planned'] as Preparing);
    expect(tasks.map(({ status }) => status)).toEqual([
      ...['not started', 'not started', 'not started', 'not started', 'not started', 'optional'],
    ]);
    expect(openIn(tasks)).toBe(5);
  });

  it.each([
    ['recalled', 'The person was recalled on 10 June 2026.'],
    ['transferred', 'The person was transferred to another prison.'],
    ['deported', 'The person was deported.'],
    ['died in custody', 'The person died.'],
  ])('%s: nobody is asked any more, and nothing is left to do', (name, why) => {
    const { facts } = states[name] as Preparing;
    const tasks = tasksOf(states[name] as Preparing);
    expect(whyOver(stateOf(facts))).toBe(why);
    expect(read(tasks, 'refer-to-community')).toBe('not needed.');
    expect(read(tasks, 'refer-to-reconnect')).toBe('not needed.');
    expect(openIn(tasks)).toBe(0);
  });

  it.each([
    [
      'delivered',
      'done. Riverside Recovery Liverpool, asked on 5 May 2026. It must accept or decline by Tuesday 12 May 2026 at 5pm. Until it accepts, you stay responsible.',
    ],
    [
      'information requested',
      'needs you. Riverside Recovery Liverpool, asked on 5 May 2026. It has asked a question: answer it.',
    ],
    ['accepted', 'done. Riverside Recovery Liverpool, asked on 5 May 2026. It accepted.'],
    [
      'missed',
      'done. Riverside Recovery Liverpool, asked on 5 May 2026. It accepted, and the person missed an appointment.',
    ],
    [
      'declined',
      'needs you. Riverside Recovery Liverpool, asked on 5 May 2026. It declined: send the person to another service.',
    ],
    ['withdrawn', 'not started. Riverside Recovery Liverpool, asked on 5 May 2026. You withdrew the referral.'],
    ['treatment started', 'done. Riverside Recovery Liverpool, asked on 5 May 2026. Treatment has started there.'],
  ] as const)('say how a referral stands that is %s', (status, words) => {
    expect(read(tasksOf(preparing('2026-05-11', [planned], [handover(status)])), 'refer-to-community')).toBe(words);
  });

  it('say that a service was to decide once the time is over', () => {
    const tasks = tasksOf(preparing('2026-05-13', [planned], [handover('acknowledged')]));
    expect(read(tasks, 'refer-to-community')).toContain('It was to accept or decline by Tuesday 12 May 2026 at 5pm.');
  });

  it.each([
    [
      'accepted',
      [left('released'), recalled],
      'done',
      'The person was recalled on 10 June 2026. Nothing is owed because of this any more.',
    ],
    ['acknowledged', [left('died')], 'needs you', 'The person died. Withdraw the referral, so that nobody waits.'],
    [
      'declined',
      [left('transferred')],
      'needs you',
      'It declined. The person was transferred to another prison. Withdraw the referral.',
    ],
  ] as const)('say of a referral %s that nobody comes out by it any more', (status, steps, stands, words) => {
    const tasks = tasksOf(preparing('2026-06-11', [planned, ...steps], [handover(status)]));
    expect(read(tasks, 'refer-to-community')).toBe(
      `${stands}. Riverside Recovery Liverpool, asked on 5 May 2026. ${words}`,
    );
  });

  it('lead, once done, to what was recorded, and to recording it again while the person is there', () => {
    const tasks = tasksOf(preparing('2026-05-11', everything, [handover('delivered')]));
    expect(tasks.map(({ shows }) => shows)).toEqual([
      '/handovers/H1',
      ...[1, 2, 3].map((step) => `/people/${PERSON}/correct/step-${step}?from=release`),
      undefined,
      `/people/${PERSON}/correct/step-4?from=release`,
    ]);
    expect(tasks.flatMap(({ again }) => again ?? [])).toHaveLength(4);
    const later = tasksOf(preparing('2026-06-08', [...everything, left('released')], [handover('delivered')]));
    expect(later.flatMap(({ again }) => again ?? [])).toEqual([]);
  });
});
