import { fold, type Recorded } from '#pathway/corrections';
import { handover as decider, type HandoverFact } from '#pathway/handover';
import { type Clocks, due, nextRungs } from '#pathway/handover/deadlines';
import { type HandoverState, isOpen, type Requested, responsible } from '#pathway/handover/state';
import type { Reference } from '#pathway/reference';
import { changed } from '#read-models/changes';
import { handoversHangingOn, keepMerges, keepReleases, keepStarts, Surrounding } from '#read-models/handover/clocks';
import { Handover } from '#read-models/handover/tables';
import { upsertRows } from '#read-models/rows';
import { sideBySide } from '#read-models/statements';
import type { Told } from '#pathway/told';
import type { Into, View } from '#read-models/view';

const NAME = 'handover';

/** What is kept of a handover; everything else follows from it and its surroundings. */
type Kept = Pick<Handover, 'id' | 'history' | 'openedPosition' | 'revision'>;

/** What the handover's stream comes to. */
export const handoverState = (history: readonly Recorded<HandoverFact>[]): HandoverState =>
  fold<HandoverFact, HandoverState>(decider, history);

const escalationOf = ({ escalations, receiver }: Requested): number =>
  Math.max(0, ...escalations.filter((raised) => raised.receiver === receiver).map(({ level }) => level));

function asRow(kept: Kept, surrounding: Surrounding, reference: Reference): Handover[] {
  const state = handoverState(kept.history);
  if (state.status === 'not requested') return [];
  const { personId, purpose, sender, receiver, status, area, openedBy, firstRequestedAt, requestedAt } = state;
  const clocks: Clocks = {
    reference,
    release: surrounding.release(state),
    structuredStart: surrounding.structuredStart(state),
  };
  const rungs = nextRungs(state, clocks);
  const next = rungs.map(({ at }) => at).toSorted((one, other) => Date.parse(one) - Date.parse(other));
  const row: Handover = {
    ...kept,
    personId,
    canonicalPersonId: surrounding.canonical(personId),
    purpose,
    sender,
    receiver,
    status,
    open: isOpen(state),
    responsible: responsible(state) ?? sender,
    area,
    openerStage: openedBy.stage,
    openerInstance: openedBy.instance,
    openerEvent: openedBy.event,
    openedAt: firstRequestedAt,
    requestedAt,
    due: due(state, clocks),
    escalation: escalationOf(state),
    rungs,
    nextAt: next[0] ?? null,
  };
  return [row];
}

/** The handovers with the batch's facts added to their histories, and those that only hang on something in the batch. */
function withFacts(before: readonly Handover[], batch: readonly Told[]): readonly Kept[] {
  const kept = new Map<string, Kept>(before.map((row) => [row.id, row]));
  for (const { instance, id, fact, position, revision } of batch) {
    const known = kept.get(instance);
    const recorded = { id, fact } as Recorded<HandoverFact>;
    kept.set(instance, {
      id: instance,
      history: [...(known?.history ?? []), recorded],
      openedPosition: known?.openedPosition ?? position,
      revision,
    });
  }
  return [...kept.values()].map(({ id, history, openedPosition, revision }) => ({
    id,
    history,
    openedPosition,
    revision,
  }));
}

async function apply(batch: readonly Told[], into: Into, reference: Reference) {
  const of = Map.groupBy(batch, ({ stage }) => stage);
  const told = of.get('handover') ?? [];
  const [releases, started, merged] = await sideBySide([
    keepReleases(into, of.get('prison-release') ?? []),
    keepStarts(into, of.get('treatment') ?? []),
    keepMerges(into, of.get('person') ?? []),
  ]);
  const personIds = [...started, ...merged];
  const ids = told.map(({ instance }) => instance);
  const before = await handoversHangingOn(into, Handover, { ids, releases, personIds });
  const kept = withFacts(before, told);
  if (kept.length === 0) return [];
  const states = kept.map(({ history }) => handoverState(history)).filter((state) => state.status !== 'not requested');
  const surrounding = await Surrounding.of(
    into,
    states.map(({ personId }) => personId),
    states.filter(({ openedBy }) => openedBy.stage === 'prison-release').map(({ openedBy }) => openedBy.instance),
  );
  const rows = kept.flatMap((row) => asRow(row, surrounding, reference));
  return [
    ...upsertRows(into.db, Handover, into.schema, rows),
    ...(into.schema === NAME ? changed(states.flatMap(concerned)) : []),
  ];
}

/** Those before it was reassigned too: it has left their lists. And whoever answers for the area, or has a copy. */
const concerned = ({ sender, area, copiedTo, requests }: Requested): readonly string[] => [
  ...[sender, area, ...copiedTo],
  ...requests.map(({ receiver }) => receiver),
];

/** Every handover as it stands: whose it is, what is owed by when, and how far its ladder has climbed. */
export const handoverView = (reference: Reference): View => ({
  name: NAME,
  tables: ['handover', 'release', 'start', 'merge'],
  listens: {
    person: {
      PersonRegistered: 'ignored',
      PersonRecognised: 'ignored',
      IdentifiersAdded: 'ignored',
      PersonDetailsChanged: 'ignored',
      ResidenceChanged: 'ignored',
      PersonRestricted: 'ignored',
      PersonUnrestricted: 'ignored',
      AccessGranted: 'ignored',
      AccessWithdrawn: 'ignored',
      PersonMerged: 'told',
      PersonUnmerged: 'told',
      PersonErased: 'ignored',
    },
    'arrest-test': 'ignored',
    'liaison-referral': 'ignored',
    'treatment-requirement': 'ignored',
    'prison-release': {
      ReleasePlanned: 'told',
      ReleaseDateChanged: 'told',
      CommunityReferralMade: 'ignored',
      PreReleaseMeetingHeld: 'ignored',
      ReconnectReferralMade: 'ignored',
      MedicationContinuityArranged: 'ignored',
      NaloxoneSupplied: 'ignored',
      NaloxoneDeclined: 'ignored',
      PrisonTestRecorded: 'ignored',
      Released: 'told',
      Recalled: 'told',
    },
    treatment: {
      TreatmentStarted: 'told',
      ContactRecorded: 'ignored',
      ProgressReviewed: 'ignored',
      TreatmentEnded: 'ignored',
    },
    handover: {
      HandoverRequested: 'told',
      HandoverDelivered: 'told',
      HandoverAcknowledged: 'told',
      HandoverInformationRequested: 'told',
      HandoverInformationProvided: 'told',
      HandoverAccepted: 'told',
      HandoverDeclined: 'told',
      HandoverAppointmentOffered: 'told',
      HandoverAppointmentAttended: 'told',
      HandoverAppointmentMissed: 'told',
      HandoverTreatmentStarted: 'told',
      HandoverWithdrawn: 'told',
      HandoverReassigned: 'told',
      HandoverEscalated: 'told',
    },
  },
  apply: (batch, into) => apply(batch, into, reference),
});
