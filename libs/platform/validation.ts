import { type FieldProblem, invalid } from '#platform/problem';
import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';

/** Field names come from the request too: only one that could be a field of ours is repeated. */
const shown = (name: string) => (/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name) ? name : '(unnamed)');

const ofPipe: Readonly<Record<string, Pick<FieldProblem, 'error' | 'message'>>> = {
  whitelistValidation: { error: 'UNKNOWN_FIELD', message: 'This field is not known here. Leave it out.' },
  unknownValue: { error: 'NOT_AN_OBJECT', message: 'Send a JSON object with the fields of this request.' },
  isObject: { error: 'NOT_AN_OBJECT', message: 'Send a JSON object with the fields of this request.' },
  nestedValidation: { error: 'NOT_AN_OBJECT', message: 'Send a JSON object with the fields of this part.' },
};

/** The first problem of each field, dotted where the field lies inside another. */
function fieldProblems(errors: readonly ValidationError[], within = ''): FieldProblem[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = `${within}${shown(property)}`;
    const [first] = Object.entries(constraints ?? {});
    const own = first && [{ field, ...(ofPipe[first[0]] ?? { error: first[0], message: first[1] }) }];
    return own ?? fieldProblems(children ?? [], `${field}.`);
  });
}

const storage = getMetadataStorage();
const rulesOf = storage.getTargetValidationMetadatas.bind(storage);
const known = new Map<object, ReturnType<typeof rulesOf>>();

/**
 * class-validator looks through every class there is for the rules of one, each time that one is checked, though they
 * are the same from when the class is made: a tenth of what the API itself did for a command, what it waits for left out.
 * Here no rule belongs to a group.
 * Source: https://github.com/typestack/class-validator/issues/2686
 */
storage.getTargetValidationMetadatas = (target, ...how) => {
  const rules = known.get(target) ?? rulesOf(target, ...how);
  known.set(target, rules);
  return rules;
};

/** Every request class is checked whole: unknown fields are refused, not dropped. */
export const validation = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    transform: true,
    exceptionFactory: (errors) => invalid(fieldProblems(errors)),
  });
