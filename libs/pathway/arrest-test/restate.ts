import type { ArrestTestCommand, ArrestTestFact } from '#pathway/arrest-test';

type Restates = {
  readonly [Type in ArrestTestFact['type']]: (fact: ArrestTestFact & { type: Type }) => ArrestTestCommand;
};

const restates: Restates = {
  ArrestTestRequested: ({ personId, detention, custodyRecord, ground, offence, authority, appropriateAdult }) => ({
    do: 'request test',
    personId,
    detention,
    custodyRecord,
    ground,
    offence,
    authority,
    appropriateAdult,
  }),
  SampleTaken: () => ({ do: 'record sample', sample: 'taken' }),
  SampleRefused: ({ warned }) => ({ do: 'record sample', sample: 'refused', warned }),
  SampleNotTaken: ({ reason }) => ({ do: 'record sample', sample: 'not-taken', reason }),
  ArrestTestResultRecorded: ({ results }) => ({ do: 'record result', results }),
  ResultDisputed: ({ reason }) => ({ do: 'dispute result', reason }),
  LaboratoryResultRecorded: ({ confirmed }) => ({ do: 'record laboratory result', confirmed }),
  RequiredAssessmentImposed: ({ initial, place, detained }) => ({
    do: 'impose required assessment',
    initial,
    place,
    detained,
  }),
  AssessmentAttended: ({ which, outcome, followUpNeeded }) => ({
    do: 'record assessment',
    which,
    attended: true,
    outcome,
    followUpNeeded,
  }),
  AssessmentMissed: ({ which, outcome }) => ({ do: 'record assessment', which, attended: false, outcome }),
};

export const restate = (fact: ArrestTestFact): ArrestTestCommand =>
  (restates[fact.type] as (fact: ArrestTestFact) => ArrestTestCommand)(fact);
