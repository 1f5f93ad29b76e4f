import { isCorrection } from '#pathway/corrections';
import type { Instant } from '#pathway/decider';
import type { ConsentAnswer, ConsentRecorded, ConsentScope } from '#pathway/liaison-referral';
import type { Told } from '#pathway/told';
import { bigintColumn, instantColumn } from '#read-models/instants';
import { rowsWhere } from '#read-models/rows';
import { Column, Entity, type EntityManager, PrimaryColumn } from 'typeorm';

/** A person's answer to one scope of consent, as corrected. */
@Entity({ schema: 'access', name: 'consent' })
export class Consent {
  @PrimaryColumn({ name: 'event_id', type: 'uuid' }) eventId: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId: string;
  @Column({ type: 'uuid' }) instance: string;
  @Column({ type: 'text' }) scope: ConsentScope;
  @Column({ type: 'text' }) answer: ConsentAnswer;
  @Column({ name: 'occurred_at', type: 'timestamptz', transformer: instantColumn }) occurredAt: Instant;
  @Column({ type: 'bigint', transformer: bigintColumn }) position: bigint;
}

function consentOf({ fact, id, personId, instance, position }: Told): Consent | undefined {
  const stands = isCorrection(fact) ? fact.fact : fact;
  if (stands.type !== 'ConsentRecorded') return undefined;
  const { scope, answer, occurredAt }: ConsentRecorded = stands;
  const eventId = isCorrection(fact) ? fact.corrects : id;
  return { eventId, personId, instance, scope, answer, occurredAt, position };
}

/** The consents of a batch, each where its first answer stands in the log. */
export async function consentsOf(
  batch: readonly Told[],
  db: EntityManager,
  schema: string,
): Promise<readonly Consent[]> {
  const consents = new Map<string, Consent>();
  for (const told of batch) {
    const consent = consentOf(told);
    if (!consent) continue;
    const { position } = consents.get(consent.eventId) ?? consent;
    consents.set(consent.eventId, { ...consent, position });
  }
  const original = await rowsWhere(db, { entity: Consent, schema }, 'eventId', [...consents.keys()]);
  for (const { eventId, position } of original) {
    const consent = consents.get(eventId);
    if (consent) consents.set(eventId, { ...consent, position });
  }
  return [...consents.values()];
}
