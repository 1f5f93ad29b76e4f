import type { Mailer, MailSettings } from '#messages/notices/mailer';
import { NotTaken } from '#messages/webhook';
import { NotifyClient } from 'notifications-node-client';
import { setTimeout as pause } from 'node:timers/promises';

/** A request that is wrong stays wrong; a key, a limit or an outage may be put right. */
function asNotTaken(error: unknown): NotTaken {
  if (error instanceof NotTaken) return error;
  const status = (error as { response?: { status?: unknown } }).response?.status;
  return typeof status === 'number' ? new NotTaken(`HTTP_${status}`, status === 400) : new NotTaken('UNREACHABLE');
}

async function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = pause(timeoutMs, undefined, { signal: given.signal, ref: false }).then(() => {
    throw new NotTaken('NO_ANSWER_IN_TIME');
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    throw asNotTaken(error);
  } finally {
    given.abort();
  }
}

/**
 * By GOV.UK Notify. The e-mail's id is the reference that Notify keeps with it: before one that may have been sent is sent
 * again, Notify is asked whether it has it.
 */
export function byNotify(settings: Extract<MailSettings, { by: 'GOV.UK Notify' }>, timeoutMs: number): Mailer {
  const { key, template, url } = settings;
  const client = url === undefined ? new NotifyClient(key) : new NotifyClient(url, key);
  async function has(reference: string): Promise<boolean> {
    const { data } = await within(timeoutMs, client.getNotifications('email', undefined, reference));
    return data.notifications.length > 0;
  }
  return {
    async send({ id: reference, to, subject, body }, again) {
      if (again && (await has(reference))) return;
      await within(timeoutMs, client.sendEmail(template, to, { personalisation: { subject, body }, reference }));
    },
    close: () => undefined,
  };
}
