import { isCorrection } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import { servicesIn } from '#pathway/prison-release';
import { civilDate } from '#pathway/calendar';
import { courtsBeside, type Reference } from '#pathway/reference';
import type { StageFact, StageName } from '#pathway/stages';
import { Consent, consentsOf } from '#read-models/access/consents';
import { instantColumn } from '#read-models/instants';
import { rowsWhere, upsertRows } from '#read-models/rows';
import { sideBySide } from '#read-models/statements';
import type { Told } from '#pathway/told';
import { begunBefore, type View } from '#read-models/view';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `runs` the episode, or has run it; `sender` or `receiver` of a handover; `copied` with its standing. */
export type Basis = 'runs' | 'sender' | 'receiver' | 'copied';

/** An organisation's part in one episode or handover. */
@Entity({ schema: 'access', name: 'party' })
export class Party {
  @PrimaryColumn({ type: 'uuid' }) instance: string;
  @PrimaryColumn({ type: 'text' }) organisation: string;
  @PrimaryColumn({ type: 'text' }) basis: Basis;
  @Column({ type: 'text' }) stage: StageName;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'timestamptz', transformer: instantColumn }) since: Instant;
  /** Since then it is no longer: a receiver's part ends, and that of a service that a plan does not name any more. */
  @Column({ type: 'timestamptz', nullable: true, transformer: instantColumn }) until: Instant | null;
  /** Of a handover: the episode that opened it. */
  @Column({ name: 'opener_instance', type: 'uuid', nullable: true }) openerInstance: string | null;
}

/** The parties of the instances in a batch, as they change. */
class Parties {
  readonly #rows: Map<string, Party>;

  constructor(known: readonly Party[]) {
    this.#rows = new Map(known.map((row) => [keyOf(row), row]));
  }

  get rows(): readonly Party[] {
    return [...this.#rows.values()];
  }

  add({ stage, instance, personId, fact }: Told, basis: Basis, codes: readonly string[], opener: string | null = null) {
    for (const code of codes) {
      const known = this.#rows.get(keyOf({ instance, organisation: code, basis }));
      const since = known && known.until === null ? known.since : fact.occurredAt;
      const row = { instance, organisation: code, basis, stage, personId, since, until: null, openerInstance: opener };
      this.#rows.set(keyOf(row), { ...row, openerInstance: opener ?? known?.openerInstance ?? null });
    }
  }

  /** These run it, and nobody else does any more. */
  only(told: Told, codes: readonly string[]): void {
    const others = this.rows.filter(
      ({ instance, basis, organisation: code }) =>
        instance === told.instance && basis === 'runs' && !codes.includes(code),
    );
    this.#end(others, told);
    this.add(told, 'runs', codes);
  }

  /** Whoever was asked no longer is; answers the episode that had opened the handover. */
  end(told: Told): string | null {
    const asked = this.rows.filter((row) => row.instance === told.instance && row.basis === 'receiver');
    this.#end(asked, told);
    return asked[0]?.openerInstance ?? null;
  }

  #end(rows: readonly Party[], { fact }: Told): void {
    for (const row of rows) if (row.until === null) this.#rows.set(keyOf(row), { ...row, until: fact.occurredAt });
  }
}

const keyOf = ({ instance, organisation: code, basis }: Pick<Party, 'instance' | 'organisation' | 'basis'>) =>
  `${instance}/${code}/${basis}`;

type Takes = {
  readonly [F in StageFact as F['type']]?: (parties: Parties, told: Told, fact: F, reference: Reference) => void;
};

/** A referral is the service's that works on it; until then it is only handed to one. */
const works = (parties: Parties, told: Told): void => parties.add(told, 'runs', [told.organisation]);

const takes: Takes = {
  ArrestTestRequested: (parties, told, { suite }) => parties.add(told, 'runs', [suite]),
  LiaisonReferralOpened: (parties, told, { service, referrer, notification }) => {
    parties.add(told, 'sender', [referrer]);
    if (notification) parties.add(told, 'runs', [service]);
  },
  Screened: works,
  ConsentRecorded: works,
  Assessed: works,
  OnwardReferralMade: works,
  LiaisonReferralClosed: works,
  SuitabilityAssessed: (parties, told, { unit, occurredAt }, reference) =>
    parties.add(told, 'runs', [unit, ...courtsBeside(reference, unit, civilDate(occurredAt))]),
  RequirementImposed: (parties, told, { court, reviewCourt }) =>
    parties.add(told, 'runs', reviewCourt === undefined ? [court] : [court, reviewCourt]),
  ReleasePlanned: (parties, told, planned) => parties.only(told, servicesIn(planned)),
  TreatmentStarted: (parties, told, { provider }) => parties.add(told, 'runs', [provider]),
  ContactRecorded: (parties, told, { provider }) => parties.add(told, 'runs', [provider]),
  HandoverRequested: (parties, told, { sender, receiver, copiedTo, openedBy }) => {
    parties.add(told, 'sender', [sender], openedBy.instance);
    parties.add(told, 'receiver', [receiver], openedBy.instance);
    parties.add(told, 'copied', copiedTo ?? [], openedBy.instance);
  },
  HandoverDeclined: (parties, told) => void parties.end(told),
  HandoverWithdrawn: (parties, told) => void parties.end(told),
  HandoverReassigned: (parties, told, { to }) => parties.add(told, 'receiver', [to], parties.end(told)),
};

const ENDINGS: ReadonlySet<string> = new Set(['HandoverDeclined', 'HandoverWithdrawn', 'HandoverReassigned']);

/** A corrected opening adds whom it names, and a plan takes whom it names no more away; correcting the words of an ending does not bring it about again. */
function take(parties: Parties, told: Told, reference: Reference): void {
  const fact = isCorrection(told.fact) ? told.fact.fact : told.fact;
  if (isCorrection(told.fact) && ENDINGS.has(fact.type)) return;
  const taking = takes[fact.type] as ((p: Parties, t: Told, f: StageFact, r: Reference) => void) | undefined;
  taking?.(parties, told, fact, reference);
}

/** Which organisation has, or had, a part in which person's pathway; and what the person agreed to share. */
export const accessView = (reference: Reference): View => ({
  name: 'access',
  perPerson: true,
  tables: ['party', 'consent'],
  listens: {
    person: 'ignored',
    'arrest-test': {
      ArrestTestRequested: 'told',
      SampleTaken: 'ignored',
      SampleRefused: 'ignored',
      SampleNotTaken: 'ignored',
      ArrestTestResultRecorded: 'ignored',
      ResultDisputed: 'ignored',
      LaboratoryResultRecorded: 'ignored',
      RequiredAssessmentImposed: 'ignored',
      AssessmentAttended: 'ignored',
      AssessmentMissed: 'ignored',
    },
    'liaison-referral': {
      LiaisonReferralOpened: 'told',
      Screened: 'told',
      ConsentRecorded: 'told',
      Assessed: 'told',
      OnwardReferralMade: 'told',
      LiaisonReferralClosed: 'told',
    },
    'treatment-requirement': {
      SuitabilityAssessed: 'told',
      WillingnessExpressed: 'ignored',
      WillingnessRefused: 'ignored',
      RequirementImposed: 'told',
      ReviewScheduled: 'ignored',
      ReviewHeld: 'ignored',
      RequirementTestRecorded: 'ignored',
      NonComplianceRecorded: 'ignored',
      WarningGiven: 'ignored',
      BreachStarted: 'ignored',
      SanctionImposed: 'ignored',
      RequirementAmended: 'ignored',
      RequirementRevoked: 'ignored',
      RequirementCompleted: 'ignored',
    },
    'prison-release': {
      ReleasePlanned: 'told',
      ReleaseDateChanged: 'ignored',
      CommunityReferralMade: 'ignored',
      PreReleaseMeetingHeld: 'ignored',
      ReconnectReferralMade: 'ignored',
      MedicationContinuityArranged: 'ignored',
      NaloxoneSupplied: 'ignored',
      NaloxoneDeclined: 'ignored',
      PrisonTestRecorded: 'ignored',
      Released: 'ignored',
      Recalled: 'ignored',
    },
    treatment: {
      TreatmentStarted: 'told',
      ContactRecorded: 'told',
      ProgressReviewed: 'ignored',
      TreatmentEnded: 'ignored',
    },
    handover: {
      HandoverRequested: 'told',
      HandoverDelivered: 'ignored',
      HandoverAcknowledged: 'ignored',
      HandoverInformationRequested: 'ignored',
      HandoverInformationProvided: 'ignored',
      HandoverAccepted: 'ignored',
      HandoverDeclined: 'told',
      HandoverAppointmentOffered: 'ignored',
      HandoverAppointmentAttended: 'ignored',
      HandoverAppointmentMissed: 'ignored',
      HandoverTreatmentStarted: 'ignored',
      HandoverWithdrawn: 'told',
      HandoverReassigned: 'told',
      HandoverEscalated: 'ignored',
    },
  },
  apply: async (batch, { db, schema }) => {
    const [known, consents] = await sideBySide([
      rowsWhere(db, { entity: Party, schema }, 'instance', begunBefore(batch)),
      consentsOf(batch, db, schema),
    ]);
    const parties = new Parties(known);
    for (const told of batch) take(parties, told, reference);
    return [...upsertRows(db, Party, schema, parties.rows), ...upsertRows(db, Consent, schema, consents)];
  },
});
