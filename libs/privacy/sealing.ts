import { ERASED, type Json } from '#pathway/decider';
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

type Fields = { readonly [field: string]: Json | undefined };

/** One ciphertext holds all personal fields of an event; the names of the fields stay readable. */
export interface Sealed {
  readonly fields: readonly string[];
  readonly iv: string;
  /** AES-256-GCM ciphertext followed by its 16-byte tag, base64. */
  readonly text: string;
}

const prepared = new WeakMap<Buffer, KeyObject>();

/** A key as the ciphers take it: made once, since making it costs more than sealing with it. */
function prepare(key: Buffer): KeyObject {
  const known = prepared.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  prepared.set(key, made);
  return made;
}

function valueAt(from: Fields, path: readonly string[]): Json | undefined {
  let value: Json | undefined = from;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Fields)[name];
  }
  return value;
}

/** The same fields with the value at the path set, or left out where it is undefined. */
function withValue(fields: Fields, [name, ...rest]: readonly string[], value: Json | undefined): Fields {
  if (name === undefined) return fields;
  if (rest.length > 0) return { ...fields, [name]: withValue((fields[name] ?? {}) as Fields, rest, value) };
  if (value !== undefined) return { ...fields, [name]: value };
  const { [name]: _taken, ...left } = fields;
  return left;
}

const present = (fields: Fields, personal: readonly string[]) =>
  personal.filter((path) => valueAt(fields, path.split('.')) !== undefined);

/**
 * JSON text in which the personal fields (dotted paths) are replaced by one ciphertext under `sealed`.
 * `bound` is authenticated with it: a ciphertext moved to another event does not open.
 */
export function seal(fact: object, personal: readonly string[], key: Buffer, bound: string): string {
  const fields = fact as Fields;
  const paths = present(fields, personal);
  if (paths.length === 0) return JSON.stringify(fields);
  const secret = Object.fromEntries(paths.map((path) => [path, valueAt(fields, path.split('.'))]));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', prepare(key), iv).setAAD(Buffer.from(bound));
  const text = Buffer.concat([cipher.update(JSON.stringify(secret), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const plain = paths.reduce<Fields>((left, path) => withValue(left, path.split('.'), undefined), fields);
  const sealed: Sealed = { fields: paths, iv: iv.toString('base64'), text: text.toString('base64') };
  return JSON.stringify({ ...plain, sealed });
}

function decrypt(sealed: Sealed, key: Buffer, bound: string): Fields {
  const bytes = Buffer.from(sealed.text, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', prepare(key), Buffer.from(sealed.iv, 'base64'))
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(-16));
  return JSON.parse(decipher.update(bytes.subarray(0, -16)).toString('utf8') + decipher.final('utf8')) as Fields;
}

/**
 * The fields as they were before `seal`; without the key every personal field reads `[erased]`.
 * @throws Error where the ciphertext was changed, or belongs to another event.
 */
export function unseal(data: string, key: Buffer | undefined, bound: string): Fields {
  const stored = JSON.parse(data) as Fields & { sealed?: Sealed };
  if (!stored.sealed) return stored;
  const { sealed, ...plain } = stored;
  const secret = key ? decrypt(sealed, key, bound) : Object.fromEntries(sealed.fields.map((path) => [path, ERASED]));
  return Object.entries(secret).reduce<Fields>(
    (fields, [path, value]) => withValue(fields, path.split('.'), value),
    plain,
  );
}

/** Whether reading these bytes takes the person's key. */
export const isSealed = (data: string): boolean => data.includes('"sealed":{');
