import { Caller, type Reply } from '#test/bench/caller';
import { together, type Round } from '#test/bench/measure';
import { randomUUID } from 'node:crypto';

const USER = 'custody-brunswick.practitioner';

export async function tokenFrom(tokenUri: string): Promise<string> {
  const response = await fetch(tokenUri, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${USER}:development`).toString('base64')}`,
    },
    body: 'grant_type=client_credentials',
  });
  if (!response.ok) throw new Error(`The issuer refused ${USER}: ${response.status}.`);
  return ((await response.json()) as { access_token: string }).access_token;
}

const idIn = ({ body }: Reply): string => /"id":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? '';

function recorded(reply: Reply): Reply {
  if (reply.status >= 300) throw new Error(`A command was refused: ${reply.status} ${reply.body}`);
  return reply;
}

/**
 * A custody desk: it requests a drug test of somebody and records the sample, in turn, each as a command of its own. The
 * people are registered beforehand.
 */
export class Desk {
  #open: string | undefined;
  #turn = 0;

  constructor(
    private readonly caller: Caller,
    private readonly people: readonly string[],
  ) {}

  async step(): Promise<Reply> {
    const key = randomUUID();
    if (this.#open !== undefined) {
      const path = `/arrest-test/${this.#open}/record-sample`;
      this.#open = undefined;
      return recorded(await this.caller.post(path, '{"sample":"taken"}', key));
    }
    const personId = this.people[this.#turn++ % this.people.length];
    const body = {
      personId,
      detention: 'arrested',
      custodyRecord: `CR/${key.toUpperCase()}`,
      ground: 'trigger',
      offence: 'TA68-1',
    };
    const reply = recorded(await this.caller.post('/arrest-test', JSON.stringify(body), key));
    this.#open = idIn(reply);
    return reply;
  }

  close(): void {
    this.caller.close();
  }
}

const person = (serial: number) => ({
  name: `Alex Ashdown ${serial}`,
  dateOfBirth: `${1960 + (serial % 45)}-03-0${1 + (serial % 9)}`,
  sex: 'male',
  ethnicity: 'A',
  residence: 'E08000012',
  identifiers: {},
});

export interface Desks {
  readonly url: string;
  readonly token: string;
  readonly callers: number;
  /** People at each desk. */
  readonly people: number;
}

/** Opens the desks and registers the people, all at once. */
export function openDesks({ url, token, callers, people }: Desks): Promise<Desk[]> {
  return Promise.all(
    Array.from({ length: callers }, async (_, desk) => {
      const caller = await Caller.at(url, token);
      const ids: string[] = [];
      for (let index = 0; index < people; index += 1) {
        const body = JSON.stringify(person(desk * people + index));
        ids.push(idIn(recorded(await caller.post('/person', body, randomUUID()))));
      }
      return new Desk(caller, ids);
    }),
  );
}

/** All desks at once, as fast as they are answered. */
export const rush = (desks: readonly Desk[], milliseconds: number): Promise<Round> =>
  together(
    desks.map((desk) => () => desk.step()),
    milliseconds,
  );
