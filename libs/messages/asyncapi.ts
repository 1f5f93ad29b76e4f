import { contractOf, exampleOf, messageTypes, schemaOf, type Topic, topics } from '#messages/contracts';
import { MEDIA_TYPE } from '#messages/cloud-event';
import type { Schema } from '#messages/fields';
import { inboundContractOf, inboundTopics, inboundTypes, senders } from '#messages/inbound/contracts';
import { inboundExampleOf, inboundSchemaOf } from '#messages/inbound/schema';

const nameOf = (type: string): string =>
  type.replace(/^throughcare\./, '').replace(/[.-](\w)/g, (_all, letter: string) => letter.toUpperCase());
const channelOf = (topic: string): string => nameOf(topic);

const ofTopic = (topic: Topic) => messageTypes.filter((type) => contractOf(type).topic === topic);
const reference = (path: string) => ({ $ref: `#/${path}` });

const operation = (action: 'send' | 'receive', channel: string, types: readonly string[]) => ({
  action,
  channel: reference(`channels/${channel}`),
  messages: types.map((type) => reference(`channels/${channel}/messages/${nameOf(type)}`)),
});

/** One topic: what is published there, or taken from there. */
const channel = (address: string, description: string, types: readonly string[]) => ({
  address,
  description,
  messages: Object.fromEntries(types.map((type) => [nameOf(type), reference(`components/messages/${nameOf(type)}`)])),
});

const fromSender = (sender: (typeof senders)[number]) =>
  inboundTypes.filter((type) => inboundContractOf(type).sender === sender);

const component = (
  type: string,
  { summary, payload, example, key }: { summary: string; payload: Schema; example: object; key: string },
) => ({
  name: type,
  summary,
  contentType: MEDIA_TYPE,
  payload,
  bindings: { kafka: { key: { type: 'string', description: key } } },
  examples: [{ name: nameOf(type), payload: example }],
});

/** Something by each of these names. */
const each = <Name extends string, T>(names: readonly Name[], of: (name: Name) => readonly [string, T]) =>
  Object.fromEntries(names.map(of)) as Readonly<Record<string, T>>;

const topicNames = Object.keys(topics) as Topic[];
const SAME_PERSON = 'The same for every message about the same person, such as the identifier: it keeps their order.';

const channels = () => ({
  ...each(topicNames, (topic) => [channelOf(topic), channel(topic, topics[topic], ofTopic(topic))]),
  ...each(senders, (sender) => {
    const topic = inboundTopics[sender];
    return [channelOf(topic), channel(topic, `What services of the kind ${sender} tell.`, fromSender(sender))];
  }),
});

const operations = () => ({
  ...each(topicNames, (topic) => [`publish-${channelOf(topic)}`, operation('send', channelOf(topic), ofTopic(topic))]),
  ...each(senders, (sender) => {
    const name = channelOf(inboundTopics[sender]);
    return [`take-${name}`, operation('receive', name, fromSender(sender))];
  }),
});

const messages = () => ({
  ...each(messageTypes, (type) => {
    const { summary, subject } = contractOf(type);
    const key = subject ? 'The subject.' : 'Whom it is told to.';
    return [nameOf(type), component(type, { summary, payload: schemaOf(type), example: exampleOf(type), key })];
  }),
  ...each(inboundTypes, (type) => {
    const { summary } = inboundContractOf(type);
    const said = { payload: inboundSchemaOf(type), example: inboundExampleOf(type) };
    return [nameOf(type), component(type, { summary, ...said, key: SAME_PERSON })];
  }),
});

/** The contracts as AsyncAPI 3: what is published and taken, over HTTP as well as on a broker. */
export const asyncApi = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Throughcare messages',
    version: '1.0.0',
    description:
      'CloudEvents 1.0 in structured JSON. Each comes at least once, in order per person; the same id from the same source is the same message. The HTTP feed (`GET /message`) and webhooks carry the same messages as are published, each organisation’s own; `POST /message` takes the same as are taken from a broker.',
  },
  defaultContentType: MEDIA_TYPE,
  channels: channels(),
  operations: operations(),
  components: { messages: messages() },
});
