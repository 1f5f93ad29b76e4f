import { MASTER_KEY } from '#commands/handlers';
import { serveApiDescription } from '#casework/openapi';
import { MEDIA_TYPE } from '#messages/cloud-event';
import { LOGGER, logRequests, nestLines } from '#platform/logging';
import { ABOUT } from '#platform/provided';
import type { About } from '#platform/health';
import { secureHeaders } from '#platform/security-headers';
import { answerUnreadable, refuseDeepBodies } from '#platform/unreadable';
import { holdSessions } from '#casework/sign-in/session';
import { SIGN_IN, type SignInOptions } from '#casework/sign-in/sign-ins';
import type { MasterKey } from '#privacy/keys';
import compress from '@fastify/compress';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';

const MEGABYTE = 1024 * 1024;

/** The application, ready to listen. */
export async function casework(module: DynamicModule): Promise<NestFastifyApplication> {
  const server = new FastifyAdapter({
    bodyLimit: MEGABYTE,
    genReqId: () => randomUUID(),
    logger: false,
    // An ingress ends TLS before it, and says by which protocol and address the request came.
    trustProxy: true,
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
  const { publicUrl } = app.get<SignInOptions>(SIGN_IN);
  await holdSessions(app, {
    dataSource: app.get(DataSource),
    master: app.get<MasterKey>(MASTER_KEY),
    secure: publicUrl?.startsWith('https:') ?? false,
  });
  await app.register(compress, { encodings: ['br', 'gzip'], customTypes: /^text\/html/ });
  fastify.addContentTypeParser(MEDIA_TYPE, { parseAs: 'string' }, fastify.getDefaultJsonParser('error', 'error'));
  secureHeaders(fastify);
  refuseDeepBodies(fastify);
  logRequests(fastify, logger);
  serveApiDescription(app, app.get<About>(ABOUT).version);
  await app.init();
  await fastify.ready();
  return app;
}
