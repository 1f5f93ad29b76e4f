import { addDays } from '#pathway/calendar';
import type { SetUp } from '#test/pages/set-up';

export const custody = 'custody-brunswick.practitioner';
export const liaison = 'ld-quayside.practitioner';
export const court = 'court-albion-crown.practitioner';
export const probation = 'probation-liverpool.practitioner';
export const prison = 'prison-brookvale.practitioner';
export const provider = 'provider-riverside.practitioner';

/** The moment at which every form is walked: Monday 1 June 2026, five past eleven in London. */
export const NOW = '2026-06-01T10:05:00Z';

/** Somebody, and how a form finds them by name and date of birth. */
export interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly dateOfBirth: string;
}

/** What went before a form: episodes of people who have nothing to do with each other. */
export class Before {
  #people = 0;
  #tests = 0;

  constructor(readonly setUp: SetUp) {}

  /** Born on a day of their own, so that nobody else is found with them. */
  async somebody(user: string, born?: string): Promise<Somebody> {
    this.#people += 1;
    const name = 'Ali Invented';
    const dateOfBirth = born ?? addDays('1980-01-01', this.#people);
    return { id: await this.setUp.someone(user, { name, dateOfBirth }), name, dateOfBirth };
  }

  /** A test on arrest at ten, as far as `upTo`. */
  async test(
    upTo: 'request' | 'sample' | 'positive' | 'negative' | 'void' | 'imposed',
    born?: string,
  ): Promise<string> {
    const { id: personId } = await this.somebody(custody, born);
    this.#tests += 1;
    const custodyRecord = `05/WA/${this.#tests}/26`;
    const detention = { detention: 'charged', ground: 'trigger', offence: 'TA68-1', appropriateAdult: true };
    const test = await this.setUp.recorded(custody, '/arrest-test', {
      ...{ personId, custodyRecord, ...detention, occurredAt: '2026-06-01T08:50:00Z' },
    });
    const act = (step: string, body: object) => this.setUp.recorded(custody, `/arrest-test/${test}/${step}`, body);
    if (upTo === 'request') return test;
    await act('record-sample', { sample: 'taken', occurredAt: '2026-06-01T09:00:00Z' });
    if (upTo === 'sample') return test;
    const cocaine = upTo === 'imposed' ? 'positive' : upTo;
    await act('record-result', { results: { cocaine, opiates: 'negative' }, occurredAt: '2026-06-01T09:30:00Z' });
    if (upTo !== 'imposed') return test;
    const initial = { initial: '2026-06-01T10:00:00Z', place: 'Quayside', occurredAt: '2026-06-01T09:35:00Z' };
    await act('impose-required-assessment', initial);
    return test;
  }

  /** Referred by probation to Liaison and Diversion. */
  async referral(): Promise<string> {
    const { id: personId } = await this.somebody(probation);
    return this.setUp.recorded(probation, '/liaison-referral', { personId, point: 'probation' });
  }

  async assessed(kind: 'DRR' | 'ATR', suitable = true): Promise<string> {
    const { id: personId } = await this.somebody(probation);
    return this.setUp.recorded(probation, '/treatment-requirement', { personId, kind, suitable });
  }

  /** Imposed a month ago by the intensive supervision court, before Judge Amari, and handed to Riverside. */
  async imposed(kind: 'DRR' | 'ATR'): Promise<string> {
    const requirement = await this.assessed(kind);
    const act = (step: string, body: object) =>
      this.setUp.recorded(court, `/treatment-requirement/${requirement}/${step}`, body);
    await act('record-willingness', { willing: true, occurredAt: '2026-05-01T09:00:00Z' });
    await act('impose-requirement', {
      ...{ order: 'community', orderMonths: 24, months: 12, convicted: '2026-04-10', sentenced: '2026-05-01' },
      ...{ to: 'provider-riverside', reviewCourt: 'court-albion-crown', intensive: { judge: 'Judge Amari' } },
      occurredAt: '2026-05-01T10:00:00Z',
    });
    return requirement;
  }

  /** A release from Brookvale in three weeks, with nothing prepared. */
  async release(more: object = {}, born?: string): Promise<string> {
    const { id: personId } = await this.somebody(prison, born);
    return this.planned(personId, more);
  }

  planned(personId: string, more: object = {}): Promise<string> {
    return this.setUp.recorded(prison, '/prison-release', {
      ...{ personId, prison: 'prison-brookvale', expected: '2026-06-22', inTreatment: true, substances: ['opiate'] },
      ...{ occurredAt: '2026-05-20T09:00:00Z', ...more },
    });
  }

  async released(): Promise<string> {
    const release = await this.release();
    await this.setUp.recorded(prison, `/prison-release/${release}/record-release`, {
      ...{ date: '2026-05-29', reason: 'released' },
    });
    return release;
  }

  /** In treatment with Riverside since a week. */
  async treatment(): Promise<string> {
    const { id: personId } = await this.somebody(provider);
    return this.setUp.recorded(provider, '/treatment', {
      ...{ personId, triaged: '2026-05-25', interventions: ['psychosocial'], substances: ['opiate'] },
      occurredAt: '2026-05-25T10:00:00Z',
    });
  }

  /** Whom an episode is about. */
  async personOf(user: string, at: string): Promise<string> {
    const { personId } = await this.setUp.read(user, at);
    return String(personId);
  }
}
