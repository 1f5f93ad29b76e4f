import type { Caller } from '#access/caller';
import { StepWords } from '#casework/case/step-words';
import { type Act, acts, withSender } from '#casework/handover/acts';
import {
  deadlineWords,
  identifierNames,
  owedWords,
  purposeWords,
  statusWords,
} from '#casework/handover/handover-words';
import { Handovers } from '#casework/handover/handovers';
import { type Episode, Episodes, type StepAnswer } from '#casework/episodes';
import type { EpisodeStage } from '#casework/episode';
import { jobAt } from '#casework/forms/jobs';
import { ladderOf } from '#casework/handover/ladder';
import { factInWords } from '#casework/pages/fact-words';
import { moment } from '#pathway/spoken';
import { People } from '#casework/person/people';
import { factsIn } from '#casework/prison-release/release';
import { stateOf, whyOver } from '#casework/prison-release/scene';
import { requirementKinds } from '#casework/treatment-requirement/assess-suitability';
import { deadlines, type HandoverEscalated, type HandoverState, isOpen } from '#pathway/handover';
import type { Due } from '#pathway/handover/deadlines';
import type { Requested } from '#pathway/handover/state';
import type { Deadline } from '#pathway/handover';
import type { Corrected, Instant } from '#pathway/decider';
import type { StageFact, StageName } from '#pathway/stages';
import type { RequirementKind } from '#pathway/treatment-requirement';
import { type Clock, CLOCK } from '#platform/clock';
import { notFound, RequestProblem } from '#platform/problem';
import { handoverWith } from '#read-models/handover/queries';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';

/** A handover as its sender or its receiver reads it. */
export interface Read {
  readonly episode: Episode;
  readonly state: Requested;
  readonly by: Act['by'];
}

/** What still may be done with it by whoever reads it. */
export const offeredBy = ({ state, by }: Read): readonly Act[] =>
  acts.filter((act) => act.by === by && act.offered(state));

const isAccepted = ({ acceptedAt }: Requested): boolean => acceptedAt !== undefined;

/** Why nobody comes by a handover any more, and which service recorded it. */
interface Over {
  readonly words: string;
  readonly by: string;
  /** The sender is to withdraw it: otherwise nothing is owed because of it. */
  readonly withdraw: boolean;
}

/** Of the release that opened it, as far as it is for this service to see. */
function overBy(led: readonly StepAnswer[], state: Requested): Over | undefined {
  if (state.openedBy.stage !== 'prison-release') return undefined;
  const release = stateOf(factsIn({ steps: led }));
  const words = whyOver(release);
  const by = led.findLast(({ type }) => /^(Released|Recalled)/.test(type))?.organisation ?? state.sender;
  return words === undefined ? undefined : { words, by, withdraw: withSender(state) && release.recalled === undefined };
}

/** Taking back what was accepted is for where the receiver cannot go on; nobody can where nobody comes. */
const isHidden = (state: Requested, over: Over | undefined): boolean => isAccepted(state) && !over;

/** Which requirement it is, where it is for one. */
const requirementIn = (led: readonly StepAnswer[]): string | undefined => {
  const content = led.findLast(({ type }) => /^SuitabilityAssessed(Corrected)?$/.test(type))?.content as
    { kind?: RequirementKind; fact?: { kind: RequirementKind } } | undefined;
  const kind = content?.fact?.kind ?? content?.kind;
  return kind && requirementKinds[kind];
};

/** By whoever reads it: what is to be done then is on the case page. */
const isTakenOn = ({ state, by }: Read): boolean => by === 'receiver' && isAccepted(state);

const linkOf =
  ({ id }: Episode) =>
  ({ path, text }: Act) => ({ path, text, href: `/handovers/${id}/${path}` });

const START = 'start-treatment';

/** What is most likely to come next, where that is not the first of what may be done. */
const foremost: Partial<Record<Requested['status'], string>> = {
  'appointment offered': 'record-appointment',
  attended: START,
};

const levelIn = ({ type, occurredAt, content }: StepAnswer): HandoverEscalated | undefined =>
  content && ({ ...content, type, occurredAt } as unknown as HandoverEscalated);

/** Handovers as pages show them. */
@Injectable()
export class HandoverViews {
  constructor(
    private readonly handovers: Handovers,
    private readonly episodes: Episodes,
    private readonly people: People,
    private readonly words: StepWords,
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws RequestProblem 404 for anybody but its sender and its receiver */
  async read(caller: Caller, id: string): Promise<Read> {
    const episode = await this.handovers.open({ caller, id, moments: {} });
    const state = episode.state as HandoverState | undefined;
    if (!state || state.status === 'not requested') throw notFound();
    const by = caller.organisation === state.receiver ? 'receiver' : 'sender';
    if (by === 'sender' && caller.organisation !== state.sender) throw notFound();
    return { episode, state, by };
  }

  /** Everything that was shared with it. */
  async shown(caller: Caller, read: Read) {
    const { episode, state, by } = read;
    const [person, led, row] = await Promise.all([
      this.people.read(caller, episode.personId),
      this.#led(caller, state),
      handoverWith(this.dataSource, episode.id),
    ]);
    const offered = offeredBy(read);
    const due = row ? this.#due(row.due) : [];
    const over = overBy(led, state);
    return {
      id: episode.id,
      key: randomUUID(),
      title: person.name,
      identifierNames,
      revision: episode.revision,
      ...{ person, by, due },
      led: led.map((step) => this.#step(state.openedBy.stage as StageName, step)),
      purpose: requirementIn(led) ?? purposeWords[state.purpose],
      status: statusWords[state.status],
      open: isOpen(state),
      sender: state.sender,
      receiver: state.receiver,
      responsible: row?.responsible ?? state.sender,
      requestedAt: state.requestedAt,
      overdue: due.some(({ overdue }) => overdue),
      climbed: row?.escalation ?? 0,
      owed: due.find(({ met }) => !met),
      ...this.#last(read),
      history: this.#history(episode.steps),
      clicks: offered.filter(({ questions }) => questions.length === 0),
      links: this.#links(caller, read, over),
      over,
      takingBack: isHidden(state, over) ? offered.filter(({ takesBack }) => takesBack).map(linkOf(episode)) : [],
      takenOn: isTakenOn(read),
    };
  }

  /** What the other side said last, and still has to be seen to. */
  #last({ episode, state }: Read) {
    const { status, questions, offers } = state;
    const said = (type: StageFact['type']) => {
      const step = episode.steps.findLast((one) => one.type === type);
      return step && this.#step('handover', step).says[0]?.value;
    };
    const asked = status === 'information requested' || status === 'information provided';
    return {
      question: asked ? questions.at(-1)?.question : undefined,
      answer: status === 'information provided' ? said('HandoverInformationProvided') : undefined,
      declined: status === 'declined' ? said('HandoverDeclined') : undefined,
      appointment: status === 'appointment offered' ? offers.at(-1)?.when : undefined,
    };
  }

  /** What opens a form of its own, the likeliest first. */
  #links(caller: Caller, read: Read, over: Over | undefined) {
    const { episode, state, by } = read;
    const start = by === 'receiver' && isOpen(state) ? this.#start(caller, episode.personId) : undefined;
    const links = offeredBy(read)
      .filter(({ questions, takesBack }) => questions.length > 0 && !(takesBack && isHidden(state, over)))
      .map(linkOf(episode));
    const all = start ? [...links, { path: START, text: 'Record that treatment has started', href: start }] : links;
    const isForemost = ({ path }: { path: string }) => Number(path === (over ? 'withdraw' : foremost[state.status]));
    return all.toSorted((one, other) => isForemost(other) - isForemost(one));
  }

  /** Where treatment is recorded to have started, by those who record it. */
  #start({ kind }: Caller, personId: string): string | undefined {
    const job = jobAt(START);
    return job?.kinds.some((one) => one === kind) ? `/forms/${START}?person=${personId}` : undefined;
  }

  #due(due: Readonly<Record<Deadline, Due>>) {
    const now = this.clock.now();
    const late = (at: Instant, { met, tentative }: Due) => !met && !tentative && Date.parse(at) <= Date.parse(now);
    return deadlines.flatMap((deadline) => {
      const stands = due[deadline];
      const { at, met, tentative } = stands;
      if (at === null) return [];
      const words = { what: deadlineWords[deadline], must: owedWords[deadline] };
      return [{ ...words, at, met, tentative, overdue: late(at, stands) }];
    });
  }

  /** The steps of the episode that opened it, as far as they are for this service to see. */
  async #led(caller: Caller, { openedBy: { stage, instance } }: Requested) {
    try {
      const { steps } = await this.episodes.read({
        caller,
        stage: stage as EpisodeStage,
        id: instance,
        moments: {},
      });
      return steps;
    } catch (error) {
      if (error instanceof RequestProblem && error.status === 404) return [];
      throw error;
    }
  }

  /** Newest first; the levels of one missed deadline are one step. */
  #history(steps: readonly StepAnswer[]) {
    const entries = Map.groupBy(steps, (step) =>
      step.type === 'HandoverEscalated' ? ladderOf('', levelIn(step)) : step.id,
    );
    return [...entries.values()]
      .flatMap(([first, ...further]) => (first ? [this.#since(first, further)] : []))
      .toReversed();
  }

  /** A step of the handover itself: what stands above it on the page is not said again. */
  #since(step: StepAnswer, further: readonly StepAnswer[]) {
    if (step.type === 'HandoverEscalated') return this.#missed(step, further);
    const shown = this.#step('handover', step);
    const repeats = step.type === 'HandoverRequested' || step.type === 'HandoverDelivered';
    return repeats ? { ...shown, says: [] } : shown;
  }

  #missed(step: StepAnswer, further: readonly StepAnswer[]) {
    const { title, ...missed } = this.words.missed([step, ...further].map((one) => ({ ...one, fact: levelIn(one) })));
    return { what: title, at: step.occurredAt, organisation: step.organisation, ...missed };
  }

  #step(stage: StageName, { type, occurredAt, recordedAt, organisation, content }: StepAnswer) {
    const { fact = { ...content, type, occurredAt }, why } = (content ?? {}) as Partial<Corrected<StageFact>>;
    const says = content ? this.words.says(stage, fact as StageFact) : [];
    const reason = why === undefined ? [] : [{ label: 'Why it was corrected', value: why }];
    return {
      ...{ what: factInWords(type), at: occurredAt, organisation, says: [...says, ...reason] },
      ...(moment(recordedAt) !== moment(occurredAt) && { recordedAt }),
    };
  }
}
