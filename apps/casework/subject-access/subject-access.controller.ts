import { ReadsByRole, Reply } from '#casework/reading';
import { SubjectAccessRequests } from '#casework/subject-access/subject-access';
import { SubjectAccess } from '#casework/subject-access/subject-access.requests';
import { WithClaims } from '#platform/access';
import type { Claims } from '#platform/tokens';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiNoContentResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

const roles = ['ROLE_SAR_DATA_ACCESS'] as const;
const tag = 'subject-access';

const template = `<h1>Throughcare</h1>
{{#steps}}
<h2>{{type}}</h2>
<p>Happened {{occurredAt}}, recorded {{recordedAt}} by {{organisation}}</p>
{{#content}}<pre>{{.}}</pre>{{/content}}
{{/steps}}
`;

/** The contract of HMPPS subject access requests. */
@Controller('subject-access-request')
export class SubjectAccessController {
  constructor(private readonly requests: SubjectAccessRequests) {}

  @Get()
  @ReadsByRole({ operationId: 'subject-access-request', summary: 'What is held about somebody', tag }, roles)
  @ApiNoContentResponse({ description: 'Nothing is held.' })
  async read(@Query() asked: SubjectAccess, @WithClaims() claims: Claims, @Reply() reply: FastifyReply) {
    const answer = await this.requests.answer(claims, asked);
    if (!answer) void reply.status(204);
    return answer;
  }

  @Get('template')
  @ReadsByRole({ operationId: 'subject-access-template', summary: 'How it is laid out, as mustache', tag }, roles)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  template(): string {
    return template;
  }
}
