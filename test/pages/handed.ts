import type { ApiClient } from '#test/journeys/client';

/** Who was handed over, and by which handover. */
export interface Handed {
  readonly personId: string;
  readonly id: string;
  readonly referral: string;
}

let keys = 0;
const recorded = async (api: ApiClient, user: string, path: string, body: object): Promise<string> => {
  const reply = await api.post(user, path, body, `handed-${(keys += 1)}`);
  if (reply.status > 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
  return reply.body['id'] as string;
};

async function openedBy(api: ApiClient, user: string, of: string): Promise<string> {
  const { body } = await api.get(user, '/handover', { of });
  const [first] = body['handovers'] as { id: string }[];
  if (!first) throw new Error(`${of} opened no handover.`);
  return first.id;
}

/** Custody refers somebody to Liaison and Diversion, which is notified. */
export async function notified(api: ApiClient, name: string, crn: string): Promise<Handed> {
  const custody = 'custody-brunswick.practitioner';
  const person = { name, dateOfBirth: '1991-04-02', sex: 'male', ethnicity: 'A', residence: 'E08000012' };
  const personId = await recorded(api, custody, '/person', { ...person, identifiers: { crn } });
  const reason = 'Asked for help with heroin.';
  const referral = await recorded(api, custody, '/liaison-referral', { personId, point: 'police-custody', reason });
  return { personId, referral, id: await openedBy(api, custody, `liaison-referral:${referral}`) };
}

/** Liaison and Diversion takes it up and refers onward to the provider. */
export async function referredOnward(api: ApiClient, name: string, crn: string): Promise<Handed> {
  const liaison = 'ld-quayside.practitioner';
  const { personId, referral } = await notified(api, name, crn);
  const at = `/liaison-referral/${referral}`;
  const screened = { needs: ['substance'], risk: 'medium', fullAssessment: true };
  await recorded(api, liaison, `${at}/screen`, screened);
  await recorded(api, liaison, `${at}/record-consent`, { scope: 'share-health', answer: 'given' });
  await recorded(api, liaison, `${at}/refer-onward`, { to: 'provider-riverside', service: 'Opioid treatment' });
  return { personId, referral, id: await openedBy(api, liaison, `liaison-referral:${referral}`) };
}
