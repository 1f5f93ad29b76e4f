import type { LogLevel } from '#platform/configuration';
import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';

/** A last net: nothing under these names is written, wherever a line holds it. */
const redacted = ['name', 'dateOfBirth', 'identifiers', 'address', 'authorization', 'cookie', 'token', 'body', 'query'];

/** One JSON object a line, to standard output unless told otherwise. */
export const logTo = (level: LogLevel, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    },
    destination,
  );

export const LOGGER = Symbol('Logger');

/** Nest's own lines, under the part of Nest that says them, through the same logger. */
export function nestLines(logger: Logger): LoggerService {
  const at =
    (level: 'fatal' | 'error' | 'warn' | 'info' | 'debug') =>
    (message: unknown, ...more: unknown[]): void =>
      logger[level]({ context: more.at(-1) }, '%s', message);
  return { log: at('info'), fatal: at('fatal'), error: at('error'), warn: at('warn'), debug: at('debug') };
}

/** A line for every answer: method, route as declared, status, time taken. A path or query may hold a person. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'none' : request.routeOptions.url;
    if (route?.startsWith('/health') || route === '/ping') return;
    const line = { id: request.id, method: request.method, route, status: reply.statusCode };
    logger.info({ ...line, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
}
