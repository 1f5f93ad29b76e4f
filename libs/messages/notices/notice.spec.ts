import { isNotable, nextDigest, tellingOf } from '#messages/notices/notice';
import { wordsOf } from '#messages/notices/words';
import { fold, type Recorded } from '#pathway/corrections';
import { handover, type HandoverFact } from '#pathway/handover';
import type { Told } from '#pathway/told';
import { reference } from '#test/support/reference';

const SECRET = 'Sam Hidden, born 1980, A1234BC';
const HANDOVER = '0a5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c11';
const at = (minute: number) => `2026-03-02T09:${String(minute).padStart(2, '0')}:00Z`;

const opening: HandoverFact = {
  ...{ type: 'HandoverRequested', occurredAt: at(0), personId: SECRET, purpose: 'onward-referral' },
  ...{ sender: 'ld-quayside', receiver: 'provider-riverside', area: SECRET },
  openedBy: { stage: SECRET, instance: SECRET, event: SECRET },
};
const late = { deadline: 'acknowledge', due: '2026-03-04T17:00:00Z', receiver: 'provider-riverside' } as const;
const later: readonly HandoverFact[] = [
  { type: 'HandoverInformationRequested', occurredAt: at(1), question: SECRET },
  { type: 'HandoverInformationProvided', occurredAt: at(2), answer: SECRET },
  { type: 'HandoverDeclined', occurredAt: at(3), reason: SECRET },
  { type: 'HandoverReassigned', occurredAt: at(4), to: 'provider-northgate', reason: SECRET },
  { type: 'HandoverEscalated', occurredAt: at(5), ...late, level: 1, told: 'provider-riverside' },
  { type: 'HandoverEscalated', occurredAt: at(6), ...late, level: 2, told: 'ld-quayside' },
  { type: 'HandoverEscalated', occurredAt: at(7), ...late, level: 3, told: 'sro-liverpool' },
  { type: 'HandoverAccepted', occurredAt: at(8) },
];

/** Each fact with the handover as it stood with it. */
function tellings() {
  const recorded: Recorded<HandoverFact>[] = [];
  return [opening, ...later].map((fact, index) => {
    const one = { fact, id: HANDOVER, stage: 'handover', instance: HANDOVER, revision: BigInt(index), position: 1n };
    const told = { ...one, recordedAt: at(index), personId: SECRET, organisation: 'x', user: SECRET } as Told;
    recorded.push(told as Recorded<HandoverFact>);
    const state = fold(handover, recorded);
    if (state.status === 'not requested') throw new Error('There is no handover.');
    return { type: fact.type, telling: tellingOf(told, state, reference) };
  });
}

describe('A notice', () => {
  it('holds nothing that somebody typed and nothing of whom it is about, whatever the fact holds', () => {
    const all = tellings();
    expect(all.every(({ telling }) => telling !== undefined)).toBe(true);
    const told = all.flatMap(({ telling }) => (telling ? [telling] : []));
    const words = wordsOf(
      told.map(({ notice }) => notice),
      { reference, publicUrl: 'https://pages.example' },
    );
    for (const text of [JSON.stringify(told), words.subject, words.body])
      for (const part of [SECRET, 'Hidden', '1980', 'A1234BC']) expect(text).not.toContain(part);
    const closed = new Set(['kind', 'purpose', 'sender', 'receiver', 'handover', 'deadline', 'due', 'level']);
    for (const { notice } of told) for (const field of Object.keys(notice)) expect(closed).toContain(field);
  });

  it('goes to whom it concerns: the receiver, the sender, a lead, the partnership', () => {
    expect(tellings().map(({ telling }) => [telling?.notice.kind, telling?.to.join(), telling?.leadsAlone])).toEqual([
      ['handover', 'provider-riverside', false],
      ['question', 'ld-quayside', false],
      ['answer', 'provider-riverside', false],
      ['declined', 'ld-quayside', false],
      ['handover', 'provider-northgate', false],
      ['late', 'provider-riverside', true],
      ['late', 'ld-quayside', false],
      ['late', 'sro-liverpool', false],
      ['accepted', 'ld-quayside', false],
    ]);
  });

  it('leads to the handover, but not whoever sees no people', () => {
    const without = tellings().flatMap(({ telling }) => (telling?.notice.handover === undefined ? [telling?.to] : []));
    expect(without).toEqual([['sro-liverpool']]);
  });

  it('is of a fact that concerns people now, not of a correction or an appointment', () => {
    expect(isNotable('HandoverAccepted')).toBe(true);
    for (const type of ['HandoverAcceptedCorrected', 'HandoverAppointmentOffered', 'PersonRegistered', 'toString'])
      expect(isNotable(type)).toBe(false);
  });

  it('says a deadline at the end of a day as that day', () => {
    const notice = {
      kind: 'late',
      purpose: 'release',
      sender: 'prison-brookvale',
      receiver: 'provider-riverside',
    } as const;
    const saying = { reference, publicUrl: 'https://pages.example' };
    const { body } = wordsOf([{ ...notice, deadline: 'start', due: '2026-04-10T23:00:00Z' }], saying);
    expect(body).toContain('It was to start treatment by the end of Friday 10 April 2026.');
  });
});

describe('A digest', () => {
  it.each([
    ['on a working day before eight', '2026-03-02T07:59:00Z', '2026-03-02T08:00:00Z'],
    ['at eight', '2026-03-02T08:00:00Z', '2026-03-03T08:00:00Z'],
    ['on a Friday afternoon', '2026-03-06T15:00:00Z', '2026-03-09T08:00:00Z'],
    ['before Easter, in summer time', '2026-04-02T15:00:00Z', '2026-04-07T07:00:00Z'],
  ])('made %s goes out at eight in London on the next working day', (_when, now, then) => {
    expect(nextDigest(now, reference.bankHolidays)).toBe(then);
  });
});
