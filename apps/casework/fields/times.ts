import { type Field, field, isText } from '#casework/fields/field';
import { isCivilDate } from '#pathway/calendar';
import { Temporal } from 'temporal-polyfill';

/** A date that exists, in Europe/London. */
export const CivilDate = (label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_A_DATE',
      control: { type: 'date' },
      accepts: (value) => isText(value) && isCivilDate(value),
      as: 'as a date that exists, such as 2026-03-02',
      schema: { type: String, format: 'date', example: '2026-03-02' },
    },
    options,
  );

const inUtc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function moment(text: string): Temporal.Instant | undefined {
  try {
    return withOffset.test(text) ? Temporal.Instant.from(text) : undefined;
  } catch {
    return undefined;
  }
}

/** UTC with whole seconds; text that is no moment stays as it is. */
const utc = (text: string): string =>
  moment(text)?.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString() ?? text;

/** A moment: ISO 8601 with Z or an offset, recorded in UTC. */
export const Moment = (label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_AN_INSTANT',
      control: { type: 'moment' },
      accepts: (value) =>
        isText(value) && inUtc.test(value) && isCivilDate(value.slice(0, 10)) && moment(value) !== undefined,
      as: 'as a date and time with its offset, such as 2026-03-02T21:40:00Z',
      schema: { type: String, format: 'date-time', example: '2026-03-02T21:40:00Z' },
      read: utc,
    },
    options,
  );
