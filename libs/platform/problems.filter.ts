import { Refused, type RefusalKind } from '#commands/refused';
import { OutcomeUnknown, StoreUnavailable, WrongExpectedVersion } from '#event-store/event-store';
import { LOGGER } from '#platform/logging';
import { notFound, RequestProblem, toProblem } from '#platform/problem';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

const statusOf: Readonly<Record<RefusalKind, number>> = {
  rule: 409,
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  stale: 412,
  'key-reused': 422,
};

const unavailable = (code: string, words: string) => new RequestProblem(503, code, words, { retryAfter: 5 });

const refused = ({ kind, code, message, field }: Refused): RequestProblem =>
  new RequestProblem(statusOf[kind], code, message, {
    ...(field !== undefined && { validationErrors: [{ field, error: code, message }] }),
  });

/** What the HTTP layer itself refuses, before any route is reached or while the body is read. */
function ofHttp(status: number): RequestProblem | undefined {
  switch (status) {
    case 400:
      return new RequestProblem(400, 'UNREADABLE_REQUEST', 'The request cannot be read. Send valid JSON.');
    case 404:
      return notFound();
    case 413:
      return new RequestProblem(413, 'TOO_LARGE', 'The request is larger than 1 MB. Send less.');
    case 415:
      return new RequestProblem(415, 'NOT_JSON', 'Send the request as application/json.');
    default:
      return status >= 400 && status < 500
        ? new RequestProblem(status, 'NOT_POSSIBLE', 'The request cannot be handled as it was sent.')
        : undefined;
  }
}

/** Of errors from the network, from PostgreSQL shutting down and from its own connection pool. */
const lostConnection =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08\d{3}$|57P0[123]$|53300$)|^Connection terminated|^timeout exceeded when trying to connect/;

function codeOf(error: unknown): string | undefined {
  const { code, statusCode, message } = error as { code?: unknown; statusCode?: unknown; message?: unknown };
  return [code, statusCode, message].find((value): value is string => typeof value === 'string');
}

function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

const isError = (error: unknown): error is Error => error instanceof Error;

function ofLostStore(error: unknown): RequestProblem | undefined {
  if (error instanceof OutcomeUnknown)
    return unavailable(
      'OUTCOME_UNKNOWN',
      'It is not known whether this was recorded. Send the same request again with the same Idempotency-Key: it is recorded once.',
    );
  if (error instanceof StoreUnavailable)
    return unavailable('STORE_UNAVAILABLE', 'Nothing can be recorded or read at the moment. Try again shortly.');
  if (error instanceof WrongExpectedVersion)
    return unavailable(
      'BUSY',
      'Many are recording here at the same time: this was not recorded. Send it again shortly.',
    );
  if (isError(error) && lostConnection.test(codeOf(error) ?? ''))
    return unavailable('DATABASE_UNAVAILABLE', 'The records cannot be read at the moment. Try again shortly.');
  return undefined;
}

/** Any error as the problem it is answered with; undefined for one that nobody foresaw. */
export function problemOf(error: unknown): RequestProblem | undefined {
  if (error instanceof RequestProblem) return error;
  if (error instanceof Refused) return refused(error);
  const lost = ofLostStore(error);
  if (lost) return lost;
  const status = httpStatusOf(error);
  return status === undefined ? undefined : ofHttp(status);
}

const unforeseen = () =>
  new RequestProblem(
    500,
    'UNFORESEEN',
    'Something went wrong on our side. Try again; if it goes on, tell the support team.',
  );

/** The frames of a stack: where it happened, without the message, which may hold what somebody typed. */
const frames = (error: unknown) =>
  isError(error)
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => line.trimStart().startsWith('at '))
        .join('\n')
    : '';

/** Tells a problem as a page where somebody asked for one: undefined where JSON was asked for. */
export type ProblemPage = (problem: RequestProblem, request: FastifyRequest, reply: FastifyReply) => string | undefined;
export const PROBLEM_PAGE = Symbol('ProblemPage');

@Catch()
export class ProblemsFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(PROBLEM_PAGE) private readonly page: ProblemPage,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error) ?? this.#unforeseen(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    if (problem.more.retryAfter !== undefined) void reply.header('Retry-After', String(problem.more.retryAfter));
    const page = this.page(problem, host.switchToHttp().getRequest<FastifyRequest>(), reply);
    if (page !== undefined) return void reply.send(page);
    // A route may have said that it answers with something else.
    void reply.type('application/json; charset=utf-8').header('Cache-Control', 'no-store');
    void reply.status(problem.status).send(toProblem(problem));
  }

  #unforeseen(error: unknown): RequestProblem {
    const name = isError(error) ? error.name : typeof error;
    this.logger.error({ error: name, stack: frames(error) }, 'An error that nobody foresaw');
    return unforeseen();
  }
}
