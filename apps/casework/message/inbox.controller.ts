import type { Caller } from '#access/caller';
import { LEAD, OPERATOR, rolesOf } from '#access/roles';
import { DocumentedRead } from '#casework/documented';
import { InstanceId } from '#casework/instance-id';
import { InboxAnswer, ReadMessage, ShownMessage } from '#casework/message/inbox.answers';
import { MatchMessage, ReadInbox } from '#casework/message/inbox.requests';
import { ReceivedMessages } from '#casework/message/received';
import { Reply } from '#casework/reading';
import { senders } from '#messages/inbound/contracts';
import { ForRoles, SignedIn, ToRead, WithClaims } from '#platform/access';
import type { Claims } from '#platform/tokens';
import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

const Documented = (operationId: string, summary: string) =>
  applyDecorators(DocumentedRead(), ApiOperation({ operationId, summary, tags: ['message'] }));

const [GOVERNANCE = ''] = rolesOf('information-governance', 'practitioner');
const theirs = senders.flatMap((kind) => rolesOf(kind, 'practitioner'));

/** Operators and information governance see everybody's, a service its own. */
const whose = ({ roles, organisation = '' }: Claims) =>
  roles.includes(OPERATOR) || roles.includes(GOVERNANCE) ? {} : { organisation };
const whoseAs = ({ kind, organisation }: Caller) => (kind === 'information-governance' ? {} : { organisation });

/** What other services tell, and what becomes of it. */
@Controller('message')
export class InboxController {
  constructor(private readonly received: ReceivedMessages) {}

  @Post()
  @HttpCode(202)
  @ToRead(...senders)
  @Documented('tell', 'Tell what happened: a CloudEvent, as its contract has it')
  @ApiConsumes('application/cloudevents+json', 'application/json')
  @ApiBody({ schema: { type: 'object', description: 'Each type has a contract of its own: see asyncapi.json.' } })
  @ApiResponse({ status: 202, type: ShownMessage, description: 'Taken: it is kept, and dealt with in its turn.' })
  @ApiResponse({ status: 200, type: ShownMessage, description: 'It came before: what has become of it.' })
  async tell(@Body() message: unknown, @SignedIn() caller: Caller, @Reply() reply: FastifyReply) {
    const taken = await this.received.take(caller, message);
    if (taken.state !== 'received') void reply.status(200);
    return taken;
  }

  @Get('inbox')
  @ForRoles(...theirs, GOVERNANCE, OPERATOR)
  @Documented('list-inbox', 'Messages in one state, in the order they came')
  @ApiResponse({ status: 200, type: InboxAnswer })
  list(@Query() asked: ReadInbox, @WithClaims() claims: Claims): Promise<InboxAnswer> {
    return this.received.list(whose(claims), asked);
  }

  @Get('inbox/:id')
  @ToRead(...senders, 'information-governance')
  @Documented('read-inbox', 'What became of a message, and whom it names while it waits')
  @ApiResponse({ status: 200, type: ReadMessage })
  read(@Param('id', InstanceId) id: string, @SignedIn() caller: Caller): Promise<ReadMessage> {
    return this.received.read(caller, { ...whoseAs(caller), id });
  }

  @Post('inbox/:id/match')
  @HttpCode(200)
  @ToRead(...senders, 'information-governance')
  @Documented('match-message', 'Say who it is that a message waits for, and all of its service that name the same')
  @ApiResponse({ status: 200, type: ShownMessage })
  match(
    @Param('id', InstanceId) id: string,
    @Body() { personId }: MatchMessage,
    @SignedIn() caller: Caller,
  ): Promise<ShownMessage> {
    return this.received.match(caller, { ...whoseAs(caller), id }, personId);
  }

  @Post('inbox/:id/replay')
  @HttpCode(200)
  @ForRoles(...theirs, OPERATOR)
  @Documented('replay-message', 'Try a dead message again, once what was wrong is put right')
  @ApiResponse({ status: 200, type: ShownMessage })
  replay(@Param('id', InstanceId) id: string, @WithClaims() claims: Claims): Promise<ShownMessage> {
    return this.received.replay({ ...whose(claims), id });
  }

  @Post('inbox/:id/discard')
  @HttpCode(200)
  @ForRoles(LEAD, OPERATOR)
  @Documented('discard-message', 'Give up a message that waits or is dead: what it said is gone')
  @ApiResponse({ status: 200, type: ShownMessage })
  discard(@Param('id', InstanceId) id: string, @WithClaims() claims: Claims): Promise<ShownMessage> {
    return this.received.discard({ ...whose(claims), id });
  }
}
