import type { Instant } from '#pathway/decider';
import type { Schema } from '#messages/fields';

/** A message as it travels: CloudEvents 1.0 in structured JSON. */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  /** Together with `source`, the same for the same message however often it arrives. */
  readonly id: string;
  readonly source: string;
  /** Ends in the version of its contract. */
  readonly type: string;
  /** When it happened. */
  readonly time: Instant;
  readonly datacontenttype: 'application/json';
  /** The person it is about, by an id that means nothing elsewhere. */
  readonly subject?: string;
  /** W3C Trace Context; what one command caused has one trace. */
  readonly traceparent?: string;
  /** When it was recorded. */
  readonly recordedtime?: Instant;
  /** The id of the message whose content this one replaces. */
  readonly corrects?: string;
  readonly data: Data;
}

export const SOURCE = '/throughcare';
export const MEDIA_TYPE = 'application/cloudevents+json';

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' };

/** The envelope of a message of ours; `data` has a schema of its own. */
export const envelopeSchema = (type: string, data: Schema, subject: boolean): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', ...(subject ? ['subject'] : []), 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', pattern: uuid },
    source: { const: SOURCE },
    type: { const: type },
    time,
    datacontenttype: { const: 'application/json' },
    ...(subject && { subject: { type: 'string', pattern: uuid } }),
    traceparent: { type: 'string', pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
    recordedtime: time,
    corrects: { type: 'string', pattern: uuid },
    data,
  },
});
