import type { Caller } from '#access/caller';
import { Cases } from '#casework/case/cases';
import { commandOf, correctionQuestions } from '#casework/case/step-words';
import { factIn, mayCorrect } from '#casework/case/timeline-items';
import { Episodes } from '#casework/episodes';
import { Contexts } from '#casework/forms/contexts';
import { type Answers, answerTo, type FormContext, isAsked, type Question, withAnswer } from '#casework/forms/question';
import { answerInWords } from '#casework/forms/question-view';
import type { FollowedStep } from '#casework/person/timelines';
import { steps } from '#casework/records';
import { plain } from '#casework/step-requests';
import type { Answer } from '#commands/step';
import { notFound } from '#platform/problem';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { plainToInstance } from 'class-transformer';

/** A step that somebody is about to correct. */
export interface Correcting {
  readonly personId: string;
  readonly step: FollowedStep;
  readonly command: string;
  readonly questions: readonly Question[];
  /** Its answers are those that stand. */
  readonly context: FormContext;
}

/** An answer that is to read otherwise. */
export interface Difference {
  readonly question: Question;
  readonly before: string | undefined;
  /** Undefined where it is taken out. */
  readonly after: string | undefined;
}

interface ToSend {
  readonly why: string;
  readonly key: string;
  readonly differences: readonly Difference[];
  readonly answers: Answers;
}

/** What stands of an episode, as if it had just been answered; of a command recorded twice, this step's. */
function standingAnswers(followed: readonly FollowedStep[], step: FollowedStep): Answers {
  const ofEpisode = followed.filter(({ entry }) => entry.instance === step.entry.instance && entry.corrects === null);
  const asked = [...ofEpisode, step].flatMap(({ entry, stands }) => {
    const fact = stands && factIn(stands);
    const { do: command, ...fields } = (fact && commandOf(entry.stage, fact)) ?? {};
    return fact && command !== undefined ? [[command, { ...fields, occurredAt: fact.occurredAt }] as const] : [];
  });
  return Object.fromEntries(asked);
}

/** A field that is given as undefined is no longer in the step; one that is left out stands. */
const takenOut = (differences: readonly Difference[]): Readonly<Record<string, undefined>> =>
  Object.fromEntries(
    differences.filter(({ after }) => after === undefined).map(({ question }) => [question.field, undefined]),
  );

/** Corrects what was recorded: the questions of the form that recorded it, filled in with what stands. */
@Injectable()
export class Corrections {
  constructor(
    private readonly cases: Cases,
    private readonly episodes: Episodes,
    private readonly contexts: Contexts,
    private readonly commands: CommandBus,
  ) {}

  /** @throws RequestProblem 404 for a step that there is not, or that is not this caller's to correct */
  async begin(caller: Caller, person: string, event: string): Promise<Correcting> {
    const opened = await this.cases.open(caller, person);
    const step = opened.followed.find(({ entry }) => entry.eventId === event && entry.corrects === null);
    if (!step?.stands || !mayCorrect(step, opened)) throw notFound();
    const { stage, instance: id } = step.entry;
    const { do: command = '', ...fields } = commandOf(stage, factIn(step.stands)) ?? {};
    const context = {
      ...(await this.contexts.ofSeen(caller, opened.seen)),
      ...(stage !== 'person' && { episode: await this.episodes.of(opened.seen, { caller, stage, id, moments: {} }) }),
      answers: standingAnswers(opened.followed, step),
      correcting: true as const,
    };
    const questions = correctionQuestions(stage, command, fields);
    return { personId: opened.seen.personId, step, command, questions, context };
  }

  /** What would read otherwise than it stands. Moments are typed to the minute: what reads the same is the same. */
  async differences({ questions, context }: Correcting, answers: Answers): Promise<readonly Difference[]> {
    const now = { ...context, answers };
    const all = await Promise.all(
      questions
        .filter((question) => isAsked(question, now))
        .map(async (question) => ({
          question,
          before: await answerInWords(question, context.answers, context),
          after: await answerInWords(question, answers, now),
        })),
    );
    return all.filter(({ before, after }) => before !== after);
  }

  /** Sends only what differs. @throws Refused where nothing was recorded */
  async send({ step, command, context }: Correcting, { why, key, differences, answers }: ToSend): Promise<Answer> {
    const { stage, instance, eventId: corrects } = step.entry;
    const [first] = differences;
    const changed = differences.reduce<Answers>(
      (placed, { question }) => withAnswer(placed, question, answerTo(answers, question)),
      {},
    );
    const request = first && plainToInstance<object, object>(first.question.takes, changed[command] ?? {});
    const { occurredAt, ...fields } = plain(request ?? {});
    const correction = {
      ...{ do: 'correct', corrects, why, as: { do: command, ...fields, ...takenOut(differences) } },
      ...(occurredAt !== undefined && { occurredAt }),
    };
    const Step = steps[stage];
    return this.commands.execute(new Step(instance, correction as never, { caller: context.caller, key }));
  }
}
