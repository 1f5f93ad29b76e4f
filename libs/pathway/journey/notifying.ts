import { civilDate } from '#pathway/calendar';
import type { ArrestTestFact } from '#pathway/arrest-test';
import { evolve, initial, isPositive } from '#pathway/arrest-test/state';
import { handover, type HandoverAccepted, type HandoverFact } from '#pathway/handover';
import { isOpen, type Requested } from '#pathway/handover/state';
import { request } from '#pathway/journey/referring';
import { lastOf, openedHandovers, type Scene, type Step, toHandover } from '#pathway/journey/scene';
import { liaisonOf } from '#pathway/reference';
import type { StageFact } from '#pathway/stages';

const positive = (facts: readonly StageFact[]): boolean =>
  isPositive((facts as readonly ArrestTestFact[]).reduce(evolve, initial));

const undecided = (state: Requested) => isOpen(state) && state.acceptedAt === undefined;

function notify(scene: Scene): readonly Step[] {
  const suite = lastOf(scene.now, 'ArrestTestRequested')?.suite;
  const liaison = suite === undefined ? undefined : liaisonOf(scene.context.reference, suite, civilDate(scene.at));
  const stands = openedHandovers(scene).some(({ state }) => isOpen(state));
  if (suite === undefined || liaison === undefined || stands) return [];
  return [request(scene, { purpose: 'notification', sender: suite, receiver: liaison })];
}

const withdraw = (scene: Scene): readonly Step[] =>
  openedHandovers(scene)
    .filter(({ state }) => undecided(state))
    .map(({ event }) => toHandover(scene, event, { do: 'withdraw', reason: 'The result was not confirmed.' }));

/**
 * A result that has become positive notifies Liaison and Diversion; one that is overturned, by the laboratory or by a
 * correction, withdraws the notification that nobody has accepted. An accepted one stands.
 */
function turned(scene: Scene): readonly Step[] {
  const was = positive(scene.before);
  const is = positive(scene.now);
  if (was === is) return [];
  return is ? notify(scene) : withdraw(scene);
}
export const turning = { told: turned, corrected: turned };

/** Accepting a test's notification opens the referral. */
export const opening = {
  told: (scene: Scene<HandoverAccepted>): readonly Step[] => {
    const { told, now, at } = scene;
    const state = (now as readonly HandoverFact[]).reduce(handover.evolve, handover.initial);
    if (state.status === 'not requested' || state.openedBy.stage !== 'arrest-test') return [];
    const notification = { handover: told.instance, test: state.openedBy.instance };
    const { personId } = told;
    const command = {
      do: 'open from notification',
      personId,
      referrer: state.sender,
      service: state.receiver,
    } as const;
    return [
      {
        stage: 'liaison-referral',
        instance: { derivedFrom: told.id },
        command: { ...command, notification },
        occurredAt: at,
      },
    ];
  },
  corrected: 'nothing',
} as const;

/** The first step that L&D itself records on a referral made to it accepts that one. */
export function takingOn(scene: Scene): readonly Step[] {
  return openedHandovers(scene)
    .filter(({ state }) => state.purpose === 'notification' && undecided(state))
    .filter(({ state }) => state.receiver === scene.told.organisation)
    .map(({ event }) => toHandover(scene, event, { do: 'accept' }));
}
export const working = { told: takingOn, corrected: 'nothing' } as const;
