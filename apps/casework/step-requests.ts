import { Uuid, Words } from '#casework/fields/text';
import { Moment } from '#casework/fields/times';
import type { Type } from '@nestjs/common';
import { PartialType } from '@nestjs/swagger';

const named = <Class extends Type<object>>(request: Class, name: string): Class =>
  Object.defineProperty(request, 'name', { value: name });

/** The request of a step: the command's own fields, and when it happened. */
export function stepOf(Command: Type<object>): Type<object> {
  class Step extends Command {
    @Moment('when it happened, if earlier than now', { optional: true })
    occurredAt?: string;
  }
  return named(Step, Command.name);
}

/** The request that corrects a step: any of its fields; those left out stand as they were recorded. */
export function correctionOf(Command: Type<object>): Type<object> {
  class Correction extends PartialType(Command, { skipNullProperties: false }) {
    @Uuid('the event to correct')
    corrects: string;

    @Words(2000, 'why it is corrected')
    why: string;

    @Moment('when it happened, if that is to be corrected', { optional: true })
    occurredAt?: string;
  }
  return named(Correction, `${Command.name}Correction`);
}

interface Sent {
  readonly occurredAt?: string;
  readonly corrects?: string;
  readonly why?: string;
  readonly [field: string]: unknown;
}

/** The fields as plain JSON: without those left out, and without their class. */
export const plain = (request: object): Sent => JSON.parse(JSON.stringify(request)) as Sent;
