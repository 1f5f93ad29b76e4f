import type { Case } from '#casework/case/cases';
import { type Glance, Glances } from '#casework/case/glance';
import { mayRecord } from '#casework/case/may-record';
import type { EpisodeStage } from '#casework/episode';
import { type Episode, Episodes } from '#casework/episodes';
import type { Job } from '#casework/forms/job';
import { jobsFor } from '#casework/forms/jobs';
import { releasePage } from '#casework/prison-release/release';
import type { Instant } from '#pathway/decider';
import type { Reference } from '#pathway/reference';
import { REFERENCE } from '#platform/provided';
import { Inject, Injectable } from '@nestjs/common';

interface ShownEpisode extends Pick<Episode, 'id' | 'stage' | 'status'>, Glance {
  readonly begunAt: Instant;
  readonly begunBy: string;
  /** Nothing more is to come of it. */
  readonly over: boolean;
  /** The page of its own that it has for this caller. */
  readonly page?: string;
  /** What the caller's service may do on it now. */
  readonly jobs: readonly Pick<Job, 'path' | 'title'>[];
}

const ended: readonly (string | undefined)[] = [
  ...['closed', 'completed', 'revoked', 'recalled', 'transferred', 'deported', 'died', 'ended'],
];
const endings = ['LiaisonReferralClosed', 'RequirementCompleted', 'RequirementRevoked', 'Recalled', 'TreatmentEnded'];

/** By how it stands; for who is not shown that, by the last step that was taken. */
const isOver = ({ status, steps }: Episode): boolean =>
  status === undefined ? endings.includes(steps.at(-1)?.type ?? '') : ended.includes(status);

/** Somebody's episodes as they stood, with what the caller's service may do on each. */
@Injectable()
export class CaseEpisodes {
  constructor(
    private readonly episodes: Episodes,
    private readonly glances: Glances,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  /** Last begun first. */
  async of(asked: Case): Promise<readonly ShownEpisode[]> {
    const places = new Map(
      asked.followed.flatMap(({ entry }) =>
        entry.stage === 'person' || entry.stage === 'handover' ? [] : [[entry.instance, entry.stage] as const],
      ),
    );
    const shown = await Promise.all([...places].map(([id, stage]) => this.#episode(asked, stage, id)));
    return shown.toSorted((one, other) => Date.parse(other.begunAt) - Date.parse(one.begunAt));
  }

  async #episode(
    { caller, seen, moments, dated, partiesTo }: Case,
    stage: EpisodeStage,
    id: string,
  ): Promise<ShownEpisode> {
    const episode = await this.episodes.of(seen, { caller, stage, id, moments });
    const [opening] = episode.steps;
    const isPrepared = stage === 'prison-release' && caller.kind === 'prison';
    const page = isPrepared && partiesTo(id).runs.includes(caller.organisation) ? releasePage(id) : undefined;
    const offered = ({ stage: acts, offered: holds, sends }: Job) =>
      acts === stage &&
      sends.some(({ do: step }) => mayRecord(caller, stage, step, partiesTo(id))) &&
      (holds?.(episode, this.reference) ?? true);
    return {
      ...{ id, stage, status: episode.status },
      begunAt: opening?.occurredAt ?? '',
      begunBy: opening?.organisation ?? '',
      ...this.glances.of(episode),
      over: isOver(episode),
      page,
      // Its own page leads to them.
      jobs: dated || page !== undefined ? [] : jobsFor(caller, 'episode').filter(offered),
    };
  }
}
