import type { EventStore } from '#event-store/event-store';
import { appending } from '#test/contracts/event-store/appending';
import { catchingUp } from '#test/contracts/event-store/catching-up';
import { deleting } from '#test/contracts/event-store/deleting';
import { following } from '#test/contracts/event-store/following';
import { keeping } from '#test/contracts/event-store/keeping';
import type { Adapter, LogUnderTest } from '#test/contracts/event-store/log-under-test';
import { modelled } from '#test/contracts/event-store/modelled';
import { racing } from '#test/contracts/event-store/racing';
import { reading } from '#test/contracts/event-store/reading';
import { repeating } from '#test/contracts/event-store/repeating';
import { restoring } from '#test/contracts/event-store/restoring';
import { settingBack } from '#test/contracts/event-store/setting-back';

/** What every event store promises. Run unchanged for each adapter: none may leave a test out. */
export function eventStoreContract(adapter: Adapter): void {
  const suites = {
    ...{ appending, repeating, keeping, reading, deleting, following, racing, modelled },
    ...{ settingBack, catchingUp },
    ...(adapter.canBeCopied && { restoring }),
  };
  describe.each(Object.entries(suites))(`${adapter.name}: %s`, (_, suite) => {
    let log: LogUnderTest | undefined;
    let store: EventStore | undefined;

    beforeAll(async () => {
      log = await adapter.create();
      store = await log.open();
    });

    afterAll(async () => log?.destroy());

    suite(
      () => there(store),
      () => there(log),
      adapter,
    );
  });
}

function there<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('The log was not made.');
  return made;
}
