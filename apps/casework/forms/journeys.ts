import { recordADrugTest } from '#casework/arrest-test/record-a-drug-test';
import type { Journey } from '#casework/forms/journey';

/** Every form there is. */
export const journeys: readonly Journey[] = [recordADrugTest];

export const journeyAt = (path: string): Journey | undefined => journeys.find((journey) => journey.path === path);
