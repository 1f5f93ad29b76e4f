import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const description = `Throughcare records every step of a person's way from arrest to treatment.

A command needs an Idempotency-Key and answers with what was recorded, its revision as ETag and its position in the log.
Send that position as minPosition to read what was recorded. Every error has the same shape and a stable code.`;

const settings = (version: string) =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Throughcare casework')
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();

export const describeApi = (app: INestApplication, version: string): OpenAPIObject =>
  SwaggerModule.createDocument(app, settings(version));

/** The description at /v3/api-docs, and a page to browse it on at /swagger-ui.html. */
export function serveApiDescription(app: INestApplication, version: string): void {
  SwaggerModule.setup('swagger-ui.html', app, () => describeApi(app, version), {
    jsonDocumentUrl: 'v3/api-docs',
    yamlDocumentUrl: 'v3/api-docs.yaml',
    customSiteTitle: 'Throughcare casework API',
  });
}
