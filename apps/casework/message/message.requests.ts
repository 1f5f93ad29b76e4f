import { Position } from '#casework/fields/text';
import { type Field, field, isText } from '#casework/fields/field';

const LONGEST_WAIT_S = 30;

const Seconds = (label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_A_WAIT',
      control: { type: 'number' },
      accepts: (value) => isText(value) && /^\d{1,2}$/.test(value) && Number(value) <= LONGEST_WAIT_S,
      as: `in whole seconds, at most ${LONGEST_WAIT_S}`,
      schema: { type: 'integer', minimum: 0, maximum: LONGEST_WAIT_S, example: 20 },
    },
    options,
  );

const Address = (label: string) =>
  field(label, {
    code: 'NOT_AN_ADDRESS',
    control: { type: 'text' },
    accepts: (value) => isText(value) && value.length <= 2_000 && URL.canParse(value),
    as: 'as a whole address, such as https://provider.example/throughcare',
    schema: { type: String, format: 'uri', maxLength: 2_000, example: 'https://provider.example/throughcare' },
  });

export class Subscribe {
  @Address('the address that takes messages')
  url: string;

  @Position('the position after which to begin: now, where left out')
  after?: string;
}

export class Replay {
  @Position('the position after which to send again: where it stopped, where left out')
  after?: string;
}

export class ReadFeed {
  @Position('the position to read on from, as the answer before gave it')
  after?: string;

  @Seconds('how long to wait for something new', { optional: true })
  wait?: string;
}
