import type { Episode } from '#casework/episodes';
import { jobs } from '#casework/forms/jobs';
import { organisation, type Reference } from '#pathway/reference';
import { ApiClient } from '#test/journeys/client';
import type { Seat } from '#test/pages/browser';
import { randomUUID } from 'node:crypto';

/** What went before the pages under test, recorded through the API. */
export class SetUp {
  readonly #api: ApiClient;
  #people = 0;

  constructor(private readonly seat: Seat) {
    this.#api = new ApiClient(seat.system.url, seat.system.tokenUri);
  }

  /** Answers with the id of what it opened or acted on, once everything that follows from it has followed. */
  async recorded(user: string, path: string, body: object): Promise<string> {
    const reply = await this.#api.post(user, path, body, randomUUID());
    if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    await this.seat.system.settled();
    return reply.body['id'] as string;
  }

  read(user: string, path: string): Promise<Record<string, unknown>> {
    return this.#api.get(user, path).then(({ body }) => body);
  }

  /** The forms that a case page would lead this user to, as the episode stands. */
  async offered(
    user: string,
    [stage, id]: readonly [string, string],
    reference: Reference = this.seat.system.reference,
  ): Promise<readonly string[]> {
    const episode = (await this.read(user, `/${stage}/${id}`)) as unknown as Episode;
    const kind = organisation(reference, user.split('.')[0] ?? '')?.kind;
    return jobs
      .filter((job) => job.stage === stage && job.kinds.some((one) => one === kind))
      .filter(({ about, offered }) => about === 'episode' && (offered?.(episode, reference) ?? true))
      .map(({ path }) => path);
  }

  /** The episode of a stage that the person came to last, and each that was opened by the way. */
  async lastOf(user: string, personId: string, stage: string): Promise<string> {
    const { steps } = (await this.read(user, `/person/${personId}/timeline`)) as {
      steps: { stage: string; instance: string }[];
    };
    const found = steps.findLast((step) => step.stage === stage);
    if (!found) throw new Error(`The person has come to no ${stage}.`);
    return found.instance;
  }

  /** An invented adult in Liverpool. */
  someone(user: string, details: object = {}): Promise<string> {
    this.#people += 1;
    return this.recorded(user, '/person', {
      ...{ name: 'Ali Invented', dateOfBirth: '1990-03-04', sex: 'male', ethnicity: 'A', residence: 'E08000012' },
      identifiers: { crn: `X40${String(this.#people).padStart(4, '0')}` },
      ...details,
    });
  }
}
