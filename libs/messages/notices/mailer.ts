import { byNotify } from '#messages/notices/govuk-notify';
import { bySmtp } from '#messages/notices/smtp';

export interface Email {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

/** By what e-mails are sent. */
export type MailSettings =
  | {
      readonly by: 'GOV.UK Notify';
      readonly key: string;
      /** Its subject is `((subject))`, its message `((body))`. */
      readonly template: string;
      /** Another than GOV.UK Notify's own. */
      readonly url?: string;
    }
  | { readonly by: 'SMTP'; readonly url: string; readonly from: string }
  /** In development: e-mails are kept and shown, and go nowhere. */
  | { readonly by: 'outbox' };

export interface Mailer {
  /**
   * `again`: it may have been sent before, and nobody knows.
   * @throws NotTaken
   */
  readonly send: (email: Email, again: boolean) => Promise<void>;
  readonly close: () => void;
}

export function mailer(settings: MailSettings, timeoutMs: number): Mailer {
  switch (settings.by) {
    case 'GOV.UK Notify':
      return byNotify(settings, timeoutMs);
    case 'SMTP':
      return bySmtp(settings, timeoutMs);
    case 'outbox':
      return { send: () => Promise.resolve(), close: () => undefined };
  }
}
