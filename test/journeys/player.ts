import type { ApiClient, Reply } from '#test/journeys/client';
import { differs } from '#test/journeys/expectations';
import { HandoverNames } from '#test/journeys/handover-names';
import { content } from '#pathway/asked';
import { fieldsOf, routeOf, sent } from '#test/journeys/requests';
import { instantOf, type Line, type Story } from '#test/journeys/story';

/** The running system as a story needs it. */
export interface Stage {
  readonly api: ApiClient;
  /** Moves the virtual clock, through whatever falls due on the way. */
  readonly moveClock: (to: string) => Promise<void>;
  /** How many facts the log holds. */
  readonly facts: () => Promise<number>;
}

export interface Instance {
  readonly stage: string;
  readonly id: string;
  readonly person: string;
  /** The organisations that have acted on it, first to last. */
  readonly actors: string[];
  readonly events: { id: string; type: string }[];
}

interface Request {
  readonly path: string;
  readonly body: object;
  readonly instance?: Instance;
}

interface Sending {
  readonly key: string;
  readonly body: unknown;
  readonly path: string;
  readonly reply: Reply;
}

/** The person could not be registered: for the step that named them, that is a refusal. */
class NotRegistered extends Error {
  constructor(
    name: string,
    readonly reply: Reply,
  ) {
    super(`Registering ${name}: ${said(reply)}`);
  }
}

export type Outcome = { readonly line: Line; readonly differs?: string };

/** Plays one story against a running system, line by line. */
export class Player {
  readonly people = new Map<string, string>();
  /** The record that each merged one went into. */
  readonly merged = new Map<string, string>();
  readonly instances = new Map<string, Instance>();
  readonly #sentBefore = new Map<string, Sending>();
  readonly #names = new HandoverNames(this);
  #now: string | undefined;
  #keys = 0;

  constructor(
    readonly story: Story,
    readonly stage: Stage,
    private readonly run: string,
  ) {}

  async *play(): AsyncGenerator<Outcome> {
    for (const line of this.story.lines) {
      try {
        await this.#moveTo(line.at);
        const wrong = line.do === undefined ? await differs(this, line) : await this.#step(line);
        yield wrong === undefined ? { line } : { line, differs: wrong };
      } catch (error) {
        yield { line, differs: error instanceof Error ? error.message : String(error) };
      }
    }
  }

  user = (organisation: string): string => `${organisation}.practitioner`;

  /** The record that stands for a person: the one that theirs was merged into, or theirs. */
  standing = (personId: string): string => this.merged.get(personId) ?? personId;

  instance(name: unknown): Instance {
    const found = this.instances.get(String(name));
    if (!found) throw new Error(`${String(name)} has not been opened in this story.`);
    return found;
  }

  handovers = (named: unknown, to?: string): Promise<Record<string, unknown>[]> => this.#names.handovers(named, to);

  /** Registers a person as the organisation of the first step that names them. */
  async person(name: unknown, by: string): Promise<string> {
    const known = this.people.get(String(name));
    if (known !== undefined) return known;
    const character = this.story.people[String(name)];
    if (!character) throw new Error(`${String(name)} is not among the people of this story.`);
    const { born, sex, ethnicity, residence, ...identifiers } = character;
    const body = { name: String(name), dateOfBirth: born, sex, ethnicity, residence, identifiers };
    const reply = await this.stage.api.post(this.user(by), '/person', body, this.#key());
    if (reply.status !== 201) throw new NotRegistered(String(name), reply);
    const id = String(reply.body['id']);
    this.people.set(String(name), id);
    return id;
  }

  #key = (): string => `${this.run}-${String((this.#keys += 1)).padStart(6, '0')}`;

  /** A line without a time of its own waits, as a person would, for what the line before it led to. */
  async #moveTo(at = this.#now): Promise<void> {
    if (at === undefined) return;
    this.#now = at;
    await this.stage.moveClock(instantOf(at));
  }

  async #step(line: Line): Promise<string | undefined> {
    const words = content({ ...line, at: undefined, repeat: undefined });
    const before = line['repeat'] === true ? this.#sentBefore.get(words) : undefined;
    if (before) return this.#again(line, before);
    const wrong = await this.#once(line, words);
    const first = this.#sentBefore.get(words);
    return wrong === undefined && line['repeat'] === true && first ? this.#again(line, first) : wrong;
  }

  async #once(line: Line, words: string): Promise<string | undefined> {
    const refused = line['refused'] === true;
    try {
      const { path, body, instance } = await this.#request(line);
      const facts = refused ? await this.stage.facts() : 0;
      const key = this.#key();
      const reply = await this.stage.api.post(this.user(String(line.by)), path, body, key);
      this.#sentBefore.set(words, { key, body, path, reply });
      if (refused) return await this.#refused(reply, facts);
      if (reply.status !== 200 && reply.status !== 201) return said(reply);
      await this.#remember(line, reply, instance);
      return undefined;
    } catch (error) {
      if (refused && error instanceof NotRegistered) return this.#refused(error.reply, await this.stage.facts());
      throw error;
    }
  }

  async #again(line: Line, { key, body, path, reply: first }: Sending): Promise<string | undefined> {
    await this.#moveTo();
    const facts = await this.stage.facts();
    const again = await this.stage.api.post(this.user(String(line.by)), path, body, key);
    if (JSON.stringify(again.body) !== JSON.stringify(first.body) || again.status !== first.status)
      return `repeated, it answered otherwise: ${said(again)}`;
    return this.#nothingNew(facts);
  }

  async #request(line: Line): Promise<Request> {
    const known = sent.get(String(line.do));
    if (!known) throw new Error(`The language has no step "${String(line.do)}".`);
    const body: Record<string, unknown> = { ...fieldsOf(line), ...occurrence(line) };
    if (line['correct'] !== undefined) return this.#correction(line, body);
    const name = line['on'] ?? line['as'];
    switch (line['on'] === undefined && known.on === 'either' ? 'opens' : known.on) {
      case 'handover': {
        const [handover] = await this.handovers(line['handover']);
        return { path: `/handover/${String(handover?.['id'])}/${routeOf(String(line.do))}`, body };
      }
      case 'person':
        return this.#aboutPerson(line, body);
      case 'opens':
        if (line['on'] !== undefined) break;
        return this.#opening(line, body, known.stage);
      default:
    }
    const instance = this.instance(name);
    return { path: `/${known.stage}/${instance.id}/${routeOf(String(line.do))}`, body, instance };
  }

  async #opening(line: Line, body: Record<string, unknown>, stage: string): Promise<Request> {
    const personId = await this.person(line['for'], String(line.by));
    if (line.do === 'review progress') return this.#onTreatmentOf(personId, line, body);
    const opening: Record<string, unknown> = { ...body, personId };
    if (line.do === 'request test') opening['custodyRecord'] ??= `CR/${this.#key()}`.toUpperCase().slice(0, 30);
    if (line['handover'] !== undefined) opening['handover'] = (await this.handovers(line['handover']))[0]?.['id'];
    return { path: line.do === 'record contact' ? '/treatment/contact' : `/${stage}`, body: opening };
  }

  /** A step on the treatment of a person that this organisation opened last, else that anybody did. */
  #onTreatmentOf(personId: string, line: Line, body: object): Request {
    const all = [...this.instances.values()];
    const open = all.filter(({ stage, person }) => stage === 'treatment' && person === personId);
    const instance = open.findLast(({ actors }) => actors[0] === line.by) ?? open.at(-1);
    return { path: `/treatment/${instance?.id ?? personId}/${routeOf(String(line.do))}`, body, instance };
  }

  async #aboutPerson(line: Line, body: Record<string, unknown>): Promise<Request> {
    if (line.do !== 'merge people') {
      const personId = await this.person(line['for'], String(line.by));
      return { path: `/person/${personId}/${routeOf(String(line.do))}`, body };
    }
    const into = await this.person(line['keep'], String(line.by));
    const merged = await this.person(line['merge'], String(line.by));
    return { path: `/person/${merged}/merge-people`, body: { reason: 'The same person.', ...body, into } };
  }

  async #correction(line: Line, body: Record<string, unknown>): Promise<Request> {
    const step = routeOf(String(line.do));
    if (line['on'] === undefined) {
      const { id, corrects } = await this.#names.stepOf(line);
      return { path: `/handover/${id}/${step}/correction`, body: { ...body, corrects } };
    }
    const instance = this.instance(line['on']);
    const corrects = instance.events.findLast(({ type }) => type === line['correct'])?.id;
    if (line['handover'] !== undefined) body['handover'] = (await this.handovers(line['handover']))[0]?.['id'];
    return { path: `/${instance.stage}/${instance.id}/${step}/correction`, body: { ...body, corrects }, instance };
  }

  #refused(reply: Reply, facts: number): Promise<string | undefined> {
    if (reply.status < 400 || reply.status > 499) return Promise.resolve(`it was not refused: ${said(reply)}`);
    if (!reply.body['errorCode'] || !reply.body['userMessage'])
      return Promise.resolve(`refused without words: ${said(reply)}`);
    return this.#nothingNew(facts);
  }

  async #nothingNew(before: number): Promise<string | undefined> {
    const after = await this.stage.facts();
    return after === before ? undefined : `it recorded ${after - before} fact(s)`;
  }

  async #remember(line: Line, reply: Reply, acted: Instance | undefined): Promise<void> {
    const events = reply.body['events'] as Instance['events'];
    if (acted) {
      acted.events.push(...events);
      if (!acted.actors.includes(String(line.by))) acted.actors.push(String(line.by));
    }
    if (line.do === 'merge people')
      this.merged.set(String(reply.body['id']), this.people.get(String(line['keep'])) ?? '');
    if (line['as'] === undefined) return;
    const opened = { actors: [String(line.by)], events: [...events] };
    if (line['handover'] !== undefined && line.do !== 'start treatment')
      this.instances.set(String(line['as']), { ...opened, ...(await this.#names.openedByAccepting(line)) });
    else {
      const { stage, id } = reply.body as { stage: string; id: string };
      const person = this.people.get(String(line['for'])) ?? '';
      this.instances.set(String(line['as']), { ...opened, stage, id, person });
    }
  }
}

const occurrence = (line: Line): { occurredAt?: string } =>
  typeof line['occurred'] === 'string' ? { occurredAt: instantOf(line['occurred']) } : {};

const said = ({ status, body }: Reply): string =>
  `${status} ${String(body['errorCode'] ?? '')} ${String(body['userMessage'] ?? JSON.stringify(body))}`;
