import type { Caller } from '#access/caller';
import { uncorrected } from '#pathway/corrections';
import type { StageName } from '#pathway/stages';

/** What must be known of a person before anybody is shown anything. */
export interface PersonInView {
  readonly erased: boolean;
  readonly restricted: boolean;
  /** Users with a named grant. */
  readonly grants: readonly string[];
  /** The caller's organisation runs or ran an episode, or is the sender or current receiver of a handover. */
  readonly related: boolean;
}

/** The services that a step's episode belongs to. */
export interface Parties {
  readonly runs: readonly string[];
  /** Current receivers of the handovers that the episode opened. */
  readonly handed: readonly string[];
}

export interface Step {
  readonly stage: StageName;
  readonly type: string;
  /** The organisation that recorded it. */
  readonly organisation: string;
}

/** To anybody else this person does not exist. */
export function maySeePerson(caller: Caller, person: PersonInView): boolean {
  if (caller.kind === 'information-governance') return true;
  if (person.erased || caller.kind === 'analyst' || caller.kind === 'partnership-lead') return false;
  if (person.restricted && !person.grants.includes(caller.user)) return false;
  return person.related;
}

/** What the notification of a positive test tells the service it went to: never the offence. */
const notified = new Set([
  'SampleTaken',
  'ArrestTestResultRecorded',
  'ResultDisputed',
  'LaboratoryResultRecorded',
  'RequiredAssessmentImposed',
  'AssessmentAttended',
  'AssessmentMissed',
]);

/** What the health care of a prison knows of somebody, who is supervised by a unit that may see the rest of the release. */
const clinical = new Set(['MedicationContinuityArranged', 'PrisonTestRecorded']);

const justice = (caller: Caller): boolean => caller.kind === 'police-custody' || caller.kind === 'court';

/**
 * Whether a step is on the timeline that this caller sees. Police and courts see liaison and treatment steps only while
 * the consent to share with justice stands; police otherwise see their own tests and handovers.
 */
export function maySeeStep(caller: Caller, step: Step, parties: Parties, justiceConsent: boolean): boolean {
  if (!justice(caller) || justiceConsent || step.organisation === caller.organisation) return true;
  const own = parties.runs.includes(caller.organisation);
  if (step.stage === 'handover' || step.stage === 'arrest-test')
    return own || (caller.kind === 'court' && step.stage === 'arrest-test');
  if (caller.kind === 'police-custody') return step.stage === 'person';
  return step.stage !== 'liaison-referral' && step.stage !== 'treatment';
}

/** Whether the content of a step is for this caller: the services of its stage, and those it was handed to. */
export function maySeeContent(caller: Caller, step: Step, parties: Parties): boolean {
  const type = uncorrected(step.type);
  if (caller.kind === 'probation' && clinical.has(type)) return false;
  if (step.organisation === caller.organisation || parties.runs.includes(caller.organisation)) return true;
  if (!parties.handed.includes(caller.organisation)) return false;
  return step.stage !== 'arrest-test' || notified.has(type);
}
