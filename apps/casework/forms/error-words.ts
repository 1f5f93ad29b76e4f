import { NONE, type Question } from '#casework/forms/question';

// What a form says of an answer that it cannot take: an order to whoever typed it, with an example of what is right.

const chosenFrom = new Set(['choice', 'choices', 'flag', 'results']);

/** `Enter the custody record number`, `Select the ground`. */
export const nothingAnswered = ({ missing, label, control, choose }: Question): string =>
  missing ?? `${chosenFrom.has(control.type) || choose ? 'Select' : 'Enter'} ${label}`;

/** `Enter the days as a whole number from 0 to 365`. */
export const doesNotFit = (question: Question): string => `${nothingAnswered(question)} ${question.as}`;

/** `The date of birth must be a real date, such as 27 3 2026`. */
export const noRealDate = ({ label: [first = '', ...others] }: Question): string =>
  `${first.toUpperCase()}${others.join('')} must be a real date, such as 27 3 2026`;

/** `Enter when the result was known: the date must be a real one, such as 27 3 2026`. */
export const noRealDay = (question: Question): string =>
  `${nothingAnswered(question)}: the date must be a real one, such as 27 3 2026`;

/** `Enter when the result was known: give the time as 9:40pm or 21:40`. */
export const noTime = (question: Question): string => `${nothingAnswered(question)}: give the time as 9:40pm or 21:40`;

/** `Enter when the result was known: it cannot be in the future`. */
export const inTheFuture = (question: Question): string => `${nothingAnswered(question)}: it cannot be in the future`;

/** Some of several were chosen, and that it is none of them. */
export const someAndNone = ({ label, none = NONE }: Question): string => `Select ${label}, or “${none}”`;
