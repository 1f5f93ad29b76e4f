import { Identifier } from '#casework/fields/text';
import { CivilDate } from '#casework/fields/times';
import { AfterWrite } from '#casework/reading';

/** As the HMPPS subject access request service asks: by one identifier, of days that are both included. */
export class SubjectAccess extends AfterWrite {
  @Identifier('the prison number', 'A1234BC')
  prn?: string;

  @Identifier('the CRN', 'X100003')
  crn?: string;

  @CivilDate('the first day', { optional: true })
  fromDate?: string;

  @CivilDate('the last day', { optional: true })
  toDate?: string;
}
