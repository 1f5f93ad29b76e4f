import { arrestTest } from '#pathway/arrest-test';
import { handover } from '#pathway/handover';
import { liaisonReferral } from '#pathway/liaison-referral';
import { person } from '#pathway/person';
import { prisonRelease } from '#pathway/prison-release';
import { treatmentRequirement } from '#pathway/treatment-requirement';
import { treatment } from '#pathway/treatment';

/** The decider of every stage, by its name. */
export const deciders = {
  person,
  'arrest-test': arrestTest,
  'liaison-referral': liaisonReferral,
  'treatment-requirement': treatmentRequirement,
  'prison-release': prisonRelease,
  treatment,
  handover,
} as const;
