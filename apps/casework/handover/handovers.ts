import type { Caller } from '#access/caller';
import type { Moments } from '#casework/episode';
import { type Episode, Episodes } from '#casework/episodes';
import { type SeenPerson, Sight } from '#casework/sight';
import { Refused } from '#commands/refused';
import { HandoverStep } from '#commands/step';
import { deadlines } from '#pathway/handover';
import type { StageName } from '#pathway/stages';
import { partiesOf } from '#read-models/access/queries';
import { byOpener, handoversOf, handoverWith } from '#read-models/handover/queries';
import type { Handover } from '#read-models/handover/tables';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

interface Asked {
  readonly caller: Caller;
  readonly id: string;
  readonly moments: Moments;
}

/** Whose a handover is and what is owed by when; its words are those of its steps. */
export const summary = (row: Handover) => ({
  id: row.id,
  personId: row.canonicalPersonId,
  purpose: row.purpose,
  sender: row.sender,
  receiver: row.receiver,
  status: row.status,
  open: row.open,
  responsible: row.responsible,
  openedBy: { stage: row.openerStage, instance: row.openerInstance, event: row.openerEvent },
  requestedAt: row.requestedAt,
  escalation: row.escalation,
  due: Object.fromEntries(deadlines.map((deadline) => [deadline, row.due[deadline].at])),
  met: deadlines.filter((deadline) => row.due[deadline].met),
  /** Counted from an expected release: nobody is late by them. */
  tentative: deadlines.filter((deadline) => row.due[deadline].tentative),
  revision: String(row.revision),
  /** Where in the log it was opened. */
  position: String(row.openedPosition),
});

export type HandoverSummary = ReturnType<typeof summary>;

type HandoverAnswer = Episode & Partial<Omit<HandoverSummary, keyof Episode>>;

/** Handovers as their sender, their receiver and the services of their episode see them. */
@Injectable()
export class Handovers {
  constructor(
    private readonly episodes: Episodes,
    private readonly sight: Sight,
    private readonly commands: CommandBus,
    private readonly dataSource: DataSource,
  ) {}

  /** A user of the receiver who opens it has received it: that is recorded before it is shown. */
  async open(asked: Asked): Promise<HandoverAnswer> {
    const { caller, id, moments } = asked;
    const row = await handoverWith(this.dataSource, id);
    const before = await this.episodes.read({ ...asked, stage: 'handover' });
    const dated = moments.effectiveAt !== undefined || moments.asKnownAt !== undefined;
    if (!row || dated || before.status === undefined) return before;
    const opened = row.receiver === caller.organisation && before.status === 'requested';
    if (!opened) return { ...summary(row), ...before };
    await this.#delivered(row, caller);
    return { ...summary(row), ...(await this.episodes.read({ ...asked, stage: 'handover' })) };
  }

  /** The handovers that an episode opened, last first; none of somebody the caller does not see. */
  async openedBy(caller: Caller, opener: { stage: StageName; instance: string }, to?: string) {
    const rows = await byOpener(this.dataSource, opener.stage, opener.instance, to);
    const shown = await this.#concerning(caller, rows);
    const seen = await this.sight.among(
      caller,
      shown.map(({ personId }) => personId),
      'LIST_HANDOVERS',
    );
    const records = new Set(seen.flatMap((person) => person.records));
    return { handovers: shown.filter(({ personId }) => records.has(personId)).map(summary) };
  }

  /** The open handovers to the caller's organisation of somebody whom the caller was found to see, last opened first. */
  async openTo({ organisation }: Caller, personId: string): Promise<readonly HandoverSummary[]> {
    const rows = await handoversOf(this.dataSource, personId);
    return rows.filter(({ open, receiver }) => open && receiver === organisation).map(summary);
  }

  /** Those of somebody whom the caller was found to see, last opened first. */
  async of(caller: Caller, { personId }: SeenPerson) {
    return (await this.#concerning(caller, await handoversOf(this.dataSource, personId))).map(summary);
  }

  /** Those whose sender, receiver or opening episode the caller's service is or runs. */
  async #concerning(caller: Caller, rows: readonly Handover[]): Promise<readonly Handover[]> {
    if (caller.kind === 'information-governance') return rows;
    const instances = rows.flatMap(({ id, openerInstance }) => [id, openerInstance]);
    const parties = await partiesOf(this.dataSource, instances);
    const concerns = (instance: string) => parties.get(instance)?.runs.includes(caller.organisation) ?? false;
    return rows.filter(({ id, openerInstance }) => concerns(openerInstance) || concerns(id));
  }

  async #delivered({ id, requestedAt }: Handover, caller: Caller): Promise<void> {
    const key = `opened-${id}-${requestedAt}`;
    try {
      await this.commands.execute(new HandoverStep(id, { do: 'confirm delivery', by: 'user' }, { caller, key }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}
