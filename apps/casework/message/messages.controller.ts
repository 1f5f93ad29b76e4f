import type { Caller } from '#access/caller';
import { LEAD } from '#access/roles';
import { textAt, type Typed } from '#casework/forms/controls';
import { InstanceId } from '#casework/instance-id';
import { Matching } from '#casework/message/matching';
import { messageWords } from '#casework/message/message-words';
import { ReceivedMessages } from '#casework/message/received';
import { Subscriptions } from '#casework/message/subscriptions';
import { Page, Redirect } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { services, SignedIn, ToRead } from '#platform/access';
import { notFound } from '#platform/problem';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';

const SHOWN = '50';

const did: Readonly<Record<string, string>> = {
  match: 'The message is matched and will be recorded',
  replay: 'The message is tried again',
  discard: 'The message is given up',
  delivery: 'Sending goes on where it stopped',
};

const isGovernance = ({ kind }: Caller): boolean => kind === 'information-governance';
/** Information governance sees everybody's, a service its own. */
const whoseAs = (caller: Caller) => (isGovernance(caller) ? {} : { organisation: caller.organisation });

/** What leads do. @throws RequestProblem 404 for anybody else */
function leads({ roles }: Caller): void {
  if (!roles.includes(LEAD)) throw notFound();
}

/** Messages of other systems: those that wait to be matched, those that could not be recorded, and what is sent to one's own. */
@Pages()
@Controller('messages')
export class MessagesController {
  constructor(
    private readonly received: ReceivedMessages,
    private readonly subscriptions: Subscriptions,
    private readonly matching: Matching,
  ) {}

  @Get()
  @ToRead(...services, 'information-governance')
  async list(@SignedIn() caller: Caller, @Query('did') done: unknown) {
    const at = Date.now();
    const isLead = caller.roles.includes(LEAD);
    const [waiting, dead, deliveries] = await Promise.all([
      this.received.list(whoseAs(caller), { state: 'waiting', limit: SHOWN }),
      this.received.list(whoseAs(caller), { state: 'dead', limit: SHOWN }),
      isLead ? this.subscriptions.list(caller.organisation) : [],
    ]);
    const told = (messages: typeof waiting.messages) =>
      messages.map((message) => ({ ...message, what: messageWords(message.type) }));
    return new Page('message/messages', {
      ...{ title: 'Messages from other systems', at, isLead, governs: isGovernance(caller) },
      says: `${waiting.messages.length} wait to be matched, ${dead.messages.length} could not be recorded`,
      waiting: told(waiting.messages),
      dead: told(dead.messages),
      more: waiting.next !== undefined || dead.next !== undefined,
      deliveries: deliveries.filter(({ state }) => state === 'dead'),
      did: typeof done === 'string' && Object.hasOwn(did, done) ? did[done] : undefined,
    });
  }

  @Get(':id')
  @ToRead(...services, 'information-governance')
  one(@Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    return this.matching.show(caller, { ...whoseAs(caller), id });
  }

  @Post(':id/find')
  @ToRead(...services, 'information-governance')
  find(@Param('id', InstanceId) id: string, @Body() typed: Typed, @SignedIn() caller: Caller) {
    return this.matching.find(caller, { ...whoseAs(caller), id }, typed);
  }

  @Post(':id/match')
  @ToRead(...services, 'information-governance')
  async match(@Param('id', InstanceId) id: string, @Body() typed: Typed, @SignedIn() caller: Caller) {
    const which = { ...whoseAs(caller), id };
    const person = textAt(typed, 'person');
    if (person === '') return this.matching.unchosen(caller, which);
    await this.received.match(caller, which, new InstanceId().transform(person));
    return new Redirect('/messages?did=match');
  }

  @Post(':id/replay')
  @ToRead(...services)
  async replay(@Param('id', InstanceId) id: string, @SignedIn() { organisation }: Caller) {
    await this.received.replay({ organisation, id });
    return new Redirect('/messages?did=replay');
  }

  @Post(':id/discard')
  @ToRead(...services)
  async discard(@Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    leads(caller);
    await this.received.discard({ organisation: caller.organisation, id });
    return new Redirect('/messages?did=discard');
  }

  /** Sends again to where sending was given up. */
  @Post('deliveries/:id/again')
  @ToRead(...services)
  async deliverAgain(@Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    leads(caller);
    await this.subscriptions.again({ organisation: caller.organisation, id }, undefined);
    return new Redirect('/messages?did=delivery');
  }
}
