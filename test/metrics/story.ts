import { measure, type Measure, type Question } from '#metrics/query';
import { idOf, Log } from '#test/metrics/log';
import type { Store } from '#test/metrics/store';
import { reference } from '#test/support/reference';

export const LIVERPOOL = 'E08000012';
export const MANCHESTER = 'E08000003';
export const MARCH = { from: '2026-03-01', to: '2026-03-31' };
export const LATER = '2026-11-30T12:00:00Z';

/** Steps of the pathway in short, for worked examples: times are UTC, `who` and `on` are names of the story. */
export class Story extends Log {
  test(on: string, who: string, at: string, results: object, more: object = {}): this {
    this.tell(
      'arrest-test',
      { on, of: who },
      {
        type: 'ArrestTestRequested',
        occurredAt: at,
        personId: idOf(who),
        suite: 'custody-brunswick',
        ground: 'trigger',
        ...more,
      },
    );
    return this.tell(
      'arrest-test',
      { on, of: who, event: `result ${on}` },
      { type: 'ArrestTestResultRecorded', occurredAt: at, results },
    );
  }

  step(
    stage: Parameters<Log['tell']>[0],
    place: Parameters<Log['tell']>[1],
    type: string,
    at: string,
    fields: object = {},
  ): this {
    return this.tell(stage, place, { type, occurredAt: at, ...fields });
  }

  referral(on: string, who: string, at: string, referrer = 'custody-brunswick'): this {
    return this.step('liaison-referral', { on, of: who }, 'LiaisonReferralOpened', at, {
      personId: idOf(who),
      point: 'police-custody',
      referrer,
      service: 'ld-quayside',
    });
  }

  request(
    on: string,
    who: string,
    at: string,
    fields: { receiver?: string; purpose?: string; opener?: string } = {},
  ): this {
    const { receiver = 'provider-riverside', purpose = 'onward-referral', opener = 'nothing' } = fields;
    return this.step('handover', { on, of: who }, 'HandoverRequested', at, {
      personId: idOf(who),
      purpose,
      sender: 'ld-quayside',
      receiver,
      area: LIVERPOOL,
      openedBy: { stage: 'liaison-referral', instance: idOf(opener), event: idOf(`opener of ${on}`) },
    });
  }

  start(on: string, who: string, at: string, more: object = {}): this {
    return this.step('treatment', { on, of: who, event: `start ${on}` }, 'TreatmentStarted', at, {
      personId: idOf(who),
      provider: 'provider-riverside',
      triaged: at.slice(0, 10),
      interventions: ['psychosocial'],
      substances: ['opiate'],
      setting: 'community',
      ...more,
    });
  }

  end(on: string, who: string, date: string, reason: string): this {
    return this.step('treatment', { on, of: who }, 'TreatmentEnded', `${date}T12:00:00Z`, { date, reason });
  }

  /** A failure to comply, and the warning or breach that follows it, on 1 February. */
  failure(on: string, who: string, response: string): this {
    const at = '2026-02-01T10:00:00Z';
    this.step('treatment-requirement', { on, of: who, event: `failure ${on}` }, 'NonComplianceRecorded', at, {
      response,
    });
    const follows = response === 'breach' ? 'BreachStarted' : 'WarningGiven';
    return this.step('treatment-requirement', { on, of: who }, follows, at);
  }

  requirement(on: string, who: string, sentenced: string, kind = 'DRR'): this {
    this.step('treatment-requirement', { on, of: who }, 'SuitabilityAssessed', `${sentenced}T08:00:00Z`, {
      personId: idOf(who),
      kind,
      suitable: true,
      unit: 'probation-liverpool',
    });
    return this.step('treatment-requirement', { on, of: who }, 'RequirementImposed', `${sentenced}T11:00:00Z`, {
      sentenced,
      to: 'provider-riverside',
      court: 'court-albion-crown',
      order: 'community',
      orderMonths: 12,
      months: 6,
      convicted: sentenced,
    });
  }

  plan(on: string, who: string, at: string, fields: object = {}): this {
    return this.step('prison-release', { on, of: who }, 'ReleasePlanned', at, {
      personId: idOf(who),
      prison: 'prison-brookvale',
      inTreatment: true,
      substances: ['opiate'],
      residence: LIVERPOOL,
      ...fields,
    });
  }

  release(on: string, who: string, date: string, reason = 'released'): this {
    return this.step('prison-release', { on, of: who }, 'Released', `${date}T09:00:00Z`, { date, reason });
  }
}

/** Applies a story to an empty store and measures in it. */
export const told = async (store: Store, story: Log): Promise<(question: Partial<Question>) => Promise<Measure>> => {
  await store.apply(story.told);
  const beside = { baselines: reference.baselines };
  return (question) => measure(store.db.manager, { key: '', ...MARCH, now: LATER, ...question }, beside);
};

export const fraction = ({ numerator, denominator }: Measure): string => `${numerator} of ${denominator}`;
