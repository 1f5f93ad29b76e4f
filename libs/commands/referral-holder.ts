import { openedBy } from '#commands/ids';
import type { Log, LoggedFact } from '#commands/log';
import { fold, type Recorded } from '#pathway/corrections';
import { handover, type HandoverFact, runBy as handoverRunBy } from '#pathway/handover';
import { runBy } from '#pathway/liaison-referral';
import type { LiaisonReferralState } from '#pathway/liaison-referral/state';
import type { Reference } from '#pathway/reference';

/**
 * Who works on a referral that was made by hand: whoever holds the notification it opened, so not a service that
 * declined it or that it was taken from. One opened by accepting a notification is that service's own.
 */
export const referralHeldBy =
  (log: Log) =>
  async (
    state: LiaisonReferralState,
    reference: Reference,
    [opening]: readonly LoggedFact[],
  ): Promise<readonly string[]> => {
    if (!opening || state.opened?.notification) return runBy(state);
    const { facts } = await log.read('handover', openedBy(opening.id), true);
    const notification = fold(handover, facts as unknown as readonly Recorded<HandoverFact>[]);
    return notification.status === 'not requested' ? runBy(state) : handoverRunBy(notification, reference);
  };
