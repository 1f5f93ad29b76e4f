import type { Caller } from '#access/caller';
import { Corrections, type Correcting, type Difference } from '#casework/case/corrections';
import { Words } from '#casework/fields/text';
import { confirming, keyIn } from '#casework/forms/confirming';
import { textAt, type Typed } from '#casework/forms/controls';
import { type Answers, answerTo, asking } from '#casework/forms/question';
import { errorsOf, viewsOf } from '#casework/forms/question-view';
import { readForm, type Wrong } from '#casework/forms/reading';
import { InstanceId } from '#casework/instance-id';
import { Page, Redirect } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { factInWords, midSentence } from '#casework/pages/fact-words';
import { releasePage } from '#casework/prison-release/release';
import { Refused } from '#commands/refused';
import { services, SignedIn, ToRead } from '#platform/access';
import { type Watermarks, WATERMARKS } from '#platform/watermarks';
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';

class Why {
  @Words(2000, 'why it is corrected')
  why: string;
}

const why = asking('correct', Why)('why', {
  ask: 'Why is it corrected?',
  hint: 'Whoever reads the step reads this beside it.',
});

/** Where it leads to. */
interface Begun extends Correcting {
  /** Unsent. */
  readonly back: string;
  /** Once it is sent. */
  readonly done: string;
}

interface Named {
  readonly id: string;
  readonly step: string;
}

const PATIENCE_MS = 5_000;
const nothingDiffers = ({ questions }: Correcting): readonly Wrong[] =>
  questions
    .slice(0, 1)
    .map((question) => ({ question, words: 'Change what is wrong: nothing differs from what stands' }));

/** A step is corrected on two pages: what it should read, and what then differs. */
@Pages()
@Controller('people/:id/correct/:step')
export class CorrectionController {
  constructor(
    private readonly corrections: Corrections,
    @Inject(WATERMARKS) private readonly watermarks: Watermarks,
  ) {}

  @Get()
  @ToRead(...services)
  async ask(
    @Param('id', InstanceId) id: string,
    @Param('step', InstanceId) step: string,
    @Query('from') from: string | undefined,
    @SignedIn() caller: Caller,
  ) {
    return this.#form(await this.#begin(caller, { id, step }, from));
  }

  @Post()
  @ToRead(...services)
  async take(
    @Param() at: Named,
    @Query('from') from: string | undefined,
    @Body() typed: Typed,
    @SignedIn() caller: Caller,
  ) {
    const ids = new InstanceId();
    const correcting = await this.#begin(caller, { id: ids.transform(at.id), step: ids.transform(at.step) }, from);
    if (typed['change'] !== undefined) return this.#form(correcting, typed);
    const { answers, wrong } = await readForm([...correcting.questions, why], typed, correcting.context);
    const differences = await this.corrections.differences(correcting, answers);
    const broken = wrong.length > 0 || differences.length > 0 ? wrong : nothingDiffers(correcting);
    if (broken.length > 0) return this.#form(correcting, typed, broken);
    if (typed['send'] === undefined) return check(correcting, typed, differences);
    return this.#send(correcting, typed, { answers, differences });
  }

  /** From the case, or from the release that it belongs to. */
  async #begin(caller: Caller, { id, step }: Named, from: string | undefined): Promise<Begun> {
    const correcting = await this.corrections.begin(caller, id, step);
    const { stage, instance, eventId } = correcting.step.entry;
    if (from === 'release' && stage === 'prison-release')
      return { ...correcting, back: releasePage(instance), done: releasePage(instance) };
    const back = `/people/${correcting.personId}`;
    return { ...correcting, back, done: `${back}?step=${eventId}#step-${eventId}` };
  }

  async #send(
    correcting: Begun,
    typed: Typed,
    { answers, differences }: { answers: Answers; differences: readonly Difference[] },
  ) {
    const { done, questions } = correcting;
    const key = `correction-${keyIn(typed)}`;
    try {
      const words = String(answerTo(answers, why));
      const { position } = await this.corrections.send(correcting, { why: words, key, differences, answers });
      await this.watermarks.reached(position, AbortSignal.timeout(PATIENCE_MS));
      return new Redirect(done);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const question = questions.find(({ field }) => field === error.field) ?? questions[0] ?? why;
      return this.#form(correcting, typed, [{ question, words: error.message.replace(/\.$/, '') }]);
    }
  }

  async #form({ back, step, questions, context }: Begun, typed?: Typed, wrong: readonly Wrong[] = []) {
    const views = await viewsOf([...questions, why], { context, wrong, typed, seen: true });
    const { entry } = step;
    const shows = {
      ...{ title: `Correct: ${midSentence(factInWords(entry.type))}`, back },
      ...{ entry, person: context.person, questions: views, errors: errorsOf(wrong, views) },
    };
    return new Page('case/correct', shows, wrong.length > 0 ? 400 : 200);
  }
}

function check({ back, step, context }: Begun, typed: Typed, differences: readonly Difference[]) {
  const changes = differences.map(({ question, before, after }) => ({
    label: question.ask.replace(/\?$/, ''),
    before: before ?? 'Not given',
    after: after ?? 'Not given',
  }));
  return new Page('case/correct-check', {
    ...{ title: 'Check what differs', back, entry: step.entry, person: context.person },
    ...{ changes, why: textAt(typed, why.id), ...confirming(typed) },
  });
}
