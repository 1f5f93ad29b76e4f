import { releasesOf, releaseView } from '#read-models/release';
import { peopleView } from '#read-models/people';
import { idOf, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';

const on = (who: string, type: string, fields: Said['fact'] | object = {}, at = '2026-05-04T10:00:00Z'): Said => ({
  stage: 'prison-release',
  instance: idOf(`the release of ${who}`),
  personId: idOf(who),
  fact: { type, occurredAt: at, ...fields },
});

const planned = (who: string, expected?: string, prison = 'prison-brookvale', supervisedBy?: string): Said =>
  on(who, 'ReleasePlanned', {
    ...(supervisedBy !== undefined && { supervisedBy }),
    ...{ personId: idOf(who), prison, inTreatment: true, substances: [], residence: 'E08000012' },
    ...(expected !== undefined && { expected }),
  });
const left = (who: string, reason: string, date: string): Said =>
  on(who, 'Released', { reason, date }, `${date}T09:00:00Z`);

describe('The releases of a prison', () => {
  let view: Projected;
  beforeEach(async () => {
    view = await Projected.of(releaseView, peopleView);
  });
  afterEach(() => view.end());

  const listed = async (more: { service?: string; skip?: number; take?: number } = {}) => {
    const asked = { service: 'prison-brookvale', leftSince: '2026-06-01', skip: 0, take: 50, ...more };
    const names = new Map(['Dee', 'Eve', 'Fay', 'Gus'].map((who) => [idOf(who), who]));
    return (await releasesOf(view.dataSource, asked)).map(({ personId }) => names.get(personId));
  };

  it('are listed the soonest first, those without a date last, and no other prison’s', async () => {
    await view.told(planned('Dee', '2026-06-12'), planned('Eve'), planned('Fay', '2026-06-05'));
    await view.told(planned('Gus', '2026-06-01', 'prison-glanarth'));
    expect(await listed()).toEqual(['Fay', 'Dee', 'Eve']);
    expect(await listed({ skip: 1, take: 1 })).toEqual(['Dee']);
  });

  it('move with their date, and back where the change is corrected', async () => {
    const [, , change] = await view.told(
      planned('Dee', '2026-06-12'),
      planned('Fay', '2026-06-20'),
      on('Dee', 'ReleaseDateChanged', { expected: '2026-07-01', explanation: 'Recalculated.' }),
    );
    expect(await listed()).toEqual(['Fay', 'Dee']);
    const fact = { type: 'ReleaseDateChanged', occurredAt: '2026-05-04T10:00:00Z', expected: '2026-06-11' };
    await view.told(on('Dee', 'ReleaseDateChangedCorrected', { corrects: change, why: 'Typed wrongly.', fact }));
    expect(await listed()).toEqual(['Dee', 'Fay']);
  });

  it('come after those being prepared once somebody has left for good, and go some time later', async () => {
    await view.told(planned('Dee', '2026-06-05'), planned('Eve', '2026-06-20'), planned('Fay', '2026-05-20'));
    await view.told(left('Dee', 'released', '2026-06-05'), left('Fay', 'released', '2026-05-20'));
    expect(await listed()).toEqual(['Eve', 'Dee']);
  });

  it('are also those of the probation unit that the plan names, from whichever prison, until it names another', async () => {
    const unit = 'probation-manchester';
    const [id] = await view.told(
      planned('Dee', '2026-06-12', 'prison-brookvale', unit),
      planned('Eve', '2026-06-05', 'prison-glanarth', unit),
      planned('Fay', '2026-06-01', 'prison-brookvale', 'probation-liverpool'),
      planned('Gus', '2026-06-02'),
    );
    expect(await listed({ service: unit })).toEqual(['Eve', 'Dee']);
    const { fact } = planned('Dee', '2026-06-12');
    await view.told(on('Dee', 'ReleasePlannedCorrected', { corrects: id, why: 'No licence.', fact }));
    expect(await listed({ service: unit })).toEqual(['Eve']);
    expect(await listed()).toEqual(['Fay', 'Gus', 'Dee']);
  });

  it('go on being prepared where somebody left for court and comes back', async () => {
    await view.told(planned('Dee', '2026-06-05'), left('Dee', 'court', '2026-05-20'));
    expect(await listed()).toEqual(['Dee']);
  });

  it('are gone with whoever is erased', async () => {
    await view.told(planned('Dee', '2026-06-05'), {
      stage: 'person',
      instance: idOf('Dee'),
      personId: idOf('Dee'),
      fact: {
        ...{ type: 'PersonRegistered', occurredAt: '2026-05-04T09:00:00Z', name: 'Dee', dateOfBirth: '1979-01-15' },
        ...{ birthMonth: '1979-01', sex: 'female', ethnicity: 'A', residence: 'E08000012', identifiers: {} },
        nearMatches: [],
      },
    });
    await view.told({
      stage: 'person',
      instance: idOf('Dee'),
      personId: idOf('Dee'),
      fact: { type: 'PersonErased', occurredAt: '2026-05-05T09:00:00Z' },
    });
    expect(await listed()).toEqual([]);
  });
});
