import type { Caller } from '#access/caller';
import { maySeeContent, maySeeStep, type Parties } from '#access/seeing';
import { type EpisodeStage, happenedAt, knownAt, type Moments, stateOf, statusWords } from '#casework/episode';
import { type SeenPerson, Sight } from '#casework/sight';
import { Log, type LoggedFact } from '#commands/log';
import { type Recorded, standing } from '#pathway/corrections';
import type { StageFact } from '#pathway/stages';
import { notFound } from '#platform/problem';
import { justiceConsent, partiesOf } from '#read-models/access/queries';
import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';

export class StepAnswer {
  @ApiProperty({ type: String, format: 'uuid', description: 'Name it to correct the step.' })
  readonly id: string;

  @ApiProperty({ type: String, example: 'SampleTaken' })
  readonly type: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it happened.' })
  readonly occurredAt: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was recorded.' })
  readonly recordedAt: string;

  @ApiProperty({ type: String, description: 'The service that recorded it.' })
  readonly organisation: string;

  @ApiPropertyOptional({ type: Object, description: 'What it says, where the caller may read it.' })
  readonly content?: object;
}

export class EpisodeAnswer {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly stage: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly personId: string;

  @ApiProperty({ type: String, description: 'Of the last step recorded; also the ETag.' })
  readonly revision: string;

  @ApiPropertyOptional({ type: String, description: 'In the words of the stage, for the services it concerns.' })
  readonly status?: string;

  @ApiPropertyOptional({ type: Object, description: 'How it stands, for whoever may read every step.' })
  readonly state?: object;

  @ApiProperty({ type: [StepAnswer], description: 'In recorded order.' })
  readonly steps: readonly StepAnswer[];
}

interface Asked {
  readonly caller: Caller;
  readonly stage: EpisodeStage;
  readonly id: string;
  readonly moments: Moments;
}

/** An answer as a plain object. */
export type Episode = Readonly<Pick<EpisodeAnswer, keyof EpisodeAnswer>>;

const nobody: Parties = { runs: [], handed: [] };

/** Tests, referrals, requirements, releases, treatments and handovers, as they stood and as they were known. */
@Injectable()
export class Episodes {
  constructor(
    private readonly log: Log,
    private readonly sight: Sight,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws RequestProblem 404 for what there is not, or is not for this caller */
  async read(asked: Asked): Promise<Episode> {
    const { caller, stage } = asked;
    const recorded = await this.#recorded(asked);
    const what = `VIEW_${stage.toUpperCase().replaceAll('-', '_')}`;
    const { personId } = await this.sight.of(caller, recorded.personId, what);
    return this.#shown(asked, recorded.facts, personId);
  }

  /** The same, of somebody whom the caller was found to see. */
  async of({ personId, records }: SeenPerson, asked: Asked): Promise<Episode> {
    const recorded = await this.#recorded(asked);
    if (!records.includes(recorded.personId)) throw notFound();
    return this.#shown(asked, recorded.facts, personId);
  }

  async #recorded({ stage, id, moments }: Asked) {
    const { personId, facts } = await this.log.read(stage, id, true);
    const known = knownAt(facts, moments.asKnownAt);
    if (personId === undefined || known.length === 0) throw notFound();
    return { personId, facts: known };
  }

  async #shown(asked: Asked, recorded: readonly LoggedFact[], personId: string): Promise<Episode> {
    const { caller, stage, id, moments } = asked;
    const parties = (await partiesOf(this.dataSource, [id])).get(id) ?? nobody;
    const steps = await this.#steps(asked, recorded, { parties, personId });
    if (steps.length === 0) throw notFound();
    const state = stateOf(stage, recorded, moments);
    const concerned = [...parties.runs, ...parties.handed].includes(caller.organisation);
    return {
      id,
      stage,
      personId,
      revision: String(recorded.at(-1)?.revision ?? 0),
      ...(concerned && { status: statusWords(stage, state) }),
      ...(steps.length === recorded.length && steps.every(({ content }) => content) && { state: state as object }),
      steps,
    };
  }

  /** The episode, with its revision as ETag. */
  async shown(asked: Asked, reply: FastifyReply): Promise<Episode> {
    const episode = await this.read(asked);
    void reply.header('ETag', `"${episode.revision}"`);
    return episode;
  }

  async #steps(
    { caller, stage, moments }: Asked,
    recorded: readonly LoggedFact[],
    { parties, personId }: { parties: Parties; personId: string },
  ): Promise<StepAnswer[]> {
    const consent = await justiceConsent(this.dataSource, personId);
    const moment = moments.effectiveAt ?? moments.asKnownAt;
    return recorded
      .filter((logged) => moment === undefined || happenedAt(logged) <= moment)
      .map((logged) => ({ logged, step: { stage, type: logged.fact.type, organisation: logged.organisation } }))
      .filter(({ step }) => maySeeStep(caller, step, parties, consent))
      .map(({ logged, step }) => answerOf(logged, maySeeContent(caller, step, parties)));
  }
}

/** The facts that the reader of an episode may read, as corrected, each with the id of its step. */
export const standingIn = ({
  steps,
}: Pick<Episode, 'steps'>): readonly { readonly id: string; readonly fact: StageFact }[] =>
  standing(
    steps.flatMap(({ id, type, occurredAt, content }) =>
      content ? [{ id, fact: { ...content, type, occurredAt } } as unknown as Recorded<StageFact>] : [],
    ),
  );

/** The step; its fields where the caller may read them. */
export function answerOf(logged: LoggedFact, readable: boolean): StepAnswer {
  const { type, occurredAt: _occurredAt, ...content } = logged.fact;
  const { id, recordedAt, organisation } = logged;
  return { id, type, occurredAt: happenedAt(logged), recordedAt, organisation, ...(readable && { content }) };
}
