import { leaseEmail, type LeasedEmail, notSent, sentEmail } from '#messages/notices/emails';
import { gather } from '#messages/notices/kept';
import { type Mailer, mailer, type MailSettings } from '#messages/notices/mailer';
import { showPosting } from '#messages/notices/posting';
import { wordsOf } from '#messages/notices/words';
import { NotTaken } from '#messages/webhook';
import type { Reference } from '#pathway/reference';
import type { Clock } from '#platform/clock';
import { type Patience, retryAfter } from '#worker/deliver';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** By what e-mails are sent, and where what they lead to is found. */
export interface Mail {
  readonly settings: MailSettings;
  readonly publicUrl: string;
}

export interface Posting extends Mail {
  readonly dataSource: DataSource;
  readonly reference: Reference;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** The last attempt comes about four days after the first: after that it is no news. */
export const usualPostPatience: Patience = {
  attempts: 100,
  firstRetryMs: 5_000,
  longestRetryMs: 3_600_000,
  timeoutMs: 20_000,
  lookEveryMs: 2_000,
};

/** Pages say where nobody sends any. */
const SHOWN_EVERY_MS = 60_000;

/** Makes e-mails of what has to be told by now, and sends them one after the other, until aborted. */
export async function post(posting: Posting): Promise<void> {
  const { settings, patience, logger, signal } = posting;
  const sender = mailer(settings, patience.timeoutMs);
  let shown = -Infinity;
  while (!signal.aborted) {
    if (Date.now() - shown > SHOWN_EVERY_MS) {
      shown = Date.now();
      await showPosting(posting.dataSource, settings.by).catch(() => undefined);
    }
    const busy = await turn(posting, sender).catch((error: unknown) => {
      if (!signal.aborted)
        logger.warn({ error: error instanceof Error ? error.name : typeof error }, 'posting broke off; going on');
      return false;
    });
    if (!busy) await pause(patience.lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  sender.close();
}

/** Whether there was anything to do. */
async function turn(posting: Posting, sender: Mailer): Promise<boolean> {
  const { dataSource, reference, clock, publicUrl } = posting;
  const saying = { reference, publicUrl };
  const made = await gather(dataSource, { now: clock.now(), reference, words: (notices) => wordsOf(notices, saying) });
  const leased = await leaseEmail(dataSource);
  if (leased) await send(leased, posting, sender);
  return made > 0 || leased !== undefined;
}

async function send(leased: LeasedEmail, { dataSource, patience, logger }: Posting, sender: Mailer): Promise<void> {
  try {
    await sender.send(leased, leased.attempts > 1);
    await sentEmail(dataSource, leased);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    const retryInMs = error.final ? undefined : retryAfter(leased.attempts, patience);
    logger.warn({ email: leased.id, code: error.code, dead: retryInMs === undefined }, 'an e-mail was not taken');
    await notSent(dataSource, leased, { failure: error.code, retryInMs });
  }
}
