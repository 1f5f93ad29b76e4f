import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const internal = 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs 2.2.4, its last release, looks for requests that wait a millisecond after it has looked, on every connection and
 * for ever, also where none waits; Node 24 moreover warns, as it counts that millisecond from 1970. From now on it looks
 * where there is something to be found.
 */
export function quieten(): void {
  const { prototype } = createRequire(import.meta.url)(internal) as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
