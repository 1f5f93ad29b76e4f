import { isCorrection } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { StageName } from '#pathway/stages';
import { bigintColumn, instantColumn } from '#read-models/instants';
import { upsertRows } from '#read-models/rows';
import type { Told } from '#pathway/told';
import type { View } from '#read-models/view';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, In, LessThanOrEqual, PrimaryColumn } from 'typeorm';

/** That a step was taken, when, and by which service: never what it says. A correction is a step of its own. */
@Entity({ schema: 'timeline', name: 'step' })
export class TimelineStep {
  @PrimaryColumn({ type: 'bigint', transformer: bigintColumn }) position: bigint;
  @Column({ name: 'event_id', type: 'uuid' }) eventId: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'text' }) stage: StageName;
  @Column({ type: 'uuid' }) instance: string;
  @Column({ type: 'bigint', transformer: bigintColumn }) revision: bigint;
  @Column({ type: 'text' }) type: string;
  /** When it happened; for a correction, when what it corrects should have read to have happened. */
  @Column({ name: 'occurred_at', type: 'timestamptz', transformer: instantColumn }) occurredAt: Instant;
  @Column({ name: 'recorded_at', type: 'timestamptz', transformer: instantColumn }) recordedAt: Instant;
  @Column({ type: 'text' }) organisation: string;
  @Column({ type: 'text' }) user: string;
  /** The event it corrects. */
  @Column({ type: 'uuid', nullable: true }) corrects: string | null;
}

function asStep({ fact, id, ...told }: Told): TimelineStep {
  const corrects = isCorrection(fact) ? fact : undefined;
  const { position, personId, stage, instance, revision, recordedAt, organisation, user } = told;
  return {
    position,
    eventId: id,
    personId,
    stage,
    instance,
    revision,
    type: fact.type,
    occurredAt: corrects?.fact.occurredAt ?? fact.occurredAt,
    recordedAt,
    organisation,
    user,
    corrects: corrects?.corrects ?? null,
  };
}

/** One row for each fact of every stage. */
export const timelineView: View = {
  name: 'timeline',
  perPerson: true,
  tables: ['step'],
  listens: {
    person: {
      PersonRegistered: 'told',
      PersonRecognised: 'told',
      IdentifiersAdded: 'told',
      PersonDetailsChanged: 'told',
      ResidenceChanged: 'told',
      PersonRestricted: 'told',
      PersonUnrestricted: 'told',
      AccessGranted: 'told',
      AccessWithdrawn: 'told',
      PersonMerged: 'told',
      PersonUnmerged: 'told',
      PersonErased: 'told',
    },
    'arrest-test': {
      ArrestTestRequested: 'told',
      SampleTaken: 'told',
      SampleRefused: 'told',
      SampleNotTaken: 'told',
      ArrestTestResultRecorded: 'told',
      ResultDisputed: 'told',
      LaboratoryResultRecorded: 'told',
      RequiredAssessmentImposed: 'told',
      AssessmentAttended: 'told',
      AssessmentMissed: 'told',
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
      WillingnessExpressed: 'told',
      WillingnessRefused: 'told',
      RequirementImposed: 'told',
      ReviewScheduled: 'told',
      ReviewHeld: 'told',
      RequirementTestRecorded: 'told',
      NonComplianceRecorded: 'told',
      WarningGiven: 'told',
      BreachStarted: 'told',
      SanctionImposed: 'told',
      RequirementAmended: 'told',
      RequirementRevoked: 'told',
      RequirementCompleted: 'told',
    },
    'prison-release': {
      ReleasePlanned: 'told',
      ReleaseDateChanged: 'told',
      CommunityReferralMade: 'told',
      PreReleaseMeetingHeld: 'told',
      ReconnectReferralMade: 'told',
      MedicationContinuityArranged: 'told',
      NaloxoneSupplied: 'told',
      NaloxoneDeclined: 'told',
      PrisonTestRecorded: 'told',
      Released: 'told',
      Recalled: 'told',
    },
    treatment: {
      TreatmentStarted: 'told',
      ContactRecorded: 'told',
      ProgressReviewed: 'told',
      TreatmentEnded: 'told',
    },
    handover: {
      HandoverRequested: 'told',
      HandoverDelivered: 'told',
      HandoverAcknowledged: 'told',
      HandoverInformationRequested: 'told',
      HandoverInformationProvided: 'told',
      HandoverAccepted: 'told',
      HandoverDeclined: 'told',
      HandoverAppointmentOffered: 'told',
      HandoverAppointmentAttended: 'told',
      HandoverAppointmentMissed: 'told',
      HandoverTreatmentStarted: 'told',
      HandoverWithdrawn: 'told',
      HandoverReassigned: 'told',
      HandoverEscalated: 'told',
    },
  },
  apply: (batch, { db, schema }) => upsertRows(db, TimelineStep, schema, batch.map(asStep)),
};

/** A step as it stood, and as it was known, at the moments asked for. */
export interface TimelineEntry extends TimelineStep {
  /** The event whose content stands in for this one's: its newest correction known at the time. */
  readonly correctedBy: string | null;
}

export interface TimelineQuestion {
  /** Every record of the person: see `sameAs`. */
  readonly personIds: readonly string[];
  /** Only what had happened by then. */
  readonly effectiveAt?: Instant;
  /** Only what had been recorded by then: later corrections have not been made. */
  readonly asKnownAt?: Instant;
}

/** Corrections, as known so far, moved into the place and time of what they correct. */
function standing(steps: readonly TimelineStep[]): readonly TimelineEntry[] {
  const corrections = new Map(
    steps.flatMap((step) => (step.corrects === null ? [] : [[step.corrects, step] as const])),
  );
  return steps.map((step) => {
    const correction = corrections.get(step.eventId);
    return {
      ...step,
      occurredAt: correction?.occurredAt ?? step.occurredAt,
      correctedBy: correction?.eventId ?? null,
    };
  });
}

const happened = (one: TimelineStep, other: TimelineStep): number =>
  Date.parse(one.occurredAt) - Date.parse(other.occurredAt) || (one.position < other.position ? -1 : 1);

/** The steps of these people by when they happened, then in the order in which they were recorded. */
export async function timeline(dataSource: DataSource, question: TimelineQuestion): Promise<readonly TimelineEntry[]> {
  const { personIds, effectiveAt, asKnownAt } = question;
  const steps = await dataSource.manager.find(TimelineStep, {
    where: {
      personId: In([...personIds]),
      ...(asKnownAt === undefined ? {} : { recordedAt: LessThanOrEqual(asKnownAt) }),
    },
    order: { position: 'ASC' },
  });
  return standing(steps)
    .filter(({ occurredAt }) => effectiveAt === undefined || Date.parse(occurredAt) <= Date.parse(effectiveAt))
    .toSorted(happened);
}

/** The steps of one instance of a stage, in recorded order. */
export const eventsOf = (dataSource: DataSource, stage: StageName, instance: string): Promise<TimelineStep[]> =>
  dataSource.manager.find(TimelineStep, { where: { stage, instance }, order: { position: 'ASC' } });

/** Steps that come of themselves from opening a page or typing an identifier: nobody calls them their work. */
const ofThemselves = ['HandoverDelivered', 'PersonRecognised'];

/** So many steps are looked back upon. */
const LATELY = 100;

/** Of whom an organisation recorded last, each by the newest step; of people whom this user may see now. */
export const recentSteps = async (
  dataSource: DataSource,
  { organisation, user }: { readonly organisation: string; readonly user: string },
  limit: number,
): Promise<readonly TimelineStep[]> => {
  const rows: { position: string }[] = await dataSource.query(
    `select max(position) as position from (
       select s.position, s.person_id from timeline.step s
       where s.organisation = $1 and s.type <> all($2) and not exists (
         select from people.person p where p.person_id = s.person_id
           and (p.erased_at is not null or p.restricted and not p.grants ? $3))
       order by s.position desc limit ${LATELY}) lately
     group by person_id order by 1 desc limit $4`,
    [organisation, ofThemselves, user, limit],
  );
  const positions = rows.map(({ position }) => BigInt(position));
  return dataSource.manager.find(TimelineStep, { where: { position: In(positions) }, order: { position: 'DESC' } });
};

/** How many events of a type are in the whole log. */
export const count = (dataSource: DataSource, type: string): Promise<number> =>
  dataSource.manager.countBy(TimelineStep, { type });

export class AskTimeline extends Query<readonly TimelineEntry[]> {
  constructor(readonly question: TimelineQuestion) {
    super();
  }
}

@QueryHandler(AskTimeline)
export class TimelineHandler implements IQueryHandler<AskTimeline> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ question }: AskTimeline): Promise<readonly TimelineEntry[]> {
    return timeline(this.dataSource, question);
  }
}
