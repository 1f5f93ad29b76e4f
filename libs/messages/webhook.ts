import { ClosedAddress, isOpenUrl, openLookup } from '#messages/addresses';
import { MEDIA_TYPE } from '#messages/cloud-event';
import type { MasterKey } from '#privacy/keys';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export const SIGNATURE = 'throughcare-signature';
export const TIMESTAMP = 'throughcare-timestamp';
export const SUBSCRIPTION = 'throughcare-subscription';

/** What signing takes, and where messages may go. */
export interface Webhooks {
  readonly secretOf: (subscription: string) => string;
  /** For development: also plain `http`, and addresses of one's own network. */
  readonly allowLocal: boolean;
}

export const WEBHOOKS = Symbol('Webhooks');

/** The secret of a subscription is derived, and so kept nowhere. */
export const webhooks = ({ wrapping }: MasterKey, allowLocal: boolean): Webhooks => ({
  secretOf: (subscription) =>
    Buffer.from(hkdfSync('sha256', wrapping, 'throughcare', `webhook/${subscription}`, 32)).toString('base64url'),
  allowLocal,
});

/** HMAC-SHA256 over `<timestamp>.<body>`, in hexadecimal after the version of the scheme; seconds since 1970. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

const MOST_SECONDS = 300;

/** What a receiver does with a call: the signature is ours, over this very body, made in the last five minutes. */
export function isGenuine(
  secret: string,
  said: { readonly timestamp: string; readonly signature: string; readonly body: string },
  nowSeconds: number,
): boolean {
  const expected = Buffer.from(signatureOf(secret, said.timestamp, said.body));
  const given = Buffer.from(said.signature);
  const recent = Math.abs(nowSeconds - Number(said.timestamp)) <= MOST_SECONDS;
  return recent && expected.length === given.length && timingSafeEqual(expected, given);
}

/** A message was not taken. `final`: the receiver will never take one. */
export class NotTaken extends Error {
  constructor(
    readonly code: string,
    readonly final = false,
  ) {
    super(code);
    this.name = 'NotTaken';
  }
}

export interface Call {
  readonly subscription: string;
  readonly url: string;
  readonly body: string;
  readonly timeoutMs: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Posts one message; any answer from 200 to 299 takes it, and nothing is followed elsewhere. @throws NotTaken */
export async function call({ secretOf, allowLocal }: Webhooks, { subscription, url, body, timeoutMs, at }: Call) {
  if (!isOpenUrl(url, allowLocal)) throw new NotTaken('CLOSED_ADDRESS');
  const timestamp = String(at);
  const headers = {
    'content-type': `${MEDIA_TYPE}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'user-agent': 'throughcare',
    [SUBSCRIPTION]: subscription,
    [TIMESTAMP]: timestamp,
    [SIGNATURE]: signatureOf(secretOf(subscription), timestamp, body),
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const lookup = allowLocal ? {} : { lookup: openLookup };
  const status = await answerTo(url, { method: 'POST', headers, signal, agent: false, ...lookup }, body);
  if (status === 410) throw new NotTaken('HTTP_410', true);
  if (status < 200 || status > 299) throw new NotTaken(`HTTP_${status}`);
}

function answerTo(url: string, options: Parameters<typeof overHttps>[1], body: string): Promise<number> {
  const request = new URL(url).protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => reject(asNotTaken(error)));
    });
    sent.on('error', (error) => reject(asNotTaken(error)));
    sent.end(body);
  });
}

function asNotTaken(error: Error): NotTaken {
  if (error instanceof ClosedAddress) return new NotTaken('CLOSED_ADDRESS');
  return new NotTaken(
    error.name === 'TimeoutError' || error.name === 'AbortError' ? 'NO_ANSWER_IN_TIME' : 'UNREACHABLE',
  );
}
