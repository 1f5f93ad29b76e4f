import { type NotifyDouble, type SmtpReceiver, startNotify, startSmtp } from '#test/messages/mail-servers';
import { NAME, PRISON, PROVIDER, referred, startSystem, startSystemOn, type System } from '#test/messages/system';
import { Visitor } from '#test/pages/visitor';
import { createTestDatabase } from '#test/support/database';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const LEAD = 'provider-riverside.lead';
const OWNER = 'sro-liverpool.practitioner';
const atProvider = 'practitioner@provider-riverside.example';
const leadAtProvider = 'lead@provider-riverside.example';
const atPrison = 'practitioner@prison-brookvale.example';
const owner = 'practitioner@sro-liverpool.example';
const patience = { attempts: 10_000, firstRetryMs: 10, longestRetryMs: 40, timeoutMs: 2_000, lookEveryMs: 20 };
/** What somebody types where free text is taken: none of it may be in any e-mail. */
const SECRET = 'Secretly known to be pregnant';

async function signedIn({ local }: System, user: string): Promise<Visitor> {
  const visitor = new Visitor(local.url);
  await visitor.signIn(user);
  return visitor;
}

async function prefers(visitor: Visitor, fields: Readonly<Record<string, string>>): Promise<void> {
  const kept = await visitor.post('/account', { email: '', ...fields, _csrf: await visitor.token('/account') });
  expect(kept.headers.get('location')).toBe('/account?kept=yes');
}

const everything = {
  handover: 'at-once',
  question: 'at-once',
  answer: 'at-once',
  accepted: 'at-once',
  declined: 'at-once',
};

async function handoverOf(system: System): Promise<{ handover: string; personId: string }> {
  const { personId } = await referred(system);
  await system.local.settled();
  const { body } = await system.api.get(PROVIDER, '/worklist');
  const items = body['items'] as readonly { id: string; personId: string }[];
  const found = items.find((item) => item.personId === personId);
  if (!found) throw new Error(`No handover of ${personId} is listed.`);
  return { handover: found.id, personId };
}

describe('What people are told by e-mail, over SMTP', () => {
  let smtp: SmtpReceiver;
  let system: System;
  const people: string[] = [];
  beforeAll(async () => {
    smtp = await startSmtp();
    system = await startSystem({ patience }, [], {
      by: 'SMTP',
      url: smtp.url,
      from: 'Throughcare <told@throughcare.example>',
    });
  });
  afterAll(async () => {
    await system.stop();
    await smtp.close();
  });

  const act = async (user: string, handover: string, step: string, body: object) => {
    const answer = await system.post(user, `/handover/${handover}/${step}`, body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    await system.local.settled();
  };
  const health = async () => {
    const { components } = (await (await fetch(`${system.local.url}/health`)).json()) as {
      components: Record<string, unknown>;
    };
    return components['emails'] as { details: Record<string, number> };
  };
  let first: { handover: string; personId: string };

  it('is that somebody was handed over to their service, by whom, and by when to acknowledge it', async () => {
    await prefers(await signedIn(system, PROVIDER), everything);
    await signedIn(system, LEAD);
    first = await handoverOf(system);
    people.push(first.personId);
    const [mail] = await smtp.for(atProvider, 1);
    expect(mail?.subject).toBe('HMP Brookvale has handed somebody over to Riverside Recovery Liverpool');
    expect(mail?.body).toContain('Riverside Recovery Liverpool is to acknowledge it by Wednesday 4 March 2026 at 5pm.');
    expect(mail?.body).toContain(`${system.local.url}/handovers/${first.handover}`);
    expect(mail?.id).toMatch(/^<[0-9a-f-]{36}@throughcare\.example>$/);
  });

  it('is a question, its answer, that it was accepted or declined, and whose it is now: each to those it concerns', async () => {
    await prefers(await signedIn(system, PRISON), everything);
    const { handover } = first;
    await act(PROVIDER, handover, 'request-information', { question: SECRET });
    expect((await smtp.for(atPrison, 1)).at(-1)?.subject).toBe(
      'Riverside Recovery Liverpool has a question before it decides',
    );
    await act(PRISON, handover, 'provide-information', { answer: SECRET });
    expect((await smtp.for(atProvider, 2)).at(-1)?.subject).toBe('HMP Brookvale has answered a question');
    await act(PROVIDER, handover, 'decline', { reason: SECRET });
    expect((await smtp.for(atPrison, 2)).at(-1)?.subject).toBe('Riverside Recovery Liverpool has declined a handover');
    await prefers(await signedIn(system, 'provider-northgate.practitioner'), everything);
    await act(PRISON, handover, 'reassign', { to: 'provider-northgate', reason: SECRET });
    const [mail] = await smtp.for('practitioner@provider-northgate.example', 1);
    expect(mail?.subject).toBe('HMP Brookvale has handed somebody over to Northgate Recovery Manchester');
    await act('provider-northgate.practitioner', handover, 'accept', {});
    expect((await smtp.for(atPrison, 3)).at(-1)?.subject).toBe('Northgate Recovery Manchester has accepted a handover');
    expect(smtp.mails.filter(({ to }) => to === atProvider)).toHaveLength(2);
  });

  it('climbs the ladder: the receiver’s lead at the deadline, the sender a day on, the responsible owner a day on, without identity', async () => {
    await signedIn(system, OWNER);
    const late = await handoverOf(system);
    people.push(late.personId);
    await system.local.moveClock('2026-03-03T08:30:00Z');
    const [digest] = await smtp.for(leadAtProvider, 1);
    expect(digest?.subject).toMatch(/things to know|handed somebody over/);
    await system.local.moveClock('2026-03-04T17:00:00Z');
    const ofLead = (await smtp.for(leadAtProvider, 2)).at(-1);
    expect(ofLead?.subject).toBe('Riverside Recovery Liverpool is late with a handover');
    expect(ofLead?.body).toContain('It was to acknowledge it by Wednesday 4 March 2026 at 5pm.');
    expect(smtp.mails.filter(({ to, subject }) => to === atProvider && subject.includes('late'))).toEqual([]);
    await system.local.moveClock('2026-03-05T17:00:00Z');
    expect((await smtp.for(atPrison, 4)).at(-1)?.subject).toBe('Riverside Recovery Liverpool is late with a handover');
    await system.local.moveClock('2026-03-06T17:00:00Z');
    const [ofOwner] = await smtp.for(owner, 1);
    expect(ofOwner?.body).not.toMatch(/\/handovers\/|[0-9a-f]{8}-/);
    expect(ofOwner?.subject).toBe('Riverside Recovery Liverpool is late with a handover');
  });

  it('says nothing that anybody typed, and nothing of whom it is about', () => {
    expect(smtp.mails.length).toBeGreaterThan(8);
    for (const { subject, body } of smtp.mails)
      for (const typed of [SECRET, NAME, 'Sam', 'pregnant', '1980', 'opiate', 'E08000012', ...people])
        expect(`${subject}\n${body}`).not.toContain(typed);
  });

  it('is not sent to an address that the server refuses, which operators see, and is sent to the one given instead', async () => {
    smtp.answers.set(atProvider, 550);
    await handoverOf(system);
    while ((await health()).details['dead'] !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const db = new Client({ connectionString: system.databaseUrl });
    await db.connect();
    const { rows } = await db.query<{ id: string }>(`select id from messages.email where state = 'dead'`);
    await db.end();
    await prefers(await signedIn(system, PROVIDER), { ...everything, email: 'another@provider-riverside.example' });
    const [mail] = await smtp.for('another@provider-riverside.example', 1);
    expect(mail?.id).toBe(`<${rows[0]?.id}@throughcare.example>`);
    expect(mail?.subject).toContain('handed somebody over');
    expect((await health()).details['dead']).toBe(0);
  });

  it('is nothing, as /account says, where no worker that sends e-mails has shown itself lately', async () => {
    const provider = await signedIn(system, PROVIDER);
    const said = 'This installation sends no e-mails at the moment';
    expect(await provider.html('/account')).not.toContain(said);
    const db = new Client({ connectionString: system.databaseUrl });
    await db.connect();
    await db.query(`update messages.posting set at = now() - interval '11 minutes'`);
    await db.end();
    expect(await provider.html('/account')).toContain(said);
  });

  it('is sent again by a button of whoever runs the system, once what was wrong is put right', async () => {
    smtp.answers.set('another@provider-riverside.example', 550);
    const before = smtp.mails.filter(({ to }) => to === 'another@provider-riverside.example').length;
    await handoverOf(system);
    while ((await health()).details['dead'] !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    smtp.answers.clear();
    const operator = await signedIn(system, 'throughcare-operator');
    expect(await operator.html('/')).toContain('Send again');
    const answer = await operator.post('/operations/emails/again', { _csrf: await operator.token() });
    expect(answer.headers.get('location')).toBe('/operations?did=emails&many=1');
    await smtp.for('another@provider-riverside.example', before + 1);
    expect(await operator.html('/operations?did=emails&many=1')).toContain('1 e-mail is sent again');
    const outsider = await signedIn(system, PROVIDER);
    expect((await outsider.ask('/operations')).status).toBe(403);
  });

  it('is sent again while the server is busy, and once', async () => {
    const before = smtp.mails.filter(({ to }) => to === 'another@provider-riverside.example').length;
    smtp.answers.set('another@provider-riverside.example', 451);
    await handoverOf(system);
    while (!(Number((await health()).details['failing']) > 0)) await new Promise((resolve) => setTimeout(resolve, 20));
    smtp.answers.clear();
    await smtp.for('another@provider-riverside.example', before + 1);
    while ((await health()).details['waiting'] !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(smtp.mails.filter(({ to }) => to === 'another@provider-riverside.example')).toHaveLength(before + 1);
  });

  it('is nothing for whoever wants nothing, but that something is late for whoever answers for the service', async () => {
    const lead = await signedIn(system, LEAD);
    expect(await lead.html('/account')).not.toMatch(/name="late"[^>]*value="never"/);
    await prefers(lead, { handover: 'never', late: 'never' });
    const page = await lead.html('/account');
    expect(page).toMatch(/name="handover"[^>]*value="never" checked/);
    expect(page).toMatch(/name="late"[^>]*value="at-once" checked/);
  });
});

describe('What people are told by e-mail, after the worker was killed', () => {
  it('is what they were not told yet, and nothing twice, though the log is followed from its beginning again', async () => {
    const smtp = await startSmtp();
    const database = await createTestDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'throughcare-notices-'));
    const start = () =>
      startSystemOn(database, folder, { patience }, [], {
        by: 'SMTP',
        url: smtp.url,
        from: 'told@throughcare.example',
      });
    let system = await start();
    await prefers(await signedIn(system, PROVIDER), everything);
    smtp.answers.set(atProvider, 451);
    await handoverOf(system);
    const waiting = async () => {
      const { rows } = await db.query<{ waiting: number }>(
        `select count(*)::int as waiting from messages.email where state = 'waiting' and attempts > 0`,
      );
      return rows[0]?.waiting;
    };
    const db = new Client({ connectionString: database.url });
    await db.connect();
    while ((await waiting()) !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await system.local.stop();
    await db.query(`update worker.follower set position = 0 where name = 'notify'`);
    smtp.answers.clear();
    system = await start();
    await smtp.for(atProvider, 1);
    await handoverOf(system);
    await smtp.for(atProvider, 2);
    while ((await waiting()) !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const { rows } = await db.query(`select fact from messages.notice where user_name = $1`, [PROVIDER]);
    expect(rows).toHaveLength(2);
    expect(smtp.mails.filter(({ to }) => to === atProvider)).toHaveLength(2);
    await db.end();
    await system.local.stop();
    await database.drop();
    await smtp.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('What a service is told by e-mail', () => {
  it('is everything, at once, at the mailbox that the directory names, whoever has signed in', async () => {
    const smtp = await startSmtp();
    const folder = mkdtempSync(join(tmpdir(), 'throughcare-directory-'));
    const directory = readFileSync(new URL('../../libs/reference/data/directory.yaml', import.meta.url), 'utf8');
    const named = 'name: Riverside Recovery Liverpool,';
    expect(directory).toContain(named);
    const file = join(folder, 'directory.yaml');
    writeFileSync(file, directory.replace(named, `${named} mailbox: team@riverside.example,`));
    const by = { by: 'SMTP', url: smtp.url, from: 'told@throughcare.example' } as const;
    const system = await startSystem({ patience }, [], by, file);
    const { handover } = await handoverOf(system);
    const [mail] = await smtp.for('team@riverside.example', 1);
    expect(mail?.body).toContain(`/handovers/${handover}`);
    expect(await (await signedIn(system, LEAD)).html('/account')).toContain('team@riverside.example');
    await system.stop();
    await smtp.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('What people are told by e-mail, through GOV.UK Notify', () => {
  const TEMPLATE = '11111111-2222-4333-8444-555555555555';
  const KEY = `throughcare-${TEMPLATE}-${TEMPLATE}`;
  let double: NotifyDouble;
  let system: System;
  beforeAll(async () => {
    double = await startNotify(TEMPLATE);
    system = await startSystem({ patience }, [], {
      by: 'GOV.UK Notify',
      key: KEY,
      template: TEMPLATE,
      url: double.url,
    });
    await prefers(await signedIn(system, PROVIDER), everything);
  });
  afterAll(async () => {
    await system.stop();
    await double.close();
  });

  it('is sent by the template, under a reference of its own', async () => {
    const { handover } = await handoverOf(system);
    const [mail] = await double.for(atProvider, 1);
    expect(mail?.subject).toBe('HMP Brookvale has handed somebody over to Riverside Recovery Liverpool');
    expect(mail?.body).toContain(`/handovers/${handover}`);
    expect(mail?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([['lost'], [503], [429], [403]] as const)('is there once after an answer that was %s', async (answer) => {
    const before = double.mails.length;
    double.answers.set(atProvider, answer);
    await handoverOf(system);
    await double.for(atProvider, before + 1);
    for (;;) {
      const { components } = (await (await fetch(`${system.local.url}/health`)).json()) as { components: object };
      if (JSON.stringify(components).includes('"waiting":0,"failing":0,"dead":0')) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(double.mails).toHaveLength(before + 1);
    expect(double.calls).toContain('GET /v2/notifications');
  });
});
