import { type Brokers, type Publisher, publisher } from '#messages/kafka';
import { moveAnnounced, type Stretch } from '#messages/outbox';
import type { Way } from '#worker/announce';
import type { DataSource } from 'typeorm';

/**
 * Publishes what is announced; the checkpoint moves once the brokers have acknowledged all of a stretch. After a failure
 * the connection is made anew and the stretch sent again, in the same order and under the same ids.
 */
export function onKafka(brokers: Brokers, dataSource: DataSource, signal: AbortSignal): Way {
  let connected: Publisher | undefined;
  async function disconnect(): Promise<void> {
    const broken = connected;
    connected = undefined;
    await broken?.close().catch(() => undefined);
  }
  signal.addEventListener('abort', () => void disconnect(), { once: true });
  return {
    name: 'kafka',
    async put(stretch: Stretch) {
      try {
        connected ??= await publisher(brokers);
        await connected.publish(stretch.messages);
      } catch (error) {
        await disconnect();
        throw error;
      }
      await moveAnnounced(dataSource.manager, 'kafka', stretch);
    },
  };
}
