import type { Area } from '#test/simulate/caseload';
import type { Writer } from '#test/simulate/diary';
import { published } from '#test/simulate/published';
import { letGo, takeUp, treat } from '#test/simulate/treatment';
import { addDays } from '#pathway/calendar';

/** A release from prison, prepared or not, and whether treatment goes on in the community. */
export function released(writer: Writer, area: Area): void {
  const { dice } = writer;
  const inTreatment = dice.chance(0.75);
  const drug = dice.pick(['opiate', 'opiate', 'crack', 'alcohol']);
  const at = (step: string) => `/prison-release/$P/${step}`;
  writer.days(0, 2);
  const expected = addDays(writer.today, dice.between(21, 80));
  const runBy = { prison: area.prison, supervisedBy: area.probation };
  const plan = { personId: '$PERSON', ...runBy, expected, inTreatment, substances: [drug] };
  writer.does(area.prison, '/prison-release', plan, { as: 'P' });
  const referred = inTreatment && dice.chance(0.9);
  const passing = { handover: '$C', sender: area.prison };
  let accepted = false;
  if (referred) {
    writer
      .days(0, 5)
      .does(area.prison, at('refer-to-community'), { to: area.provider }, { opens: { C: 'CommunityReferralMade' } });
    accepted = takeUp(writer, area, passing);
  }
  if (writer.today < expected) {
    if (dice.chance(0.35))
      writer.days(1, 6).does(area.prison, at('record-pre-release-meeting'), { mode: 'video', with: area.provider });
    if (dice.chance(0.3))
      writer.minutes(5, 60).does(area.prison, at('record-prison-test'), {
        kind: 'mandatory',
        results: { cocaine: 'negative', opiates: dice.chance(0.2) ? 'positive' : 'negative' },
      });
  }
  writer.on(expected, '08:30');
  if (drug === 'opiate')
    writer
      .does(area.prison, at(dice.chance(published.naloxone) ? 'supply-naloxone' : 'decline-naloxone'))
      .minutes(2, 9);
  if (drug === 'opiate' && dice.chance(0.5)) {
    const bridging = { kind: 'bridging', drug: 'methadone', days: 7 };
    writer.does(area.prison, at('arrange-medication'), bridging).minutes(2, 9);
  }
  const reason = dice.chance(0.94) ? 'released' : 'transferred';
  writer.does(area.prison, at('record-release'), { date: writer.today, reason });
  if (!inTreatment || reason !== 'released') return;
  const continued = dice.chance(published.continuityOfCare);
  if (!continued && !dice.chance(0.25)) {
    if (referred) letGo(writer, passing);
    return;
  }
  writer.days(continued ? 1 : 24, continued ? 15 : 50);
  treat(writer, area, accepted ? { handover: '$C', drug } : { drug });
}
