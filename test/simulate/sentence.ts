import type { Area } from '#test/simulate/caseload';
import type { Writer } from '#test/simulate/diary';
import { published } from '#test/simulate/published';
import { letGo, takeUp, treat } from '#test/simulate/treatment';
import { addDays } from '#pathway/calendar';

/** About the share of requirements that the provider takes up, and soon enough for a start within three weeks. */
const TAKEN_UP = 0.85;

/** A treatment requirement from the suitability assessment to its end. */
export function sentenced(writer: Writer, area: Area): void {
  const { dice } = writer;
  const kind = dice.pick(['DRR', 'ATR'] as const);
  const at = (step: string) => `/treatment-requirement/$R/${step}`;
  writer
    .days(0, 1)
    .does(area.probation, '/treatment-requirement', { personId: '$PERSON', kind, suitable: true }, { as: 'R' });
  writer.days(7, 28).does(area.court, at('record-willingness'), { willing: true });
  const months = dice.pick([6, 9, 12]);
  const order = dice.pick(['community', 'suspended']);
  const sentencedOn = writer.today;
  writer.minutes(5, 30).does(
    area.court,
    at('impose-requirement'),
    {
      order,
      orderMonths: dice.pick([12, 18, 24]),
      months,
      convicted: addDays(sentencedOn, -21),
      sentenced: sentencedOn,
      to: area.provider,
    },
    { opens: { Q: 'RequirementImposed' } },
  );
  const ever = dice.chance(published.everCommenced[kind] / TAKEN_UP);
  const in3Weeks = dice.chance(published.commencement[kind] / published.everCommenced[kind]);
  const passing = { handover: '$Q', sender: area.court };
  const accepted = takeUp(writer, area, passing);
  if (dice.chance(published.anyEngagement))
    writer.days(1, 6).does(area.provider, '/treatment/contact', { personId: '$PERSON' });
  if (accepted && kind === 'DRR') {
    writer
      .days(1, 2)
      .does(area.provider, at('record-requirement-test'), { results: { cocaine: 'positive', opiates: 'negative' } });
  }
  if (accepted && ever) {
    if (in3Weeks) writer.minutes(10, 60);
    else writer.days(25, 60);
    treat(writer, area, { handover: '$Q', drug: kind === 'ATR' ? 'alcohol' : 'opiate' });
  } else {
    letGo(writer, passing);
    if (dice.chance(0.6)) {
      writer
        .days(20, 40)
        .does(area.probation, at('record-non-compliance'), { response: 'warning', reason: 'Missed two appointments.' });
    }
  }
  writer.days(months * 22, months * 30);
  const completed = dice.chance(published.requirementCompleted);
  if (completed) writer.does(area.probation, at('complete-requirement'), {});
  else writer.does(area.court, at('revoke-requirement'), { reason: 'Breach of the order.' });
}
