import type { InboundType } from '#messages/inbound/contracts';
import type { System } from '#test/messages/system';
import { randomUUID } from 'node:crypto';

export const RIVERSIDE = 'provider-riverside.practitioner';
export const BROOKVALE = 'prison-brookvale.practitioner';
export const GOVERNANCE = 'governance-national.practitioner';
export const OPERATOR = 'throughcare-operator';

type Answer = Record<string, unknown>;

let made = 0;
/** Somebody with a prison number that nobody else here has. */
export function somebody() {
  made += 1;
  const prisonNumber = `A${String(1_000 + made)}BC`;
  return { identifiers: { prisonNumber }, dateOfBirth: '1991-04-12' };
}
export type Somebody = ReturnType<typeof somebody>;

export const registered = async (system: System, who: Somebody, user = BROOKVALE): Promise<string> =>
  String(
    (
      await system.post(user, '/person', {
        ...who,
        name: 'Sam Example',
        sex: 'male',
        ethnicity: 'Z',
        residence: 'E08000012',
      })
    ).body['id'],
  );

export const message = (type: string, data: object, more: object = {}) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/anything',
  type: `throughcare.inbound.${type}.v1` as InboundType,
  time: '2026-03-02T08:30:00Z',
  datacontenttype: 'application/json',
  data,
  ...more,
});

export const tell = async ({ api, local }: System, user: string, said: unknown) => {
  const response = await fetch(`${local.url}/message`, {
    method: 'POST',
    headers: {
      authorization: await api.authorization(user),
      'content-type': 'application/cloudevents+json; charset=utf-8',
    },
    body: typeof said === 'string' ? said : JSON.stringify(said),
  });
  return { status: response.status, body: (await response.json()) as Answer };
};

export const inbox = async ({ api, local }: System, user: string, path: string) => {
  const response = await fetch(`${local.url}/message/inbox${path}`, {
    headers: { authorization: await api.authorization(user) },
  });
  return { status: response.status, body: (await response.json()) as Answer & { messages?: Answer[] } };
};

/** What became of a message once its turn has come. */
export async function settled(system: System, user: string, id: unknown): Promise<Answer> {
  for (;;) {
    const { body } = await inbox(system, user, `/${String(id)}`);
    if (body['state'] !== 'received') return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Tells, and waits for what becomes of it. */
export async function told(system: System, user: string, said: unknown): Promise<Answer> {
  const { status, body } = await tell(system, user, said);
  if (status >= 300) throw new Error(`It was not taken: ${JSON.stringify(body)}`);
  return settled(system, user, body['id']);
}
