import type { Mailer, MailSettings } from '#messages/notices/mailer';
import { NotTaken } from '#messages/webhook';
import { createTransport } from 'nodemailer';

/** A refusal of the address or the message itself is final; anything else may pass. */
function asNotTaken(error: unknown): NotTaken {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const final = (code === 'EENVELOPE' || code === 'EMESSAGE') && status !== undefined && status >= 500;
  const reached = status === undefined ? (typeof code === 'string' ? code : 'UNREACHABLE') : `SMTP_${status}`;
  return new NotTaken(reached, final);
}

/** By a mail server. Every attempt carries the same Message-ID, by which a receiver knows a second for the first. */
export function bySmtp({ url, from }: Extract<MailSettings, { by: 'SMTP' }>, timeoutMs: number): Mailer {
  const patience = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url, ...patience });
  const domain = from.replace(/^.*@/, '').replace(/>.*$/, '');
  return {
    async send({ id, to, subject, body }) {
      const headers = { 'Auto-Submitted': 'auto-generated' };
      const message = {
        from,
        to: { name: '', address: to },
        subject,
        text: body,
        messageId: `<${id}@${domain}>`,
        headers,
      };
      await transport.sendMail(message).catch((error: unknown) => {
        throw asNotTaken(error);
      });
    },
    close: () => transport.close(),
  };
}
