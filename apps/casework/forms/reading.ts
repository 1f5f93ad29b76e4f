import { controls, type Typed, Unreadable } from '#casework/forms/controls';
import { doesNotFit, inTheFuture, nothingAnswered } from '#casework/forms/error-words';
import {
  answerTo,
  type Answers,
  asksWhenItHappened,
  type FormContext,
  isAsked,
  type Question,
  withAnswer,
} from '#casework/forms/question';
import { civilDate } from '#pathway/calendar';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';

/** What is wrong with the answer to a question, in words for whoever typed it. */
export interface Wrong {
  readonly question: Question;
  readonly words: string;
  /** Which of its fields, where that is not the first. */
  readonly part?: 'time';
}

export interface ReadForm {
  /** Those before, with what was typed here; what is not asked any more is taken out. */
  readonly answers: Answers;
  readonly wrong: readonly Wrong[];
}

function errorsAt(
  errors: readonly ValidationError[],
  [name = '', ...inner]: readonly string[],
): ValidationError | undefined {
  const found = errors.find(({ property }) => property === name);
  return found && inner.length > 0 ? errorsAt(found.children ?? [], inner) : found;
}

/** What the request's own validator has against an answer, as a form says it. */
function wordsOf({ constraints }: ValidationError, question: Question): string | undefined {
  if (!constraints) return undefined;
  return 'REQUIRED' in constraints ? nothingAnswered(question) : doesNotFit(question);
}

/** What the request's own rules say of the answers to these questions. */
export async function wrongWith(questions: readonly Question[], context: FormContext): Promise<readonly Wrong[]> {
  const { answers } = context;
  const asked = questions.filter((question) => isAsked(question, context));
  const requests = new Map(asked.map(({ command, takes }) => [command, takes]));
  const found = new Map<string, readonly ValidationError[]>();
  for (const [command, takes] of requests)
    found.set(command, await validate(plainToInstance<object, object>(takes, answers[command] ?? {})));
  const words = await Promise.all(
    asked.map((question) => whatIsWrong(question, context, found.get(question.command) ?? [])),
  );
  return asked.flatMap((question, index) => {
    const said = words[index];
    return said === undefined ? [] : [{ question, words: said }];
  });
}

async function whatIsWrong(
  question: Question,
  context: FormContext,
  errors: readonly ValidationError[],
): Promise<string | undefined> {
  const value = answerTo(context.answers, question);
  if (question.needed && value === undefined) return nothingAnswered(question);
  const error = errorsAt(errors, question.field.split('.'));
  if (error) return wordsOf(error, question);
  if (typeof value !== 'string') return undefined;
  if (asksWhenItHappened(question) && value > context.now) return inTheFuture(question);
  if (!question.choose) return undefined;
  const offered = await question.choose(context);
  return offered.some((option) => option.value === value) ? undefined : nothingAnswered(question);
}

/** Reads what was typed into a form of these questions: the same rules as the API's, in a form's words. */
export async function readForm(questions: readonly Question[], typed: Typed, context: FormContext): Promise<ReadForm> {
  let { answers } = context;
  const unreadable: Wrong[] = [];
  for (const question of questions) {
    const value = isAsked(question, { ...context, answers })
      ? controls[question.control.type].read(typed, question, civilDate(context.now))
      : undefined;
    if (value instanceof Unreadable) unreadable.push({ question, words: value.words, part: value.part });
    answers = withAnswer(answers, question, value instanceof Unreadable ? undefined : value);
  }
  const wrong = await wrongWith(questions, { ...context, answers });
  const told = new Map([...wrong, ...unreadable].map((one) => [one.question.id, one]));
  return { answers, wrong: questions.flatMap(({ id }) => told.get(id) ?? []) };
}
