import type { Recorded } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { Deadline, HandoverFact, HandoverStatus } from '#pathway/handover';
import type { Due, Rung } from '#pathway/handover/deadlines';
import type { PrisonReleaseFact } from '#pathway/prison-release';
import type { Purpose } from '#pathway/reference';
import { bigintColumn, instantColumn } from '#read-models/instants';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A handover as it stands. Free texts read as erased: what was asked and answered is in the log. */
@Entity({ schema: 'handover', name: 'handover' })
export class Handover {
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  /** The record that stands for the person: another than `personId` where it was merged. */
  @Column({ name: 'canonical_person_id', type: 'uuid' }) canonicalPersonId: string;
  @Column({ type: 'text' }) purpose: Purpose;
  @Column({ type: 'text' }) sender: string;
  @Column({ type: 'text' }) receiver: string;
  @Column({ type: 'text' }) status: HandoverStatus;
  @Column({ type: 'boolean' }) open: boolean;
  /** The organisation responsible for the person. */
  @Column({ type: 'text' }) responsible: string;
  @Column({ type: 'text' }) area: string;
  @Column({ name: 'opener_stage', type: 'text' }) openerStage: string;
  @Column({ name: 'opener_instance', type: 'uuid' }) openerInstance: string;
  @Column({ name: 'opener_event', type: 'uuid' }) openerEvent: string;
  /** When the first receiver was asked. */
  @Column({ name: 'opened_at', type: 'timestamptz', transformer: instantColumn }) openedAt: Instant;
  /** When the current receiver was asked. */
  @Column({ name: 'requested_at', type: 'timestamptz', transformer: instantColumn }) requestedAt: Instant;
  @Column({ name: 'opened_position', type: 'bigint', transformer: bigintColumn }) openedPosition: bigint;
  /** Of its stream, as far as the view has come. */
  @Column({ type: 'bigint', transformer: bigintColumn }) revision: bigint;
  @Column({ type: 'jsonb' }) due: Readonly<Record<Deadline, Due>>;
  /** The highest level raised against the current receiver; 0 for none. */
  @Column({ type: 'smallint' }) escalation: number;
  /** The levels that are next to be raised. */
  @Column({ type: 'jsonb' }) rungs: readonly Rung[];
  /** When the first of them falls due. */
  @Column({ name: 'next_at', type: 'timestamptz', nullable: true, transformer: instantColumn }) nextAt: Instant | null;
  @Column({ type: 'jsonb' }) history: readonly Recorded<HandoverFact>[];
}

/** What moves the clocks of the handovers that a release opened. */
@Entity({ schema: 'handover', name: 'release' })
export class ReleaseHistory {
  @PrimaryColumn({ type: 'uuid' }) instance: string;
  @Column({ type: 'jsonb' }) history: readonly Recorded<PrisonReleaseFact>[];
}

/** A start of treatment, as corrected. */
@Entity({ schema: 'handover', name: 'start' })
export class TreatmentStart {
  @PrimaryColumn({ name: 'event_id', type: 'uuid' }) eventId: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'text' }) provider: string;
  @Column({ name: 'occurred_at', type: 'timestamptz', transformer: instantColumn }) occurredAt: Instant;
  @Column({ type: 'boolean' }) structured: boolean;
}

/** A record that was merged into another. */
@Entity({ schema: 'handover', name: 'merge' })
export class Merge {
  @PrimaryColumn({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ name: 'into_id', type: 'uuid' }) intoId: string;
}
