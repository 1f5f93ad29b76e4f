import { acts as governing } from '#casework/governance/acts';
import { acts, type Act } from '#casework/handover/acts';
import { OPERATOR } from '#test/messages/telling';
import { analyst, custody, governance, liaison, type Peopled, prison, provider } from '#test/pages/peopled';

/** Who opens which address. */
export type Visit = readonly [user: string, path: string];

/** One of each kind that has a home of its own. */
const everybody = [
  ...[custody, liaison, prison, provider, governance, OPERATOR, 'ld-quayside.lead', analyst],
  ...['court-albion-crown', 'probation-liverpool', 'reconnect-northwest', 'sro-liverpool'].map(
    (code) => `${code}.practitioner`,
  ),
];

/** March in one authority. */
const LIVERPOOL = `?${[
  ['from', '1'],
  ['to', '31'],
]
  .map(([end, day]) => `figure-${end}-day=${day}&figure-${end}-month=3&figure-${end}-year=2026`)
  .join('&')}&figure-area=E08000012`;

/** Where it makes sense. */
function handoverFor({ do: does }: Act, { handovers: { requested, asked, accepted } }: Peopled): string {
  if (does === 'provide information') return asked;
  return does === 'offer appointment' || does === 'record appointment' ? accepted : requested;
}

const personFor: Readonly<Record<string, keyof Peopled>> = {
  ...{ unrestrict: 'restricted', grant: 'restricted', withdraw: 'restricted', unmerge: 'merged' },
};

/** What is opened of each route of a page, as somebody who may. */
export const visits: Readonly<Record<string, (at: Peopled) => readonly Visit[]>> = {
  '/': () => everybody.map((user) => [user, '/']),
  '/signed-out': () => [[custody, '/signed-out']],
  '/account': () => [
    [provider, '/account'],
    [analyst, '/account'],
  ],
  '/forms/:job': ({ release, sam }) => [
    [custody, '/forms/record-a-drug-test'],
    [prison, `/forms/record-the-release?on=${release}`],
    [provider, `/forms/start-treatment?person=${sam}`],
  ],
  '/forms/:job/:id/:page': ({ drafts }) => [[custody, drafts.describing]],
  '/forms/:job/:id/check': ({ drafts }) => [[custody, drafts.answered]],
  '/forms/:job/:id/done': ({ drafts }) => [[custody, drafts.sent]],
  '/releases': () => [[prison, '/releases']],
  '/releases/:id': ({ release }) => [[prison, `/releases/${release}`]],
  '/handovers': () => [
    [provider, '/handovers'],
    [liaison, '/handovers'],
  ],
  '/handovers/sent': () => [[liaison, '/handovers/sent']],
  '/handovers/:id': ({ handovers }) => [
    ...Object.values(handovers).map((id): Visit => [provider, `/handovers/${id}`]),
    [liaison, `/handovers/${handovers.asked}`],
  ],
  '/handovers/:id/:act': (at) =>
    acts
      .filter(({ questions }) => questions.length > 0)
      .map((act) => [act.by === 'receiver' ? provider : liaison, `/handovers/${handoverFor(act, at)}/${act.path}`]),
  '/due': () => [
    [provider, '/due'],
    [prison, '/due'],
  ],
  '/messages': () => [
    [governance, '/messages'],
    [provider, '/messages'],
  ],
  '/messages/:id': ({ message }) => [[governance, `/messages/${message}`]],
  '/figures': () => [[analyst, '/figures']],
  '/figures/:key': () => [
    [analyst, '/figures/arrest-tests'],
    [custody, '/figures/arrest-tests'],
  ],
  '/figures/:key/publish': () => [[analyst, `/figures/arrest-tests/publish${LIVERPOOL}`]],
  '/figures/:key/facts': () => [[analyst, `/figures/arrest-tests/facts${LIVERPOOL}`]],
  '/figures/:key/similar': () => [[analyst, `/figures/arrest-tests/similar${LIVERPOOL}`]],
  '/figures/published': () => [[analyst, '/figures/published']],
  '/figures/published/:id': ({ published }) => [[analyst, `/figures/published/${published}`]],
  '/operations': () => [[OPERATOR, '/operations']],
  '/people': () => [[custody, '/people']],
  '/people/likely-duplicates': () => [[governance, '/people/likely-duplicates']],
  '/people/:id': ({ sam, restricted }) => [
    ...[liaison, custody, governance].map((user): Visit => [user, `/people/${sam}`]),
    [liaison, `/people/${restricted}`],
  ],
  '/people/:id/looks': ({ sam }) => [[governance, `/people/${sam}/looks`]],
  '/people/:id/govern/:act': (at) =>
    governing.map(({ path }) => [governance, `/people/${String(at[personFor[path] ?? 'sam'])}/govern/${path}`]),
  '/people/:id/correct/:step': ({ sam, step }) => [[liaison, `/people/${sam}/correct/${step}`]],
};

/** Routes that show no page, and why. */
export const shownNowhere: Readonly<Record<string, string>> = {
  '/sign-in': 'leads on to the issuer',
  '/sign-in/callback': 'leads on to where somebody wanted to go',
  '/forms/:job/:id': 'leads on to the page that is next',
  '/live': 'tells open pages that something has changed',
  '/figures/:key/figure.csv': 'a file',
  '/figures/:key/facts.csv': 'a file',
  '/figures/published/:id/figures.csv': 'a file',
};

/** What is shown where no route leads to or somebody may not go, and beside the routes of pages in development. */
export const besides: readonly Visit[] = [
  [custody, '/nowhere'],
  [analyst, '/people'],
  [provider, '/outbox'],
  [custody, '/sign-in'],
];
