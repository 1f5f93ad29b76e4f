import type { Player } from '#test/journeys/player';
import { instantOf, type Line } from '#test/journeys/story';

type Check = (player: Player, line: Line) => Promise<string | undefined>;
type Fields = Record<string, unknown>;

const ANALYST = 'analyst-national';
const list = (value: unknown): string[] => (value === undefined ? [] : (value as string[]));

/** What differs from what the line expects, in words; undefined where it holds. */
export async function differs(player: Player, line: Line): Promise<string | undefined> {
  const check = checks[String(line.expect)];
  if (!check) throw new Error(`The language has no expectation "${String(line.expect)}".`);
  return check(player, line);
}

/** Every expected field that is not as expected. */
function unlike(expected: Fields, actual: Fields): string | undefined {
  const wrong = Object.entries(expected).filter(
    ([name, value]) => JSON.stringify(actual[name]) !== JSON.stringify(value),
  );
  if (wrong.length === 0) return undefined;
  return wrong
    .map(([name, value]) => `${name} is ${JSON.stringify(actual[name])}, not ${JSON.stringify(value)}`)
    .join('; ');
}

const together = (wrong: readonly (string | undefined)[]): string | undefined =>
  wrong.filter((words) => words !== undefined).join('; ') || undefined;

const only = (line: Line, names: readonly string[]): Fields =>
  Object.fromEntries(names.filter((name) => line[name] !== undefined).map((name) => [name, line[name]]));

const handover: Check = async (player, line) => {
  const [found = {}] = await player.handovers(line['of'], line['to'] as string | undefined);
  const due = Object.entries((line['due'] ?? {}) as Record<string, string | null>).map(
    ([deadline, at]) => [deadline, at === null ? null : instantOf(at)] as const,
  );
  const wrong = [
    unlike(only(line, ['to', 'purpose', 'status', 'escalation', 'responsible']), { ...found, to: found['receiver'] }),
    unlike(Object.fromEntries(due), (found['due'] ?? {}) as Fields),
  ];
  return together(wrong);
};

const worklist: Check = async (player, line) => {
  type Item = { id: string; personId: string; overdue: boolean };
  const user = player.user(String(line['of']));
  const { status, list: items } = await player.stage.api.list(user, '/worklist', (body) => body['items'] as Item[]);
  if (status !== 200) return `the worklist answered ${status}`;
  const on = new Set(items.map(({ personId }) => personId));
  const overdue = new Set(items.filter((item) => item.overdue).map(({ personId }) => personId));
  const id = (name: string) => player.standing(player.people.get(name) ?? name);
  const wrong = [
    ...list(line['contains'])
      .filter((name) => !on.has(id(name)))
      .map((name) => `${name} is not on it`),
    ...list(line['overdue'])
      .filter((name) => !overdue.has(id(name)))
      .map((name) => `${name} is not overdue`),
    ...list(line['lacks'])
      .filter((name) => on.has(id(name)))
      .map((name) => `${name} is on it`),
  ];
  return wrong.join('; ') || undefined;
};

const timeline: Check = async (player, line) => {
  const personId = player.people.get(String(line['of'])) ?? '';
  const query = { asKnownAt: line['asKnownAt'] === undefined ? undefined : instantOf(String(line['asKnownAt'])) };
  type Step = { id: string; type: string };
  const user = player.user(String(line.by));
  const { status, list: steps } = await player.stage.api.list(
    user,
    `/person/${personId}/timeline`,
    ({ steps: read }) => read as Step[],
    query,
  );
  if (status !== 200) return `the timeline answered ${status}`;
  const types = steps.map(({ type }) => type);
  let place = -1;
  for (const type of list(line['includes'])) {
    place = types.indexOf(type, place + 1);
    if (place < 0) return `${type} is missing, or out of order, in ${types.join(', ')}`;
  }
  const unwanted = list(line['lacks']).filter((type) => types.includes(type));
  return unwanted.length > 0 ? `it has ${unwanted.join(', ')}` : undefined;
};

const state: Check = async (player, line) => {
  const instance = player.instance(line['on']);
  for (const actor of instance.actors) {
    const { status, body } = await player.stage.api.get(player.user(actor), `/${instance.stage}/${instance.id}`);
    if (status === 200 && body['status'] !== undefined) return unlike({ status: line['status'] }, body);
  }
  return 'nobody who acted on it can read it';
};

/** Every read of the person answers as it would for somebody who does not exist. */
const hidden: Check = async (player, line) => {
  const { api } = player.stage;
  const user = player.user(String(line['from']));
  const name = String(line['person']);
  const nobody = '00000000-0000-4000-8000-000000000000';
  const personId = player.people.get(name) ?? nobody;
  for (const path of ['', '/timeline']) {
    const [shown, blank] = await Promise.all([personId, nobody].map((id) => api.get(user, `/person/${id}${path}`)));
    const alike = JSON.stringify(shown?.body).replaceAll(personId, nobody) === JSON.stringify(blank?.body);
    if (shown?.status !== blank?.status || !alike) return `GET /person/…${path} answered ${String(shown?.status)}`;
  }
  const { list: work } = await api.list(user, '/worklist', ({ items }) => items as { id: string }[]);
  if (JSON.stringify(work).includes(player.standing(personId))) return 'the worklist shows the person';
  for (const { stage, id, person } of player.instances.values()) {
    if (person !== personId) continue;
    const { status } = await api.get(user, `/${stage}/${id}`);
    if (status !== 404 && status !== 403) return `GET /${stage}/… answered ${status}`;
    const { body } = await api.get(user, '/handover', { of: `${stage}:${id}` });
    if (((body['handovers'] ?? []) as unknown[]).length > 0) return 'a handover of the person is listed';
  }
  return found(player, user, name);
};

async function found(player: Player, user: string, name: string): Promise<string | undefined> {
  const { born, pnc, cro, crn, prisonNumber, nhsNumber } = player.story.people[name] ?? { born: '' };
  const typed = pnc ?? cro ?? crn ?? prisonNumber ?? nhsNumber;
  for (const query of [{ name, dateOfBirth: born }, ...(typed === undefined ? [] : [{ identifier: typed }])]) {
    const { body } = await player.stage.api.search(user, query);
    const people = (body['people'] ?? []) as { id: string }[];
    if (people.some(({ id }) => id === player.standing(player.people.get(name) ?? '')))
      return 'a search finds the person';
  }
  return undefined;
}

function cellQuery(line: Line): Record<string, string | undefined> {
  const text = (name: string) => (line[name] === undefined ? undefined : String(line[name]));
  const asKnownAt = text('asKnownAt');
  return {
    ...Object.fromEntries(['from', 'to', 'area', 'provider', 'prison'].map((name) => [name, text(name)])),
    asKnownAt: asKnownAt === undefined ? undefined : instantOf(asKnownAt),
  };
}

const metric: Check = async (player, line) => {
  const path = `/metric/${String(line['key'])}`;
  const { status, body } = await player.stage.api.get(player.user(ANALYST), path, cellQuery(line));
  if (status !== 200) return `the metric answered ${status} ${String(body['userMessage'])}`;
  return together([
    unlike(only(line, ['numerator', 'denominator']), body),
    unlike((line['figures'] ?? {}) as Fields, (body['figures'] ?? {}) as Fields),
  ]);
};

const published: Check = async (player, line) => {
  const path = `/metric/${String(line['key'])}/published`;
  const { status, body } = await player.stage.api.get(player.user(ANALYST), path, cellQuery(line));
  if (status !== 200) return `the published metric answered ${status} ${String(body['userMessage'])}`;
  const round = (value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);
  const shown = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, round(value)]));
  return unlike(only(line, ['numerator', 'denominator', 'lower', 'upper', 'suppressed', 'percentage']), shown);
};

const count: Check = async (player, line) => {
  const { body } = await player.stage.api.get(player.user(ANALYST), '/fact/count', { type: String(line['of']) });
  return unlike({ count: line['is'] }, body);
};

const checks: Readonly<Record<string, Check>> = {
  handover,
  worklist,
  timeline,
  state,
  hidden,
  metric,
  published,
  count,
};
