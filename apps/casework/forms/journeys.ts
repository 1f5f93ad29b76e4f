import type { Caller } from '#access/caller';
import { recordADrugTest } from '#casework/arrest-test/record-a-drug-test';
import type { Journey } from '#casework/forms/journey';
import {
  endTreatment,
  recordAContact,
  recordAFirstContact,
  reviewProgress,
} from '#casework/treatment/during-treatment';
import { startTreatment } from '#casework/treatment/start-treatment';

/** Every form there is. */
export const journeys: readonly Journey[] = [
  recordADrugTest,
  startTreatment,
  recordAFirstContact,
  recordAContact,
  reviewProgress,
  endTreatment,
];

export const journeyAt = (path: string): Journey | undefined => journeys.find((journey) => journey.path === path);

/** Those that this caller's kind of service does. */
export const journeysFor = ({ kind }: Caller, about: Journey['about']): readonly Journey[] =>
  journeys.filter((journey) => journey.about === about && journey.kinds.some((one) => one === kind));
