import { openedBy } from '#commands/ids';
import { addDays, civilDate, londonInstant } from '#pathway/calendar';
import type { ApiClient, Reply } from '#test/journeys/client';
import type { Diary, Step } from '#test/simulate/diary';
import { setTimeout as pause } from 'node:timers/promises';

export interface Run {
  readonly api: ApiClient;
  readonly moveClock: (to: string) => Promise<void>;
  readonly users: number;
  /** Tells keys of this run from those of another. */
  readonly name: string;
  readonly progress: (recorded: number) => void;
}

/** What came of a step: the request was acknowledged, or refused with a code. */
export interface Acknowledged {
  readonly step: Step;
  readonly status: number;
  readonly code?: string;
  readonly personId?: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

interface Due {
  readonly person: number;
  readonly index: number;
  readonly step: Step;
}

const PATIENCE = 400;

/**
 * Records everybody's diary in order of time, half a day after another: the clock goes to the end of the half day, then
 * its steps are recorded by many users at once, each person's in order and each with the moment at which it happened.
 */
export async function record(diaries: readonly Diary[], run: Run): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  const ids = diaries.map(() => new Map<string, string>());
  for (const [until, steps] of halves(diaries)) {
    await run.moveClock(until);
    const waiting = [...groupByPerson(steps).values()];
    const work = async (): Promise<void> => {
      for (let mine = waiting.shift(); mine; mine = waiting.shift())
        for (const due of mine) {
          acknowledged.push(await take(due, diaries[due.person]!, ids[due.person]!, run));
          run.progress(acknowledged.length);
        }
    };
    await Promise.all(Array.from({ length: run.users }, work));
  }
  return acknowledged;
}

/** Until just before the deadlines of the working day, and until the end of the day. */
function endOfHalf(at: string): string {
  const date = civilDate(at);
  const before = londonInstant(date, '16:59');
  return at <= before ? before : londonInstant(addDays(date, 1), '00:00');
}

function halves(diaries: readonly Diary[]): [string, Due[]][] {
  const found = new Map<string, Due[]>();
  diaries.forEach(({ steps }, person) =>
    steps.forEach((step, index) => {
      const until = endOfHalf(step.at);
      const due = found.get(until) ?? [];
      due.push({ person, index, step });
      found.set(until, due);
    }),
  );
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

function groupByPerson(steps: readonly Due[]): Map<number, Due[]> {
  const found = new Map<number, Due[]>();
  for (const due of steps) found.set(due.person, [...(found.get(due.person) ?? []), due]);
  return found;
}

async function take(
  { person, index, step }: Due,
  diary: Diary,
  ids: Map<string, string>,
  run: Run,
): Promise<Acknowledged> {
  const user = `${step.by}.practitioner`;
  const key = `${run.name}-${person}-${index}`;
  if (!ids.has('PERSON')) {
    const reply = await sent(run, { user, path: '/person', body: diary.person, key: `${key}-person` });
    ids.set('PERSON', String(reply.body['id']));
  }
  const path = filled(step.path, ids);
  const body = JSON.parse(filled(JSON.stringify({ ...step.body, occurredAt: step.at }), ids)) as object;
  const reply = await sent(run, { user, path, body, key });
  const events = (reply.body['events'] ?? []) as Acknowledged['events'];
  if (step.as !== undefined && reply.status < 300) ids.set(step.as, String(reply.body['id']));
  for (const [name, type] of Object.entries(step.opens ?? {})) {
    const opener = events.find((event) => event.type === type);
    if (opener) ids.set(name, openedBy(opener.id));
  }
  const code = reply.body['errorCode'];
  return { step, status: reply.status, personId: ids.get('PERSON'), events, ...(typeof code === 'string' && { code }) };
}

const filled = (text: string, ids: ReadonlyMap<string, string>): string =>
  text.replace(/\$([A-Z]+)/g, (_, name: string) => ids.get(name) ?? '00000000-0000-4000-8000-000000000000');

/** Sent again, with the same key, until somebody answers; and where the journey has not opened what is named yet. */
async function sent(
  run: Run,
  { user, path, body, key }: { user: string; path: string; body: unknown; key: string },
): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await run.api.post(user, path, body, key).catch(() => undefined);
    const again = reply === undefined || reply.status >= 500 || (reply.status === 404 && attempt < 40);
    if (reply && !again) return reply;
    if (attempt === PATIENCE) throw new Error(`Nobody answers at ${run.api.url}.`);
    await pause(Math.min(10 * attempt, 250));
  }
}
