import type { Beside, ReadsBeside } from '#casework/forms/job';
import type { FormContext } from '#casework/forms/question';
import { day } from '#pathway/spoken';
import { requirementOf } from '#casework/treatment-requirement/requirement-in';
import { providerViews } from '#commands/gather';
import { Recording } from '#commands/recording';
import type { Results } from '#pathway/arrest-test';
import { civilDate } from '#pathway/calendar';
import { viewOn } from '#pathway/treatment-requirement/reviews';
import { Injectable } from '@nestjs/common';

const inWords = (results: Results): string =>
  Object.entries(results)
    .map(([substance, result]) => `${substance}: ${result.replaceAll('-', ' ')}`)
    .join(', ');

/** What goes with a review by itself: the tests since the last one, and what the provider said last. */
@Injectable()
export class ReviewPapers implements ReadsBeside {
  constructor(private readonly recording: Recording) {}

  async beside(context: FormContext): Promise<Beside> {
    const tests = (requirementOf(context)?.tests ?? []).map(({ takenOn, results }) => ({
      label: `Test of ${day(takenOn)}`,
      value: inWords(results),
    }));
    return {
      heading: 'Attached to this review',
      rows: [...tests, ...(await this.#view(context))],
      nothing: 'No test was recorded since the last review, and the provider has not said how treatment goes.',
    };
  }

  async #view(context: FormContext) {
    const to = requirementOf(context)?.imposed?.to;
    if (to === undefined || !context.episode) return [];
    const { facts, personId } = await this.recording.log.read('treatment-requirement', context.episode.id, true);
    if (personId === undefined) return [];
    const view = viewOn(civilDate(context.now), await providerViews(this.recording, { to, personId, facts }));
    return view ? [{ label: `What the provider said on ${day(view.on)}`, value: view.summary }] : [];
  }
}
