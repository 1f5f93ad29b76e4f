import type { FormContext, Known, Option } from '#casework/forms/question';
import { personState } from '#read-models/people';
import { civilDate } from '#pathway/calendar';
import { lastOfEach, ofKind, type Organisation, type OrganisationKind } from '#pathway/reference';

type Home = (context: FormContext) => string | undefined;

/** Where somebody known lives now. */
export const livesIn: Home = ({ person }) => person && personState(person.history).residence;

const serves = (home: string | undefined, { authorities }: Organisation): boolean =>
  home !== undefined && authorities.includes(home);

const byName = (one: Organisation, other: Organisation): number => one.name.localeCompare(other.name, 'en-GB');

/** Those that are open today; where a step is put right, it may name one that has closed since. */
export const offeredOf = ({ reference, now, correcting }: FormContext, kind: OrganisationKind) =>
  (correcting
    ? lastOfEach(reference.organisations).filter((one) => one.kind === kind)
    : ofKind(reference, kind, civilDate(now))
  ).toSorted(byName);

/** Every organisation of a kind, those that serve where the person lives first. */
export const nearestFirst =
  (kind: OrganisationKind, home: Home = livesIn) =>
  (context: FormContext): readonly Option[] => {
    const all = offeredOf(context, kind);
    const near = all.filter((one) => serves(home(context), one));
    const others = all.filter((one) => !serves(home(context), one));
    return [
      ...near.map(({ code, name }) => ({ value: code, text: name, hint: 'Serves where the person lives' })),
      ...others.map(({ code, name }) => ({ value: code, text: name })),
    ];
  };

/** The one of a kind that serves where the person lives; nothing where there are several, or none. */
export const theOneNearby =
  (kind: OrganisationKind, home: Home = livesIn) =>
  (context: FormContext): Known | undefined => {
    const [only, ...others] = offeredOf(context, kind).filter((one) => serves(home(context), one));
    return only && others.length === 0 ? { value: only.code, from: 'where the person lives' } : undefined;
  };
