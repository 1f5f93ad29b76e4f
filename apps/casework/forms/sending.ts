import type { Caller } from '#access/caller';
import type { Draft } from '#casework/forms/drafts';
import { answersAsked, type Job, pagesOf, type Sends } from '#casework/forms/job';
import type { Answers, FormContext, Question } from '#casework/forms/question';
import { steps } from '#casework/records';
import { plain } from '#casework/step-requests';
import type { Refused } from '#commands/refused';
import { type Answer, type FollowingStep, PersonStep, type RegisterPerson } from '#commands/step';
import { Injectable, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { plainToInstance } from 'class-transformer';

/** Where the person of a form is registered first. */
export const REGISTER = 'register person';

interface Step {
  readonly command: { readonly do: string };
  readonly occurredAt?: string;
}

/** The steps that a form comes to, in the order in which they happen. */
function stepsOf(job: Job, context: FormContext, personId: string | undefined): readonly Step[] {
  const asked = answersAsked(job, context);
  const takes = takersIn(job, context);
  const wanted = (sends: Sends) => sends.when?.(context) ?? asked[answersOf(sends)] !== undefined;
  return job.sends.filter(wanted).map((sends, index) => {
    const { do: command, with: fixed, at } = sends;
    const Request = takes.get(answersOf(sends));
    const answered = { ...(at !== undefined && momentOf(asked[at])), ...asked[answersOf(sends)] };
    const { occurredAt, ...fields } = Request ? plain(plainToInstance<object, object>(Request, answered)) : answered;
    const person = index === 0 && job.about === 'person' ? { personId } : {};
    return {
      command: { do: command, ...person, ...fixed?.(context), ...fields },
      ...(typeof occurredAt === 'string' && { occurredAt }),
    };
  });
}

const answersOf = ({ do: command, answers }: Sends): string => answers ?? command;

const momentOf = (answered: Answers[string]): object =>
  answered?.['occurredAt'] === undefined ? {} : { occurredAt: answered['occurredAt'] };

const takersIn = (job: Job, context: FormContext): ReadonlyMap<string, Type<object>> =>
  new Map(pagesOf(job, context).flatMap(({ questions }) => questions.map(({ command, takes }) => [command, takes])));

/** Sends what a form comes to, once however often it is asked. */
@Injectable()
export class Sending {
  constructor(private readonly commands: CommandBus) {}

  /** Registers whom the form describes: undefined where it is about somebody known. @throws Refused where nothing was recorded */
  async person(caller: Caller, draft: Draft, job: Job, context: FormContext): Promise<string | undefined> {
    const details = answersAsked(job, context)[REGISTER];
    if (draft.registered !== undefined || !details) return draft.registered;
    const command = { identifiers: {}, ...details, do: REGISTER } as unknown as RegisterPerson;
    const { id } = await this.commands.execute(
      new PersonStep(undefined, command, { caller, key: `form-${draft.id}-person` }),
    );
    return id;
  }

  /** @throws Refused where nothing was recorded; it names the step */
  async send(caller: Caller, draft: Draft, job: Job, context: FormContext): Promise<Answer> {
    const [first, ...others] = stepsOf(job, context, draft.registered ?? draft.person ?? undefined);
    if (!first) throw new Error(`The form ${job.path} comes to nothing.`);
    const then: readonly FollowingStep[] = others;
    const Step = steps[job.stage];
    const envelope = {
      ...{ caller, key: `form-${draft.id}` },
      ...(first.occurredAt !== undefined && { occurredAt: first.occurredAt }),
      ...(then.length > 0 && { then }),
    };
    return this.commands.execute(new Step(draft.episode ?? undefined, first.command as never, envelope));
  }
}

/** The question that a refusal is about, and the page where it is asked. */
export function questionOf(
  { step, field }: Refused,
  job: Job,
  context: FormContext,
): { readonly page: string; readonly question: Question } | undefined {
  const names = [step, ...job.sends.filter((sends) => sends.do === step).flatMap((one) => [answersOf(one), one.at])];
  const sent = job.sends.map(answersOf);
  const asked = pagesOf(job, context)
    .flatMap(({ path, questions }) => questions.map((question) => ({ page: path, question })))
    .filter(({ question }) => question.field === field);
  return (
    asked.find(({ question }) => step === undefined || names.includes(question.command)) ??
    // Asked by the form itself, and sent with the step.
    asked.find(({ question }) => !sent.includes(question.command))
  );
}
