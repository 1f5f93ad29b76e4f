import { BROOKVALE, GOVERNANCE, message, registered, settled, somebody, told } from '#test/messages/telling';
import { startSystem, type System } from '#test/messages/system';

const PROBATION = 'probation-liverpool.practitioner';
const COURT = 'court-albion-crown.practitioner';

describe('What a prison, a court or probation tells', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
    await system.local.moveClock('2026-03-20T12:00:00Z');
  });
  afterAll(() => system.stop());

  const planned = async (personId: string) => {
    const plan = { personId, prison: 'prison-brookvale', inTreatment: true, substances: ['opiate'] };
    const { body } = await system.post(BROOKVALE, '/prison-release', plan);
    return String(body['id']);
  };
  const release = async (id: unknown) => (await system.api.get(BROOKVALE, `/prison-release/${String(id)}`)).body;
  const left = (person: object, reason: string, more: object = {}) =>
    message(
      'prison.person-released',
      { person, date: '2026-03-20', reason, ...more },
      { time: '2026-03-20T09:00:00Z' },
    );
  const received = (person: object, reason: string) =>
    message('prison.person-received', { person, date: '2026-03-20', reason }, { time: '2026-03-20T11:00:00Z' });

  it('is a release of the plan that is open, though it was planned a moment ago', async () => {
    const who = somebody();
    const id = await planned(await registered(system, who));
    expect(await told(system, BROOKVALE, left(who, 'released'))).toMatchObject({ state: 'recorded', instance: id });
    expect(await release(id)).toMatchObject({ status: 'released' });
  });

  it('is nothing where no release is planned, until one is', async () => {
    const who = somebody();
    const personId = await registered(system, who);
    const dead = await told(system, BROOKVALE, left(who, 'released'));
    expect(dead).toMatchObject({ state: 'dead', code: 'NO_SUCH_EPISODE' });
    const id = await planned(personId);
    await system.post(BROOKVALE, `/message/inbox/${String(dead['id'])}/replay`, {});
    expect(await settled(system, BROOKVALE, dead['id'])).toMatchObject({ state: 'recorded', instance: id });
  });

  it('is no release of one of two plans; it names which', async () => {
    const who = somebody();
    const personId = await registered(system, who);
    const [one] = [await planned(personId), await planned(personId)];
    expect(await told(system, BROOKVALE, left(who, 'transferred'))).toMatchObject({
      state: 'dead',
      code: 'SEVERAL_EPISODES',
    });
    const named = left(who, 'transferred', { release: one });
    expect(await told(system, BROOKVALE, named)).toMatchObject({ state: 'recorded', instance: one });
  });

  it('is a recall of the latest release where it says so, and otherwise only that the prison met the person', async () => {
    const who = somebody();
    const personId = await registered(system, who);
    const id = await planned(personId);
    await told(system, BROOKVALE, left(who, 'released'));
    expect(await told(system, BROOKVALE, received(who, 'admitted'))).toMatchObject({
      state: 'recorded',
      stage: 'person',
      instance: personId,
    });
    expect(await release(id)).toMatchObject({ status: 'released' });
    expect(await told(system, BROOKVALE, received(who, 'recalled'))).toMatchObject({ state: 'recorded', instance: id });
    expect(await release(id)).toMatchObject({ status: 'recalled' });
    const elsewhere = received(who, 'transferred');
    await told(system, 'prison-glanarth.practitioner', elsewhere);
    await system.local.settled();
    const timeline = (await system.api.get(GOVERNANCE, `/person/${personId}/timeline`)).body;
    expect(JSON.stringify(timeline)).toContain('PersonRecognised');
  });

  it('is assessed, willing and imposed, in that order, by whom it is for', async () => {
    const who = somebody();
    await registered(system, who, PROBATION);
    const imposed = message(
      'court.requirement-imposed',
      {
        ...{ person: who, kind: 'DRR', order: 'community', orderMonths: 24, months: 6 },
        ...{ convicted: '2026-02-02', sentenced: '2026-03-20', provider: 'provider-riverside' },
      },
      { time: '2026-03-20T10:00:00Z' },
    );
    expect(await told(system, COURT, imposed)).toMatchObject({ state: 'dead', code: 'NO_SUCH_EPISODE' });
    const assessed = message('probation.suitability-assessed', { person: who, kind: 'DRR', suitable: true });
    const { instance } = await told(system, PROBATION, assessed);
    expect(await told(system, COURT, { ...imposed, id: 'second' })).toMatchObject({
      state: 'dead',
      code: 'NOT_WILLING',
    });
    const willing = message('court.willingness-recorded', { person: who, kind: 'DRR', willing: true });
    expect(await told(system, COURT, willing)).toMatchObject({ state: 'recorded', instance });
    expect(await told(system, COURT, { ...imposed, id: 'third' })).toMatchObject({ state: 'recorded', instance });
    const done = message(
      'probation.requirement-completed',
      { person: who, kind: 'DRR' },
      { time: '2026-03-20T11:00:00Z' },
    );
    expect(await told(system, PROBATION, done)).toMatchObject({ state: 'recorded', instance });
    const { body } = await system.api.get(PROBATION, `/treatment-requirement/${String(instance)}`);
    expect(body).toMatchObject({ status: 'completed' });
  });

  it('may come from a clock that is a little ahead, and waits for ours', async () => {
    const who = somebody();
    const id = await planned(await registered(system, who));
    const ahead = { ...left(who, 'released'), time: '2026-03-20T12:02:00+00:00' };
    const done = told(system, BROOKVALE, ahead);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await system.local.moveClock('2026-03-20T12:03:00Z');
    expect(await done).toMatchObject({ state: 'recorded', instance: id });
    const tomorrow = { ...received(who, 'admitted'), time: '2026-03-21T12:02:00Z' };
    expect(await told(system, BROOKVALE, tomorrow)).toMatchObject({ state: 'dead', code: 'OCCURRED_IN_FUTURE' });
  });
});
