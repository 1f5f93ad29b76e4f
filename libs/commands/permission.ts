import type { Caller } from '#access/caller';
import { type Right, rightTo, type Tie, tieToCorrect } from '#access/recording';
import { notFound } from '#commands/answers';
import { Refused } from '#commands/refused';
import type { Surroundings } from '#commands/surroundings';
import { civilDate } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';
import type { PersonState } from '#pathway/person/state';
import { ofKind, type Reference } from '#pathway/reference';
import type { StageName } from '#pathway/stages';

/** Who asks to record what, of whom, on whose episode. */
export interface Wish {
  readonly caller: Caller;
  readonly stage: StageName;
  /** The step's name; of a correction, that of the step it restates. */
  readonly step: string;
  readonly corrects: boolean;
  readonly personId: string;
  readonly person: PersonState | undefined;
  /** Merged with it, whichever stands for the others. */
  readonly otherRecords: readonly PersonState[];
  /** Nothing is recorded there yet. */
  readonly opens: boolean;
  readonly runBy: readonly string[];
}

/** Whoever it is, registering says nothing of somebody known already. */
const registers = ({ stage, opens, corrects }: Wish, { tie }: Right): boolean =>
  stage === 'person' && tie === 'opens' && (opens || !corrects);

const restrictedFrom = (person: PersonState, { user }: Caller): boolean =>
  person.restricted && !person.grants.includes(user);

/** Whether this is a probation unit of where the person lives, an area that may have several. */
const supervises = (reference: Reference, { caller, person }: Wish, today: CivilDate): boolean =>
  ofKind(reference, 'probation', today).some(
    ({ code, authorities }) => code === caller.organisation && authorities.includes(person?.residence ?? ''),
  );

/** Who may record what: nobody learns that something exists that is not theirs. */
export class Permission {
  readonly #ties: { readonly [T in Tie]: (wish: Wish) => boolean | Promise<boolean> };

  constructor(reference: Reference, surroundings: Surroundings, now: () => Instant) {
    const sees = ({ caller, personId }: Wish) => surroundings.sees(caller.organisation, personId);
    this.#ties = {
      anyone: () => true,
      opens: () => false,
      runs: () => false,
      handed: ({ caller, personId }) => surroundings.wasHanded(caller.organisation, personId),
      met: sees,
      serves: (wish) => supervises(reference, wish, civilDate(now())) || sees(wish),
    };
  }

  /** @throws Refused `forbidden` where this organisation never records the step, `not-found` where it is not theirs */
  async check(wish: Wish): Promise<void> {
    const { caller } = wish;
    if (caller.kind === 'policy') return;
    const right = rightTo(wish.stage, wish.step);
    if (!right?.kinds.includes(caller.kind))
      throw new Refused('forbidden', 'NOT_YOUR_STEP', 'Your organisation does not record this step.');
    if (!registers(wish, right) && !(await this.#concerns(wish, right))) throw notFound();
  }

  async #concerns(wish: Wish, right: Right): Promise<boolean> {
    const { caller, person, otherRecords, opens, runBy } = wish;
    if (!person || person.erased) return false;
    const restricted = [person, ...otherRecords].some((record) => restrictedFrom(record, caller));
    if (restricted && right.tie !== 'anyone') return false;
    return opens || runBy.includes(caller.organisation) || this.#ties[tieToCorrect(wish.stage, right)](wish);
  }
}
