import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldProblem {
  @ApiProperty({ type: String, description: 'The field, dotted where it lies inside another.', example: 'initial' })
  readonly field: string;

  @ApiProperty({ type: String, description: 'A stable code.', example: 'NOT_AN_INSTANT' })
  readonly error: string;

  @ApiProperty({ type: String, description: 'What is wrong and what to do, in words for the person who typed it.' })
  readonly message: string;
}

/** Every error answers in this shape. It never repeats what was sent. */
export class Problem {
  @ApiProperty({ type: Number, description: 'The HTTP status.', example: 409 })
  readonly status: number;

  @ApiProperty({ type: String, description: 'A stable code.', example: 'NO_POSITIVE_RESULT' })
  readonly errorCode: string;

  @ApiProperty({ type: String, description: 'What is wrong and what to do, for the person who asked.' })
  readonly userMessage: string;

  @ApiProperty({ type: String, description: 'The same, for whoever builds the client.' })
  readonly developerMessage: string;

  @ApiProperty({ type: String, nullable: true, description: 'Where to read more.' })
  readonly moreInfo: string | null;

  @ApiPropertyOptional({ type: [FieldProblem], description: 'What is wrong with which field.' })
  readonly validationErrors?: readonly FieldProblem[];
}

interface More {
  readonly developerMessage?: string;
  readonly validationErrors?: readonly FieldProblem[];
  /** Seconds after which asking again may help. */
  readonly retryAfter?: number;
}

/** A request that is answered with an error. */
export class RequestProblem extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    readonly userMessage: string,
    readonly more: More = {},
  ) {
    super(userMessage);
    this.name = 'RequestProblem';
  }
}

export function toProblem({ status, errorCode, userMessage, more }: RequestProblem): Problem {
  const { developerMessage = userMessage, validationErrors } = more;
  return {
    status,
    errorCode,
    userMessage,
    developerMessage,
    moreInfo: null,
    ...(validationErrors && { validationErrors }),
  };
}

export const invalid = (validationErrors: readonly FieldProblem[]): RequestProblem =>
  new RequestProblem(400, 'INVALID_REQUEST', 'Some of what was sent is not right. Correct it and send it again.', {
    developerMessage: `${validationErrors.length} of the fields did not validate: see validationErrors.`,
    validationErrors,
  });

export const notFound = (): RequestProblem => new RequestProblem(404, 'NOT_FOUND', 'There is nothing here.');
