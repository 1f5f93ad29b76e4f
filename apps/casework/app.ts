import { serveApiDescription } from '#casework/openapi';
import { LOGGER, logRequests, nestLines } from '#platform/logging';
import { ABOUT } from '#platform/provided';
import type { About } from '#platform/health';
import { secureHeaders } from '#platform/security-headers';
import { answerUnreadable, refuseDeepBodies } from '#platform/unreadable';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';

const MEGABYTE = 1024 * 1024;

/** The application, ready to listen. */
export async function casework(module: DynamicModule): Promise<NestFastifyApplication> {
  const server = new FastifyAdapter({
    bodyLimit: MEGABYTE,
    genReqId: () => randomUUID(),
    logger: false,
    frameworkErrors: answerUnreadable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, server, {
    bufferLogs: true,
    abortOnError: false,
    forceCloseConnections: true,
  });
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(nestLines(logger));
  const fastify = app.getHttpAdapter().getInstance();
  secureHeaders(fastify);
  refuseDeepBodies(fastify);
  logRequests(fastify, logger);
  serveApiDescription(app, app.get<About>(ABOUT).version);
  await app.init();
  await fastify.ready();
  return app;
}
