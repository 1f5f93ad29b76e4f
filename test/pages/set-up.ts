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

  /** An invented adult in Liverpool. */
  someone(user: string): Promise<string> {
    this.#people += 1;
    return this.recorded(user, '/person', {
      ...{ name: 'Ali Invented', dateOfBirth: '1990-03-04', sex: 'male', ethnicity: 'A', residence: 'E08000012' },
      identifiers: { crn: `X40${String(this.#people).padStart(4, '0')}` },
    });
  }
}
