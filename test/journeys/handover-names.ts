import type { Instance, Player } from '#test/journeys/player';
import type { Line } from '#test/journeys/story';

type Seen = Record<string, unknown>;
type Steps = { id: string; type: string; instance: string; content?: { notification?: { handover?: string } } }[];

const GOVERNANCE = 'governance-national';

/** A handover is named by what opened it: finds it, its steps, and what accepting it opened. */
export class HandoverNames {
  constructor(private readonly player: Player) {}

  /** The handovers that an instance opened, last first: as those who acted on it see them, else as governance does. */
  async handovers(named: unknown, to?: string): Promise<Seen[]> {
    const { of, to: receiver } = typeof named === 'object' && named !== null ? (named as Line) : { of: named, to };
    const instance = this.player.instance(of);
    const seen = new Map<string, Seen>();
    for (const actor of instance.actors)
      for (const found of await this.#listed(actor, instance, receiver as string | undefined))
        seen.set(String(found['id']), found);
    if (seen.size === 0)
      for (const found of await this.#listed(GOVERNANCE, instance, receiver as string | undefined))
        seen.set(String(found['id']), found);
    const opened = ({ position }: Seen) => Number(position);
    if (seen.size > 0) return [...seen.values()].sort((one, other) => opened(other) - opened(one));
    throw new Error(`No handover was opened by ${String(of)}${receiver ? ` to ${String(receiver)}` : ''}.`);
  }

  /** The last step of the type that the line corrects, on the handover that it names. */
  async stepOf(line: Line): Promise<{ id: string; corrects: string | undefined }> {
    const [handover] = await this.handovers(line['handover']);
    const id = String(handover?.['id']);
    const steps = await this.#steps(String(line.by), handover);
    return { id, corrects: steps.findLast(({ type, instance }) => type === line['correct'] && instance === id)?.id };
  }

  /** The liaison referral that accepting a notification opened; of one made by hand, that referral. */
  async openedByAccepting(line: Line): Promise<Pick<Instance, 'stage' | 'id' | 'person'>> {
    const [handover] = await this.handovers(line['handover']);
    const person = String(handover?.['personId']);
    const opener = handover?.['openedBy'] as { stage: string; instance: string } | undefined;
    if (opener?.stage === 'liaison-referral') return { stage: opener.stage, id: opener.instance, person };
    const steps = await this.#steps(String(line.by), handover);
    const opened = steps.findLast(
      ({ type, content }) =>
        type === 'LiaisonReferralOpened' && content?.notification?.handover === String(handover?.['id']),
    );
    if (!opened) throw new Error(`Accepting ${JSON.stringify(line['handover'])} opened no liaison referral.`);
    return { stage: 'liaison-referral', id: opened.instance, person };
  }

  async #listed(actor: string, { stage, id }: Instance, to?: string): Promise<Seen[]> {
    const query = { of: `${stage}:${id}`, to };
    const { body } = await this.player.stage.api.get(this.player.user(actor), '/handover', query);
    return (body['handovers'] ?? []) as Seen[];
  }

  async #steps(by: string, handover: Seen | undefined): Promise<Steps> {
    const path = `/person/${String(handover?.['personId'])}/timeline`;
    return (await this.player.stage.api.list(this.player.user(by), path, ({ steps }) => steps as Steps)).list;
  }
}
