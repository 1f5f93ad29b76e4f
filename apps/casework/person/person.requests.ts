import { OneOf, Part } from '#casework/fields/choices';
import { Identifier, LivesIn, OrganisationUser, Uuid, Words } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import type { Takes } from '#casework/records';
import type { RegisterPerson as Registration } from '#commands/step';
import { ethnicities, type Identifiers, type PersonCommand, type Residence, sexes } from '#pathway/person';

export class PersonIdentifiers implements Identifiers {
  @Identifier('the PNC id', '2024/9000001Z')
  pnc?: string;

  @Identifier('the CRO number', '999001/24B')
  cro?: string;

  @Identifier('the CRN', 'X100003')
  crn?: string;

  @Identifier('the prison number', 'A1234BC')
  prisonNumber?: string;

  @Identifier('the NHS number', '9990000018')
  nhsNumber?: string;
}

export class RegisterPerson implements Omit<Registration, 'do'> {
  @Words(200, 'the name')
  name: string;

  @CivilDate('the date of birth')
  dateOfBirth: string;

  @OneOf(sexes, 'the sex')
  sex: (typeof sexes)[number];

  @OneOf(ethnicities, 'the ethnic group')
  ethnicity: (typeof ethnicities)[number];

  @LivesIn('where the person lives')
  residence: Residence;

  @Words(500, 'the address', { optional: true })
  address?: string;

  @Part(() => PersonIdentifiers, 'the identifiers')
  identifiers: PersonIdentifiers;
}

export class ChangeDetails implements Takes<PersonCommand, 'change details'> {
  @Words(200, 'the name', { optional: true })
  name?: string;

  @Words(500, 'the address', { optional: true })
  address?: string;

  @OneOf(sexes, 'the sex', { optional: true })
  sex?: (typeof sexes)[number];

  @OneOf(ethnicities, 'the ethnic group', { optional: true })
  ethnicity?: (typeof ethnicities)[number];
}

export class ChangeResidence implements Takes<PersonCommand, 'change residence'> {
  @LivesIn('where the person lives')
  residence: Residence;

  @Words(500, 'the address', { optional: true })
  address?: string;
}

export class RestrictPerson implements Takes<PersonCommand, 'restrict person'> {
  @Words(500, 'the reason')
  reason: string;
}

export class UnrestrictPerson implements Takes<PersonCommand, 'unrestrict person'> {
  @Words(500, 'the reason')
  reason: string;
}

export class GrantAccess implements Takes<PersonCommand, 'grant access'> {
  @OrganisationUser('the user')
  user: string;

  @Words(500, 'the reason')
  reason: string;
}

export class WithdrawAccess implements Takes<PersonCommand, 'withdraw access'> {
  @OrganisationUser('the user')
  user: string;

  @Words(500, 'the reason')
  reason: string;
}

export class MergePeople implements Takes<PersonCommand, 'merge people'> {
  @Uuid('the person that stays')
  into: string;

  @Words(500, 'the reason')
  reason: string;
}

export class UnmergePeople implements Takes<PersonCommand, 'unmerge people'> {
  @Words(500, 'the reason')
  reason: string;
}

export class ErasePerson implements Takes<PersonCommand, 'erase person'> {
  @Words(500, 'the reason')
  reason: string;
}

/** By an identifier, or by a name and a date of birth. */
export class SearchPerson {
  @Identifier('an identifier', '2024/9000001Z')
  identifier?: string;

  @Words(200, 'the name', { optional: true })
  name?: string;

  @CivilDate('the date of birth', { optional: true })
  dateOfBirth?: string;
}
