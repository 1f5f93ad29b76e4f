import { Problem } from '#platform/problem';
import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiResponse } from '@nestjs/swagger';

const reasons: Readonly<Record<number, string>> = {
  400: 'What was sent is not right: see validationErrors.',
  401: 'Not signed in.',
  403: 'Not for this service.',
  404: 'There is nothing here for this caller.',
  409: 'The pathway does not allow it now.',
  412: 'It changed since it was read: read it again.',
  413: 'Larger than 1 MB.',
  422: 'The Idempotency-Key was used for something else.',
  503: 'Not at the moment: ask again after Retry-After.',
};

const problems = (statuses: readonly number[]) =>
  statuses.map((status) => ApiResponse({ status, description: reasons[status] ?? '', type: Problem }));

/** What every command takes and may answer besides its own. */
export const DocumentedCommand = () =>
  applyDecorators(
    ApiBearerAuth(),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Of 8 to 200 visible characters. The same again, with the same content, is recorded once.',
      schema: { type: 'string', minLength: 8, maxLength: 200 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag that was read: refused where it changed since.',
      schema: { type: 'string', pattern: '^"\\d+"$' },
    }),
    ...problems([400, 401, 403, 404, 409, 412, 413, 422, 503]),
  );

/** What every read may answer besides its own. */
export const DocumentedRead = () => applyDecorators(ApiBearerAuth(), ...problems([400, 401, 403, 404, 503]));
