import { ApiClient } from '#test/journeys/client';
import { Player } from '#test/journeys/player';
import { readStory } from '#test/journeys/story';
import type { System } from '#test/messages/system';
import { message, tell } from '#test/messages/telling';
import type { Seat } from '#test/pages/browser';
import { referredOnward } from '#test/pages/handed';
import { SetUp } from '#test/pages/set-up';
import { Visitor } from '#test/pages/visitor';
import { fileURLToPath } from 'node:url';

export const custody = 'custody-brunswick.practitioner';
export const liaison = 'ld-quayside.practitioner';
export const prison = 'prison-brookvale.practitioner';
export const provider = 'provider-riverside.practitioner';
export const analyst = 'analyst-national.practitioner';
export const governance = 'governance-national.practitioner';

/** The moment before the story that the longest case comes from. */
export const STARTS = '2026-03-02T21:00:00Z';
const story = fileURLToPath(new URL('../journeys/scenarios/01-positive-test-to-treatment.yaml', import.meta.url));
/** More than a page of a list holds. */
const HANDED = 30;

/** Whatever the addresses of pages name, by its id. */
export interface Peopled {
  /** From a positive test to the first weeks of treatment. */
  readonly sam: string;
  /** A step of Sam's that Liaison and Diversion recorded. */
  readonly step: string;
  readonly restricted: string;
  readonly merged: string;
  readonly handovers: { readonly requested: string; readonly asked: string; readonly accepted: string };
  readonly release: string;
  /** Of a provider's system, about somebody who is not known for certain. */
  readonly message: string;
  /** Figures of Liverpool. */
  readonly published: string;
  /** Forms that were begun: where the person is described, where all is answered, and one that was sent. */
  readonly drafts: { readonly describing: string; readonly answered: string; readonly sent: string };
}

/** As much as a service has before it on an ordinary day. */
export async function people(seat: Seat): Promise<Peopled> {
  const { system } = seat;
  const api = new ApiClient(system.url, system.tokenUri);
  const setUp = new SetUp(seat);
  const { sam, step } = await played(seat, api);
  const handed = [];
  for (let one = 1; one <= HANDED; one += 1)
    handed.push(await referredOnward(api, `Handed Invented ${one}`, `X6${String(one).padStart(5, '0')}`));
  const [requested = '', asked = '', accepted = ''] = handed.map(({ id }) => id);
  await setUp.recorded(provider, `/handover/${asked}/request-information`, { question: 'Which prescription?' });
  await setUp.recorded(provider, `/handover/${accepted}/accept`, {});
  const restricted = handed.at(-1)?.personId ?? '';
  await setUp.recorded(governance, `/person/${restricted}/restrict-person`, { reason: 'Known to staff.' });
  await setUp.recorded(governance, `/person/${restricted}/grant-access`, { user: liaison, reason: 'Their case.' });
  const stays = await setUp.someone(custody);
  const merged = await setUp.someone(custody);
  await setUp.recorded(governance, `/person/${merged}/merge-people`, { into: stays, reason: 'One person.' });
  const identifiers = { crn: 'X699999' };
  for (const dateOfBirth of ['1990-03-04', '1990-04-03']) await setUp.someone(custody, { dateOfBirth, identifiers });
  const release = await setUp.recorded(prison, '/prison-release', {
    ...{ personId: await setUp.someone(prison), prison: 'prison-brookvale', expected: '2026-04-20' },
    ...{ inTreatment: true, substances: ['opiate'] },
  });
  const liverpool = { from: '2026-02-01', to: '2026-02-28', area: 'E08000012' };
  const published = await setUp.recorded(analyst, '/metric/arrest-tests/published', liverpool);
  const drafts = await begun(seat, sam);
  return {
    ...{ sam, step, restricted, merged, release, published, drafts },
    ...{ handovers: { requested, asked, accepted }, message: await unmatched(seat, setUp, api) },
  };
}

async function played({ system }: Seat, api: ApiClient): Promise<{ sam: string; step: string }> {
  const told = readStory(story);
  const lines = told.lines.filter(({ do: does }) => does !== undefined);
  const stage = { api, moveClock: (to: string) => system.moveClock(to), facts: () => system.facts() };
  const player = new Player({ ...told, lines }, stage, 'every-page');
  for await (const { differs } of player.play()) if (differs !== undefined) throw new Error(differs);
  await system.settled();
  const [sam = ''] = player.people.values();
  const { body } = await api.get(liaison, `/person/${sam}/timeline`);
  const steps = body['steps'] as { id: string; type: string }[];
  return { sam, step: steps.find(({ type }) => type === 'Screened')?.id ?? '' };
}

/** A message about somebody of another day of birth than is on record. */
async function unmatched({ system }: Seat, setUp: SetUp, api: ApiClient): Promise<string> {
  const identifiers = { prisonNumber: 'A2001BC' };
  await setUp.someone(prison, { identifiers });
  const started = { reference: 'EP-1', triaged: '2026-03-02', interventions: ['psychosocial'], substances: ['opiate'] };
  const person = { identifiers, dateOfBirth: '1991-04-20' };
  const said = message('provider.treatment-started', { ...started, person });
  const { body } = await tell({ api, local: system } as System, provider, said);
  await system.settled();
  return String(body['id']);
}

async function begun({ system }: Seat, person: string): Promise<Peopled['drafts']> {
  /** Answers the address of the page that the form goes on to. */
  const answered = async (visitor: Visitor, path: string, fields: Readonly<Record<string, string>> = {}) => {
    const next = await visitor.post(path, { _csrf: await visitor.token(path), ...fields });
    const to = next.headers.get('location');
    if (to === null) throw new Error(`${path}: ${next.status}`);
    return to;
  };
  const suite = new Visitor(system.url);
  await suite.signIn(custody);
  const describing = await answered(suite, '/forms/record-a-drug-test', { 'find-person-identifier': 'X699998' });
  const form = `/forms/refer-to-liaison?person=${person}`;
  const asks = { 'refer-to-liaison-point': 'police-custody' };
  const sent = await answered(suite, await answered(suite, form, asks));
  return { describing, answered: await answered(suite, form, asks), sent };
}
