import type { Envelope } from '#commands/step';
import { callerOf } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

function idempotencyKey(request: FastifyRequest): string {
  const key = header(request, 'idempotency-key');
  if (key === undefined)
    throw new RequestProblem(400, 'IDEMPOTENCY_KEY_REQUIRED', 'Send an Idempotency-Key header with every command.');
  if (!/^[\x21-\x7e]{8,200}$/.test(key))
    throw new RequestProblem(
      400,
      'IDEMPOTENCY_KEY_INVALID',
      'Send an Idempotency-Key of 8 to 200 visible characters without spaces.',
    );
  return key;
}

function revision(request: FastifyRequest): bigint | undefined {
  const tag = header(request, 'if-match');
  if (tag === undefined) return undefined;
  const digits = /^"(\d{1,18})"$/.exec(tag)?.[1];
  if (digits === undefined)
    throw new RequestProblem(400, 'IF_MATCH_INVALID', 'Send If-Match as the ETag that was read, such as "3".');
  return BigInt(digits);
}

/** What the headers and the sign-in say around a command. */
export const Enveloped = createParamDecorator((_data: unknown, context: ExecutionContext): Envelope => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const ifMatch = revision(request);
  return {
    caller: callerOf(request),
    key: idempotencyKey(request),
    ...(ifMatch !== undefined && { ifMatch }),
  };
});
