import type { CloudEvent } from '#messages/cloud-event';
import { PROVIDER, read, referred, startSystem } from '#test/messages/system';

/** Nobody listens at the port that is for discarding what is sent. */
const NOBODY = '127.0.0.1:9';

describe('Where Kafka’s brokers are away from the start', () => {
  it('a service is told over HTTP all the same, and health counts what the brokers are still to be told', async () => {
    const system = await startSystem({}, [NOBODY]);
    const { personId } = await referred(system);
    const { body } = await read(system, PROVIDER, '?after=0&wait=20');
    expect((body['messages'] as CloudEvent[]).map(({ subject }) => subject)).toEqual([personId]);
    const announced = async () => {
      const { components } = (await (await fetch(`${system.local.url}/health`)).json()) as {
        components: { announced: { details: object } };
      };
      return components.announced.details;
    };
    while (!('kafka' in (await announced()))) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await announced()).toEqual({ feed: 0, kafka: 1 });
    await system.stop();
  });
});
