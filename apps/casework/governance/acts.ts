import type { Called } from '#casework/account/staff';
import { asking, type Option, type Question } from '#casework/forms/question';
import {
  ErasePerson,
  GrantAccess,
  MergePeople,
  RestrictPerson,
  UnmergePeople,
  UnrestrictPerson,
  WithdrawAccess,
} from '#casework/person/person.requests';
import type { Person } from '#read-models/people';
import type { Type } from '@nestjs/common';

/** Something that information governance does with a person's record. */
export interface Act {
  /** The last part of its address. */
  readonly path: string;
  readonly command: string;
  readonly title: string;
  /** What comes of it, in words, before it is done. */
  readonly means: readonly string[];
  /** What the button says that does it. */
  readonly confirm: string;
  /** It cannot be undone. */
  readonly final?: true;
  /** Whether it makes sense, for a record of the person as it stands. */
  readonly offered: (record: Person) => boolean;
  /** Of the record that is acted on, with those that it may be joined to. */
  readonly questions: (record: Person, others: readonly Option[], called: Called) => readonly Question[];
}

const reasonFor = <Request extends { reason: string }>(command: string, takes: Type<Request>): Question =>
  asking<{ reason: string }>(command, takes)('reason', { ask: 'Why?', missing: 'Enter the reason' });

const user = (command: string, takes: Type<{ user: string }>, choose?: readonly Option[]): Question =>
  asking<{ user: string }>(command, takes)('user', {
    ask: 'Which user?',
    missing: 'Enter the user',
    ...(choose ? { choose: () => choose } : { hint: 'The name that they sign in with.' }),
  });

const living = ({ erasedAt }: Person): boolean => erasedAt === null;

export const acts: readonly Act[] = [
  {
    path: 'restrict',
    command: 'restrict person',
    title: 'Restrict this person',
    means: ['Only users whom you name see this person from then on, whatever service they work for.'],
    confirm: 'Restrict this person',
    offered: (record) => living(record) && !record.restricted,
    questions: () => [reasonFor('restrict person', RestrictPerson)],
  },
  {
    path: 'unrestrict',
    command: 'unrestrict person',
    title: 'Lift the restriction',
    means: ['Every service that has to do with this person sees them again.'],
    confirm: 'Lift the restriction',
    offered: (record) => living(record) && record.restricted,
    questions: () => [reasonFor('unrestrict person', UnrestrictPerson)],
  },
  {
    path: 'grant',
    command: 'grant access',
    title: 'Let a user see this restricted person',
    means: ['The user sees what their service may see of this person, and no more.'],
    confirm: 'Grant access',
    offered: (record) => living(record) && record.restricted,
    questions: () => [user('grant access', GrantAccess), reasonFor('grant access', GrantAccess)],
  },
  {
    path: 'withdraw',
    command: 'withdraw access',
    title: 'Take back a user’s access',
    means: ['The user no longer sees this person while the person is restricted.'],
    confirm: 'Withdraw access',
    offered: (record) => living(record) && record.grants.length > 0,
    questions: ({ grants }, _others, called) => [
      user(
        'withdraw access',
        WithdrawAccess,
        grants.map((one) => ({ value: one, text: called(one), ...(called(one) !== one && { hint: one }) })),
      ),
      reasonFor('withdraw access', WithdrawAccess),
    ],
  },
  {
    path: 'merge',
    command: 'merge people',
    title: 'Join this record to another of the same person',
    means: [
      'The other record stays and stands for both: whoever sees one of them sees all that is on either.',
      'Joined records can be parted again.',
    ],
    confirm: 'Join the records',
    offered: (record) => living(record) && record.mergedInto === null,
    questions: (_record, others) => [
      asking('merge people', MergePeople)('into', {
        ask: 'Which record stays?',
        ...(others.length > 0
          ? { choose: () => others, missing: 'Select the record that stays' }
          : { hint: 'The last part of the address of its case page.', missing: 'Enter the record that stays' }),
      }),
      reasonFor('merge people', MergePeople),
    ],
  },
  {
    path: 'unmerge',
    command: 'unmerge people',
    title: 'Part the joined records',
    means: ['The record that was joined to this one stands alone again, with the steps that were recorded on it.'],
    confirm: 'Part the records',
    offered: (record) => living(record) && record.mergedInto !== null,
    questions: () => [reasonFor('unmerge people', UnmergePeople)],
  },
  {
    path: 'erase',
    command: 'erase person',
    title: 'Erase this person',
    means: [
      'Lost for good: the name, the day of birth, every identifier, the address, and everything that anybody wrote about this person in words. The key that they are sealed with is destroyed, so no copy and no backup can bring them back.',
      'Kept: that each step was taken, when and by which service, its fixed choices such as a test result, and for counting the year and month of birth, sex, ethnic group and local authority.',
      'From then on this person does not exist for any service, and nothing more can be recorded of them. What is still owed on their handovers falls away.',
    ],
    confirm: 'Erase this person for good',
    final: true,
    offered: living,
    questions: () => [reasonFor('erase person', ErasePerson)],
  },
];
