import { type Said, StepWords } from '#casework/case/step-words';
import type { EpisodeStage } from '#casework/episode';
import { type Episode, standingIn } from '#casework/episodes';
import { requirementKinds } from '#casework/treatment-requirement/assess-suitability';
import { Wording } from '#casework/pages/wording';
import { day } from '#pathway/spoken';
import { fold, type Recorded } from '#pathway/corrections';
import type { StageFact } from '#pathway/stages';
import { prisonRelease, type PrisonReleaseFact } from '#pathway/prison-release';
import { treatmentRequirement, type TreatmentRequirementFact } from '#pathway/treatment-requirement';
import { Injectable } from '@nestjs/common';

/** What a practitioner has to see of an episode without opening anything. */
export interface Glance {
  /** What it is, where that is more than its stage. */
  readonly title?: string;
  readonly lines: readonly Said[];
}

type Stood = readonly { readonly id: string; readonly fact: StageFact }[];
type FactOf<Type extends StageFact['type']> = Extract<StageFact, { type: Type }>;

const last = <Type extends StageFact['type']>(stood: Stood, type: Type): FactOf<Type> | undefined =>
  stood.map(({ fact }) => fact).findLast((fact): fact is FactOf<Type> => fact.type === type);

const line = (label: string, value: string | undefined): readonly Said[] =>
  value === undefined || value === '' ? [] : [{ label, value }];

const months = (count: number): string => `${count} ${count === 1 ? 'month' : 'months'}`;

const orders = { community: 'Community order', suspended: 'Suspended sentence order' } as const;

function expectedIn(stood: Stood): string | undefined {
  const { released, expected } = fold(prisonRelease, stood as readonly Recorded<PrisonReleaseFact>[]);
  return released || expected === undefined ? undefined : day(expected);
}

/** What is read from steps as they were recorded: the last step of a type, and the fields that matter. */
const picked: Readonly<Partial<Record<EpisodeStage, readonly (readonly [StageFact['type'], ...fields: string[]])[]>>> =
  {
    'arrest-test': [
      ['ArrestTestRequested', 'custodyRecord'],
      ['ArrestTestResultRecorded', 'results'],
      ['LaboratoryResultRecorded', 'confirmed'],
      ['RequiredAssessmentImposed', 'initial', 'place'],
      ['AssessmentAttended', 'which', 'attended'],
      ['AssessmentMissed', 'which', 'attended'],
    ],
    'liaison-referral': [
      ['LiaisonReferralOpened', 'reason'],
      ['Screened', 'needs', 'risk', 'urgent'],
      ['LiaisonReferralClosed', 'outcome'],
    ],
    'prison-release': [
      ['ReleasePlanned', 'prison', 'supervisedBy', 'residence'],
      ['Released', 'date', 'reason'],
      ['Recalled', 'date'],
    ],
    treatment: [
      ['TreatmentStarted', 'interventions', 'substances', 'setting'],
      ['TreatmentEnded', 'date', 'reason'],
    ],
  };

/** Episodes at a glance, as far as their reader may read them. */
@Injectable()
export class Glances {
  constructor(
    private readonly words: StepWords,
    private readonly wording: Wording,
  ) {}

  of(episode: Episode): Glance {
    const stage = episode.stage as EpisodeStage;
    const stood = standingIn(episode);
    if (stage === 'treatment-requirement') return this.#requirement(stood);
    const said = (picked[stage] ?? []).flatMap(([type, ...fields]) => {
      const fact = last(stood, type);
      return fact ? this.words.says(stage, fact, fields) : [];
    });
    return { lines: [...said, ...this.#also(stage, stood)] };
  }

  /** What no single step says. */
  #also(stage: EpisodeStage, stood: Stood): readonly Said[] {
    if (stage === 'prison-release') return line('Expected release', expectedIn(stood));
    const started = last(stood, 'TreatmentStarted');
    return [
      ...line('Consent', this.#consents(stood)),
      ...line('Referred to', this.#referredTo(stood)),
      ...line('Started', started && day(started.occurredAt)),
    ];
  }

  #referredTo(stood: Stood): string {
    const services = stood.flatMap(({ fact }) => (fact.type === 'OnwardReferralMade' ? [fact.to] : []));
    return [...new Set(services)].map(this.wording.organisation).join(', ');
  }

  /** The last answer to each scope. */
  #consents(stood: Stood): string {
    const consents = new Map(
      stood.flatMap(({ fact }) => (fact.type === 'ConsentRecorded' ? [[fact.scope, fact] as const] : [])),
    );
    const said = [...consents.values()].map((fact) => this.words.says('liaison-referral', fact));
    return said.map((answer) => answer.map(({ value }) => value).join(': ')).join('; ');
  }

  #requirement(stood: Stood): Glance {
    const { assessed, imposed, lastScheduled, lastHeld, judge, warnings } = fold(
      treatmentRequirement,
      stood as readonly Recorded<TreatmentRequirementFact>[],
    );
    const next = lastScheduled !== undefined && (lastHeld ?? '') < lastScheduled ? lastScheduled : undefined;
    const warned = warnings.at(-1);
    return {
      ...(assessed && { title: requirementKinds[assessed.kind] }),
      lines: imposed
        ? [
            ...line(
              'Sentence',
              `${orders[imposed.order]} of ${months(imposed.orderMonths)}, on ${day(imposed.sentenced)}`,
            ),
            ...line('Imposed by', this.wording.organisation(imposed.court)),
            ...line('Requirement', months(imposed.months)),
            // The handover says who has taken it on since.
            ...line('Provider named by the court', this.wording.organisation(imposed.to)),
            ...line('Intensive supervision, before', imposed.intensive && judge),
            ...line('Review scheduled for', next && day(next)),
            ...line('Last review', lastHeld && day(lastHeld)),
            ...line('Last warning', warned && day(warned)),
          ]
        : [],
    };
  }
}
