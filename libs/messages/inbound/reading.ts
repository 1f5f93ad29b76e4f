import type { InboundType } from '#messages/inbound/contracts';
import { isObject } from '#messages/inbound/shape';
import { type Wrong, wrongIn } from '#messages/inbound/schema';
import { id } from '#messages/fields';
import { content } from '#pathway/asked';
import type { CivilDate, Instant } from '#pathway/decider';
import { canonical } from '#pathway/identifiers';
import { type IdentifierKind, identifierKinds, type Identifiers } from '#pathway/person';
import type { MasterKey } from '#privacy/keys';

/** Whom a message is about: by the id under which Throughcare tells of them, or as the sender knows them. */
export type Named = { readonly subject: string } | Whom;

/** A message that is as agreed. */
export interface InboundMessage {
  readonly source: string;
  readonly id: string;
  readonly type: InboundType;
  readonly time: Instant;
  readonly named: Named;
  readonly data: Readonly<Record<string, unknown>>;
}

type Whom = { readonly identifiers: Identifiers; readonly dateOfBirth: CivilDate };
type Agreed = Omit<InboundMessage, 'named' | 'data'> & {
  readonly subject?: string;
  readonly data: { readonly person?: Whom };
};

/** @param now UTC; the year of an identifier is read by it */
export function readInbound(value: unknown, now: Instant): InboundMessage | Wrong {
  const wrong = wrongIn(value);
  if (wrong) return wrong;
  const { source, id: given, type, time, subject = '', data } = value as Agreed;
  const { person, ...rest } = data;
  const named = person ? asWritten(person, now) : { subject };
  if ('code' in named) return named;
  return { source, id: given, type, time: `${new Date(time).toISOString().slice(0, 19)}Z`, named, data: rest };
}

function asWritten({ identifiers: typed, dateOfBirth }: Whom, now: Instant): Whom | Wrong {
  const identifiers = written(typed, now);
  const wrong = Object.keys(typed).find((kind) => !(kind in identifiers));
  if (wrong === undefined) return { identifiers, dateOfBirth };
  const field = `data.person.identifiers.${wrong}`;
  return { code: 'IDENTIFIER_NOT_VALID', words: 'An identifier cannot be right: check it.', field };
}

/** Those identifiers that can be right, as they are written. */
function written(given: object, now: Instant): Identifiers {
  const entries = identifierKinds.flatMap((kind): [IdentifierKind, string][] => {
    const typed = (given as Record<string, unknown>)[kind];
    const form = typeof typed === 'string' ? canonical(kind, typed, Number(now.slice(0, 4))) : undefined;
    return form === undefined ? [] : [[kind, form]];
  });
  return Object.fromEntries(entries);
}

export const identifierKey = (master: MasterKey, kind: string, value: string): string =>
  master.pseudonym(`${kind}:${value}`);

/**
 * What tells whom a message is about, without saying it: the person's id, or a keyed hash of each identifier. Found as
 * far as possible in a message that is not as agreed too, so that erasure reaches it.
 */
export function keysOf(value: unknown, now: Instant, master: MasterKey): readonly string[] {
  if (!isObject(value)) return [];
  const { subject, data } = value;
  const whom = isObject(data) && isObject(data['person']) ? data['person']['identifiers'] : undefined;
  const ids = Object.entries(isObject(whom) ? written(whom, now) : {}).map(([kind, form]) =>
    identifierKey(master, kind, form),
  );
  const isId = typeof subject === 'string' && new RegExp(id.schema['pattern'] as string).test(subject);
  return isId ? [subject, ...ids] : ids;
}

/** The same for the same person named in the same way. */
export const whoOf = (named: Named, master: MasterKey): string => master.pseudonym(`named:${content(named)}`);

/** What has to be the same when a message comes again: not how it travelled. */
export function contentOf(value: unknown, master: MasterKey): string {
  if (!isObject(value)) return master.pseudonym(`content:${JSON.stringify(value)}`);
  const { type, time, subject, data } = value;
  return master.pseudonym(`content:${content({ type, time, subject, data })}`);
}
