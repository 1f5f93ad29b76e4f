import type { MailSettings } from '#messages/notices/mailer';
import type { DataSource } from 'typeorm';

/** By what e-mails are sent at the moment; `nothing` where no worker that sends any has shown itself lately. */
export type SendsBy = MailSettings['by'] | 'nothing';

const SILENT_FOR = `interval '10 minutes'`;

/** The worker that sends e-mails is there. */
export async function showPosting(dataSource: DataSource, by: MailSettings['by']): Promise<void> {
  await dataSource.query(
    `insert into messages.posting (one, by, at) values (true, $1, now())
     on conflict (one) do update set by = excluded.by, at = excluded.at`,
    [by],
  );
}

export async function sendsBy(dataSource: DataSource): Promise<SendsBy> {
  const [row]: { by: MailSettings['by'] }[] = await dataSource.query(
    `select by from messages.posting where at > now() - ${SILENT_FOR}`,
  );
  return row?.by ?? 'nothing';
}
