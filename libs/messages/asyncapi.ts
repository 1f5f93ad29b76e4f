import {
  contractOf,
  exampleOf,
  type MessageType,
  messageTypes,
  schemaOf,
  type Topic,
  topics,
} from '#messages/contracts';
import { MEDIA_TYPE } from '#messages/cloud-event';

const nameOf = (type: MessageType): string =>
  type.replace(/^throughcare\./, '').replace(/[.-](\w)/g, (_all, letter: string) => letter.toUpperCase());
const channelOf = (topic: Topic): string => topic.replace(/^throughcare\./, '').replace('.v', 'V');

const ofTopic = (topic: Topic) => messageTypes.filter((type) => contractOf(type).topic === topic);
const reference = (path: string) => ({ $ref: `#/${path}` });

/** The contracts as AsyncAPI 3: what is published, and likewise what the feed and webhooks say. */
export const asyncApi = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Throughcare messages',
    version: '1.0.0',
    description:
      'CloudEvents 1.0 in structured JSON. Each comes at least once, in order per person; the same id from the same source is the same message. The HTTP feed (`GET /message`) and webhooks carry the same messages, each organisation’s own.',
  },
  defaultContentType: MEDIA_TYPE,
  channels: Object.fromEntries(
    (Object.entries(topics) as [Topic, string][]).map(([topic, description]) => [
      channelOf(topic),
      {
        address: topic,
        description,
        messages: Object.fromEntries(
          ofTopic(topic).map((type) => [nameOf(type), reference(`components/messages/${nameOf(type)}`)]),
        ),
      },
    ]),
  ),
  operations: Object.fromEntries(
    (Object.keys(topics) as Topic[]).map((topic) => [
      `publish-${channelOf(topic)}`,
      {
        action: 'send',
        channel: reference(`channels/${channelOf(topic)}`),
        messages: ofTopic(topic).map((type) => reference(`channels/${channelOf(topic)}/messages/${nameOf(type)}`)),
      },
    ]),
  ),
  components: {
    messages: Object.fromEntries(
      messageTypes.map((type) => [
        nameOf(type),
        {
          name: type,
          summary: contractOf(type).summary,
          contentType: MEDIA_TYPE,
          payload: schemaOf(type),
          bindings: {
            kafka: {
              key: { type: 'string', description: contractOf(type).subject ? 'The subject.' : 'Whom it is told to.' },
            },
          },
          examples: [{ name: nameOf(type), payload: exampleOf(type) }],
        },
      ]),
    ),
  },
});
