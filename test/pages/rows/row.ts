import { type Before, prison } from '#test/pages/before';
import type { Answers } from '#test/pages/fields';

/** Where a form is opened: a page, and the address that the link there leads to. */
export interface Opening {
  /** Left out where no page leads there. */
  readonly from?: string;
  readonly link: string;
  /** What only this opening makes right, such as whom to look for. */
  readonly answers?: Answers;
}

export type Opens = (before: Before, job: string, user: string) => Promise<Opening>;

/** How one job is done by somebody. */
export interface Done {
  readonly opens: Opens;
  /** By question; of the others whatever is right. */
  readonly answers?: Answers;
  /** The heading at the end. */
  readonly done: string;
  /** What the pathway refuses, by its code, and the answers that make it. */
  readonly refuses?: Readonly<Record<string, Answers>>;
}

/** A job opened where the pathway refuses it whatever is answered. */
export interface Refused extends Pick<Done, 'opens' | 'answers'> {
  readonly refused: string;
}

export interface Row extends Done {
  readonly user: string;
  /** The same form of something that stands otherwise; by somebody else where that makes the difference. */
  readonly otherwise?: readonly ((Done | Refused) & { readonly user?: string })[];
}

/** Rows by the path of their job. */
export type Rows = Readonly<Record<string, Row>>;

/** Opened on an episode: where whoever works on it finds the form. */
export const on =
  (stage: string, begin: (before: Before) => Promise<string>): Opens =>
  async (before, job, user) => {
    const id = await begin(before);
    const from =
      stage === 'prison-release' && user === prison
        ? `/releases/${id}`
        : `/people/${await before.personOf(user, `/${stage}/${id}`)}`;
    return { from, link: `/forms/${job}?on=${id}` };
  };

const dateTyped = (date: string): string => date.split('-').reverse().map(Number).join(' ');

/** Begun at home: somebody known is found, who is not the one, so that another is described. */
export const aNewcomer =
  (more: (before: Before) => Answers = () => ({}), born?: string): Opens =>
  async (before, job, user) => {
    const { name, dateOfBirth } = await before.somebody(user, born);
    return {
      from: '/',
      link: `/forms/${job}`,
      answers: {
        ...{ 'find-person-name': name, 'find-person-dateOfBirth': dateTyped(dateOfBirth) },
        ...{ 'find-person-identifier': '', 'find-person-chosen': 'somebody-else' },
        ...more(before),
      },
    };
  };

/** Begun at home, of somebody who is found. */
export const somebodyKnown =
  (born: string, begin: (before: Before, born: string) => Promise<string>): Opens =>
  async (before, job) => ({
    from: '/',
    link: `/forms/${job}`,
    answers: {
      ...{ 'find-person-name': 'Ali Invented', 'find-person-dateOfBirth': dateTyped(born) },
      ...{ 'find-person-identifier': '', 'find-person-chosen': await begin(before, born) },
    },
  });

export const TOMORROW = '2 6 2026 9am';
