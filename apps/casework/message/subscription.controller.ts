import type { Caller } from '#access/caller';
import { LEAD, OPERATOR } from '#access/roles';
import { DocumentedRead } from '#casework/documented';
import { InstanceId } from '#casework/instance-id';
import { BegunSubscription, ShownSubscription } from '#casework/message/message.answers';
import { Replay, Subscribe } from '#casework/message/message.requests';
import { Subscriptions } from '#casework/message/subscriptions';
import { ForRoles, services, SignedIn, ToRead, WithClaims } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import type { Claims } from '#platform/tokens';
import { applyDecorators, Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

const Documented = (operationId: string, summary: string) =>
  applyDecorators(DocumentedRead(), ApiOperation({ operationId, summary, tags: ['message'] }));

/** For leads of a service: everybody there would be told by what they set up. */
function lead({ organisation, user, roles }: Caller): { organisation: string; user: string } {
  if (roles.includes(LEAD)) return { organisation, user };
  throw new RequestProblem(403, 'LEAD_NEEDED', 'Only a lead of your service can do this. Ask one of them.');
}

@Controller('message/subscription')
export class SubscriptionController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Post()
  @ToRead(...services)
  @Documented('subscribe', 'Have messages sent to an address of the organisation')
  @ApiResponse({ status: 201, type: BegunSubscription, description: 'Its secret is said this once.' })
  subscribe(@Body() { url, after }: Subscribe, @SignedIn() caller: Caller): Promise<BegunSubscription> {
    return this.subscriptions.begin({ ...lead(caller), url, after });
  }

  @Get()
  @ForRoles(LEAD, OPERATOR)
  @Documented('list-subscriptions', 'How sending goes: to the organisation, or for operators to all')
  @ApiResponse({ status: 200, type: [ShownSubscription] })
  async list(@WithClaims() { organisation = '', roles }: Claims): Promise<readonly ShownSubscription[]> {
    return this.subscriptions.list(roles.includes(OPERATOR) ? undefined : organisation);
  }

  @Delete(':id')
  @HttpCode(204)
  @ToRead(...services)
  @Documented('unsubscribe', 'Have messages sent there no more')
  @ApiResponse({ status: 204, description: 'Ended.' })
  unsubscribe(@Param('id', InstanceId) id: string, @SignedIn() caller: Caller): Promise<void> {
    return this.subscriptions.end({ ...lead(caller), id });
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ToRead(...services)
  @Documented('replay-subscription', 'Send again, also where sending was given up')
  @ApiResponse({ status: 200, type: ShownSubscription })
  replay(
    @Param('id', InstanceId) id: string,
    @Body() { after }: Replay,
    @SignedIn() caller: Caller,
  ): Promise<ShownSubscription> {
    return this.subscriptions.again({ ...lead(caller), id }, after);
  }
}
