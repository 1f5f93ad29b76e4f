import { isObject } from '#messages/inbound/shape';
import { type InboundType, inboundContractOf, isInboundType } from '#messages/inbound/contracts';
import { date, id, label, maybe, part, type Schema, words } from '#messages/fields';
import { isCivilDate } from '#pathway/calendar';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** Why a message cannot be dealt with as it is: nothing of what it holds. */
export interface Wrong {
  readonly code: string;
  readonly words: string;
  readonly field?: string;
}

const identifier = words(20, 'A1234BC');
const person = part({
  identifiers: part({
    pnc: maybe(identifier),
    cro: maybe(identifier),
    crn: maybe(identifier),
    prisonNumber: maybe(identifier),
    nhsNumber: maybe(identifier),
  }),
  dateOfBirth: date,
});

const whoever: Schema = {
  ...person.schema,
  properties: {
    identifiers: { ...(person.schema['properties'] as { identifiers: Schema }).identifiers, minProperties: 1 },
    dateOfBirth: date.schema,
  },
};
const example = { identifiers: { prisonNumber: 'A1234BC' }, dateOfBirth: '1991-04-12' };

/** The schema of a whole message that is taken. Other attributes of CloudEvents may stand beside these. */
export function inboundSchemaOf(type: InboundType): Schema {
  const { fields } = inboundContractOf(type);
  const data = part(fields).schema as { properties: object };
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: label.schema,
      source: label.schema,
      type: { const: type },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      subject: id.schema,
      data: { ...data, properties: { person: whoever, ...data.properties } },
    },
    oneOf: [{ required: ['subject'] }, { properties: { data: { required: ['person'] } } }],
  };
}

export const inboundExampleOf = (type: InboundType) => ({
  specversion: '1.0',
  id: '20417-3',
  source: '/provider/riverside',
  type,
  time: '2026-03-02T21:40:00Z',
  datacontenttype: 'application/json',
  data: { person: example, ...part(inboundContractOf(type).fields).example },
});

const rfc3339 = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const ajv = new Ajv({
  strict: false,
  formats: { date: isCivilDate, 'date-time': (text: string) => rfc3339.test(text) && isCivilDate(text.slice(0, 10)) },
});
const validators = new Map<InboundType, ValidateFunction>();

function validatorOf(type: InboundType): ValidateFunction {
  const validator = validators.get(type) ?? ajv.compile(inboundSchemaOf(type));
  validators.set(type, validator);
  return validator;
}

const nobodyNamed: Wrong = {
  code: 'NOBODY_NAMED',
  words: 'Say whom it is about: by subject or by data.person, and not by both.',
  field: 'subject',
};

/** Where it does not fit and how, never with what was sent. */
function asWrong({ instancePath, keyword, schemaPath, params, message = 'does not fit' }: ErrorObject): Wrong {
  if (schemaPath.startsWith('#/oneOf')) return nobodyNamed;
  const { missingProperty, allowedValues } = params as { missingProperty?: string; allowedValues?: readonly string[] };
  const field = [...instancePath.split('/').slice(1), ...(missingProperty === undefined ? [] : [missingProperty])].join(
    '.',
  );
  const how = keyword === 'required' ? 'is missing' : [message, allowedValues?.join(', ')].filter(Boolean).join(': ');
  return { code: 'NOT_AS_AGREED', words: `It is not as its contract says: ${field || 'it'} ${how}.`, field };
}

/** What is wrong with a message, if anything. */
export function wrongIn(value: unknown): Wrong | undefined {
  if (!isObject(value) || value['specversion'] !== '1.0')
    return { code: 'NOT_A_CLOUD_EVENT', words: 'It is not a CloudEvent 1.0 in structured JSON.' };
  if (!isInboundType(value['type']))
    return { code: 'UNKNOWN_TYPE', words: 'No message of this type is taken.', field: 'type' };
  const fits = validatorOf(value['type']);
  const [error] = fits(value) ? [] : (fits.errors ?? []);
  return error && asWrong(error);
}
