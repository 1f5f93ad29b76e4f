import type { Instant } from '#pathway/decider';

/** What a decision must know that lies outside its own stream and the streams it names: read from views. */
export interface Surroundings {
  /** Every record of this person that has been merged with this one, itself among them. */
  records(personId: string): Promise<readonly string[]>;
  /** How far in the log the answers of `records` have come. */
  recordsUpTo(): Promise<bigint>;
  /** Whether the organisation runs or has run an episode of this person, or is a party to one of their handovers. */
  sees(organisation: string, personId: string): Promise<boolean>;
  /** Whether a handover of this person went to the organisation and has not left it. */
  wasHanded(organisation: string, personId: string): Promise<boolean>;
  /** The treatments of this person by a provider. */
  treatments(personId: string, provider: string): Promise<readonly string[]>;
  /** When this provider first started structured treatment of this person, from a moment on. */
  structuredStart(personId: string, provider: string, since: Instant): Promise<Instant | undefined>;
}
