import type { ApiClient, Reply } from '#test/journeys/client';
import { differs } from '#test/journeys/expectations';
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

interface Instance {
  readonly stage: string;
  readonly id: string;
  readonly person: string;
  /** The organisations that have acted on it, first to last. */
  readonly actors: string[];
  readonly events: { id: string; type: string }[];
}

export type Outcome = { readonly line: Line; readonly differs?: string };

/** Plays one story against a running system, line by line. */
export class Player {
  readonly people = new Map<string, string>();
  readonly instances = new Map<string, Instance>();
  readonly #sentBefore = new Map<string, { key: string; body: unknown; path: string; reply: Reply }>();
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

  instance(name: unknown): Instance {
    const found = this.instances.get(String(name));
    if (!found) throw new Error(`${String(name)} has not been opened in this story.`);
    return found;
  }

  /** The handovers that an instance opened, last first, as one of those who acted on it sees them. */
  async handovers(named: unknown, to?: string): Promise<Record<string, unknown>[]> {
    const { of, to: receiver } = typeof named === 'object' && named !== null ? (named as Line) : { of: named, to };
    const instance = this.instance(of);
    const seen = new Map<string, Record<string, unknown>>();
    for (const actor of new Set(instance.actors)) {
      const query = { of: `${instance.stage}:${instance.id}`, to: receiver as string | undefined };
      const { body } = await this.stage.api.get(this.user(actor), '/handover', query);
      for (const found of (body['handovers'] ?? []) as Record<string, unknown>[]) seen.set(String(found['id']), found);
    }
    const opened = ({ position }: Record<string, unknown>) => Number(position);
    if (seen.size > 0) return [...seen.values()].sort((one, other) => opened(other) - opened(one));
    throw new Error(`No handover was opened by ${String(of)}${receiver ? ` to ${String(receiver)}` : ''}.`);
  }

  /** Registers a person as the organisation of the first step that names them. */
  async person(name: unknown, by: string): Promise<string> {
    const known = this.people.get(String(name));
    if (known !== undefined) return known;
    const character = this.story.people[String(name)];
    if (!character) throw new Error(`${String(name)} is not among the people of this story.`);
    const { born, sex, ethnicity, residence, ...identifiers } = character;
    const body = { name: String(name), dateOfBirth: born, sex, ethnicity, residence, identifiers };
    const reply = await this.stage.api.post(this.user(by), '/person', body, this.#key());
    if (reply.status !== 201) throw new Error(`Registering ${String(name)}: ${said(reply)}`);
    const id = String(reply.body['id']);
    this.people.set(String(name), id);
    return id;
  }

  #key = (): string => `${this.run}-${String((this.#keys += 1)).padStart(6, '0')}`;

  async #moveTo(at: string | undefined): Promise<void> {
    if (at === undefined || at === this.#now) return;
    this.#now = at;
    await this.stage.moveClock(instantOf(at));
  }

  async #step(line: Line): Promise<string | undefined> {
    const { path, body, instance } = await this.#request(line);
    const words = JSON.stringify({ ...line, at: undefined, repeat: undefined });
    const before = line['repeat'] === true ? this.#sentBefore.get(words) : undefined;
    const key = before?.key ?? this.#key();
    const facts = line['refused'] === true || before ? await this.stage.facts() : 0;
    const reply = await this.stage.api.post(
      this.user(String(line.by)),
      before?.path ?? path,
      before?.body ?? body,
      key,
    );
    if (before) return this.#asBefore(before.reply, reply, facts);
    this.#sentBefore.set(words, { key, body, path, reply });
    if (line['refused'] === true) return this.#refused(reply, facts);
    if (reply.status !== 200 && reply.status !== 201) return said(reply);
    await this.#remember(line, reply, instance);
    return undefined;
  }

  async #request(line: Line): Promise<{ path: string; body: object; instance?: Instance }> {
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

  async #opening(line: Line, body: Record<string, unknown>, stage: string): Promise<{ path: string; body: object }> {
    const personId = await this.person(line['for'], String(line.by));
    if (line.do === 'review progress') return this.#onTreatmentOf(personId, line, body);
    const opening: Record<string, unknown> = { ...body, personId };
    if (line.do === 'request test') opening['custodyRecord'] ??= `CR/${this.#key()}`.toUpperCase().slice(0, 30);
    if (line['handover'] !== undefined) opening['handover'] = (await this.handovers(line['handover']))[0]?.['id'];
    return { path: line.do === 'record contact' ? '/treatment/contact' : `/${stage}`, body: opening };
  }

  /** A step on the treatment of a person that this organisation opened last. */
  #onTreatmentOf(personId: string, line: Line, body: object): { path: string; body: object; instance: Instance } {
    const open = [...this.instances.values()].filter(
      ({ stage, person }) => stage === 'treatment' && person === personId,
    );
    const instance = open.findLast(({ actors }) => actors[0] === line.by);
    if (!instance) throw new Error(`${String(line.by)} has no treatment of ${String(line['for'])}.`);
    return { path: `/treatment/${instance.id}/${routeOf(String(line.do))}`, body, instance };
  }

  async #aboutPerson(line: Line, body: Record<string, unknown>): Promise<{ path: string; body: object }> {
    if (line.do !== 'merge people') {
      const personId = await this.person(line['for'], String(line.by));
      return { path: `/person/${personId}/${routeOf(String(line.do))}`, body };
    }
    const into = await this.person(line['keep'], String(line.by));
    const merged = await this.person(line['merge'], String(line.by));
    return { path: `/person/${merged}/merge-people`, body: { reason: 'The same person.', ...body, into } };
  }

  #correction(line: Line, body: Record<string, unknown>): { path: string; body: object; instance: Instance } {
    const instance = this.instance(line['on']);
    const corrects = instance.events.findLast(({ type }) => type === line['correct'])?.id;
    const path = `/${instance.stage}/${instance.id}/${routeOf(String(line.do))}/correction`;
    return { path, body: { ...body, corrects }, instance };
  }

  #asBefore(first: Reply, again: Reply, facts: number): Promise<string | undefined> {
    if (JSON.stringify(again.body) !== JSON.stringify(first.body) || again.status !== first.status)
      return Promise.resolve(`repeated, it answered otherwise: ${said(again)}`);
    return this.#nothingNew(facts);
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
    if (line['as'] === undefined) return;
    const opened = { actors: [String(line.by)], events: [...events] };
    if (line['handover'] !== undefined && line.do !== 'start treatment')
      this.instances.set(String(line['as']), { ...opened, ...(await this.#openedByAccepting(line)) });
    else {
      const { stage, id } = reply.body as { stage: string; id: string };
      this.instances.set(String(line['as']), {
        ...opened,
        stage,
        id,
        person: this.people.get(String(line['for'])) ?? '',
      });
    }
  }

  /** The liaison referral that accepting a notification opened. */
  async #openedByAccepting(line: Line): Promise<{ stage: string; id: string; person: string }> {
    const [handover] = await this.handovers(line['handover']);
    const person = String(handover?.['personId']);
    const { body } = await this.stage.api.get(this.user(String(line.by)), `/person/${person}/timeline`);
    const steps = (body['steps'] ?? []) as { type: string; instance: string }[];
    const opened = steps.findLast(({ type }) => type === 'LiaisonReferralOpened');
    if (!opened) throw new Error(`Accepting ${JSON.stringify(line['handover'])} opened no liaison referral.`);
    return { stage: 'liaison-referral', id: opened.instance, person };
  }
}

const occurrence = (line: Line): { occurredAt?: string } =>
  typeof line['occurred'] === 'string' ? { occurredAt: instantOf(line['occurred']) } : {};

const said = ({ status, body }: Reply): string =>
  `${status} ${String(body['errorCode'] ?? '')} ${String(body['userMessage'] ?? JSON.stringify(body))}`;
