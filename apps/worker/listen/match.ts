import type { Log } from '#commands/log';
import { anyUnsettled, wake } from '#messages/inbound/dealing';
import { identifierKey } from '#messages/inbound/reading';
import { fold, type Recorded } from '#pathway/corrections';
import { person, type PersonFact } from '#pathway/person';
import { placeOf } from '#pathway/stages';
import type { MasterKey } from '#privacy/keys';
import type { Follower } from '#worker/follower';
import type { DataSource } from 'typeorm';

export interface Matching {
  readonly log: Log;
  readonly dataSource: DataSource;
  readonly master: MasterKey;
}

/** Whenever something becomes known of a person, the messages that wait for whoever goes by those identifiers are tried. */
export function match({ log, dataSource, master }: Matching): Follower {
  return {
    name: 'match',
    async handle(event) {
      const place = placeOf(event.stream);
      if (place?.stage !== 'person' || !(await anyUnsettled(dataSource))) return undefined;
      const { facts } = await log.read('person', place.instance, true);
      const { identifiers } = fold(person, facts as unknown as readonly Recorded<PersonFact>[]);
      const keys = identifiers.map(([kind, value]) => identifierKey(master, kind, value));
      if (keys.length > 0) await wake(dataSource, keys);
      return undefined;
    },
  };
}
